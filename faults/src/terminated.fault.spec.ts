import { setTimeout as delay } from 'node:timers/promises';
import { fault } from './fault.js';

const LEAVES_WITHIN_MS = 10_000;

fault({
  name: 'terminated',
  promise: 'a service that is told to stop under load leaves within 10 s, and answers every request that it took',
  longOnly: true,
  chain: { replicas: { challenges: 2, validation: 2 } },
  run: async (run) => {
    const { chain, random } = run;
    const faults: string[] = [];
    const traffic = await run.traffic({ commands: run.scaled(200, 3_000), atOnce: 16 });
    for (let times = run.scaled(5, 50); times > 0; times--) {
      // Not a wait for anything: the signal comes at an arbitrary moment.
      await delay(200 + random.below(run.scaled(400, 700)));
      const leaving = random.oneOf(chain.processes);
      const ms = await leaving.end('SIGTERM');
      if (ms > LEAVES_WITHIN_MS) faults.push(`slow: ${leaving.name} took ${Math.round(ms)} ms to leave`);
      const end = leaving.ends.at(-1);
      if (end !== '0') faults.push(`end: ${leaving.name} ended with ${end}`);
      await leaving.start();
    }
    const judged = await run.judge(traffic);
    const troubles = [...traffic.ledger.troubles].map(([what, count]) => `answered ${what}, ${count} times`);
    return [...faults, ...troubles, ...judged];
  },
  breaks: [
    {
      what: 'connections to the database that close before requests are answered',
      inside: {
        edits: [
          {
            file: 'service-host/dist/boot.js',
            find: 'await app.listen(config.PORT, config.HOST);',
            put: `await app.listen(config.PORT, config.HOST);
              stops.unshift(() => new Promise((later) => setTimeout(later, 200)));
              stops.unshift(() => { void held.pool.end(); });`,
          },
        ],
      },
      seenAs: /^answered 5/m,
    },
    {
      what: 'an end that is not awaited',
      inside: { edits: [{ file: 'service-host/dist/main.js', find: 'process.exit(0);', put: 'process.exit(3);' }] },
      seenAs: /^end:/m,
    },
  ],
});
