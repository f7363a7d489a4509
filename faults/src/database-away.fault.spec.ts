import { setTimeout as delay } from 'node:timers/promises';
import { fault } from './fault.js';

fault({
  name: 'database-away',
  promise:
    'PostgreSQL may stop hard under load, or be gone for half a minute: nothing acknowledged is lost, nothing parks',
  run: async (run) => {
    const { chain, random } = run;
    const traffic = await run.traffic({ commands: run.scaled(200, 3_000) });
    for (let times = run.scaled(2, 20); times > 0; times--) {
      // Not a wait for anything: the server stops at an arbitrary moment.
      await delay(300 + random.below(run.scaled(300, 1_000)));
      await chain.cluster.stopImmediately();
      await chain.cluster.startAgain();
      const before = traffic.ledger.acknowledged;
      await traffic.until(() => traffic.ledger.acknowledged > before);
    }
    await chain.cluster.stopImmediately();
    // How long it is gone is the fault itself.
    await delay(run.scaled(3_000, 30_000));
    await chain.cluster.startAgain();
    const judged = await run.judge(traffic);
    // Also what was put aside for a while only.
    const parked = await Promise.all(chain.processes.map((service) => service.said('"key parked"')));
    return [...parked.flat().map((line) => `parked: ${line}`), ...judged];
  },
  breaks: [
    {
      what: 'commits that are not on disk when they are acknowledged',
      outside: async ({ cluster }) => {
        await cluster.sql('alter system set synchronous_commit = off');
        await cluster.sql(`alter system set wal_writer_delay = '10s'`);
        await cluster.sql('select pg_reload_conf()');
      },
      seenAs: /^(lost|order|behind|untaken|unsent|unanswered|view)/m,
    },
    {
      what: 'a database that is away is taken for a fault of the message',
      inside: {
        edits: [
          {
            file: 'messaging/dist/infrastructure.js',
            find: 'if (!(error instanceof Error)) return false;',
            put: 'return false;',
          },
          // It is slow, so that there is one at hand when the database goes, …
          {
            file: 'messaging/dist/delivery.js',
            find: 'await this.#options.store.follow(facts',
            put: 'await new Promise((later) => setTimeout(later, 500)); await this.#options.store.follow(facts',
          },
          // … and put aside as soon as that can be written down.
          {
            file: 'messaging/dist/delivery.js',
            find: 'await this.#parking.park(',
            put: `while (!(await this.#options.pool.query('select').catch(() => null)))
                await new Promise((later) => setTimeout(later, 50));
              await this.#parking.park(`,
          },
        ],
      },
      seenAs: /^parked/m,
    },
  ],
});
