import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@estafette/test-kit';
import { asOperator } from './chain/operator.js';
import { Topics } from './chain/topics.js';
import { eventsOf } from './checks/effects.js';
import { fault } from './fault.js';
import { introduced } from './traffic/cast.js';
import { postChallenge } from './traffic/relay-story.js';

const UPSTREAM = 'organisations';
/** It does not run while the topic is deleted, and so never saw much of what lay there. */
const LATE = 'validation';
const TAKEN_WITHIN_MS = 5_000;
const WITHIN_MS = 60_000;

fault({
  name: 'topic-emptied',
  promise:
    "when an operator deletes a service's topic by mistake, commands are taken all along, and one command has everything sent again: also for who had not read it yet",
  longOnly: true,
  transports: ['kafka'],
  run: async (run) => {
    const { chain } = run;
    const faults: string[] = [];
    const traffic = await run.traffic({ commands: run.scaled(150, 1_500) });
    await eventually(() => traffic.ledger.acknowledged > 60, { timeoutMs: WITHIN_MS });
    const late = chain.one(LATE);
    await late.end();
    const topics = await Topics.of(chain);
    try {
      const person = await introduced(traffic.client, 'learner', traffic.cast.school);
      // Others have read of this one: it will not be sent by itself any more.
      const isKnown = async (): Promise<boolean> =>
        (await eventsOf(chain, 'credentials')).some(({ stream }) => stream === `${UPSTREAM}:person-${person}`);
      await eventually(isKnown, { timeoutMs: WITHIN_MS });
      await topics.delete(UPSTREAM);
      const began = performance.now();
      // Nobody knows of it for a while: what comes meanwhile must be taken.
      while (performance.now() - began < run.scaled(3_000, 20_000)) {
        const asked = performance.now();
        await introduced(traffic.client, 'learner', traffic.cast.school);
        await postChallenge(traffic.client, traffic.cast);
        const ms = Math.round(performance.now() - asked);
        if (ms > TAKEN_WITHIN_MS) faults.push(`slow: three commands took ${ms} ms without the topic`);
        await delay(50);
      }
      for (const service of chain.processes.filter((one) => one !== late))
        if (!(await service.isReady())) faults.push(`unready: ${service.name} without a topic`);
      const { status, json } = await asOperator(chain, UPSTREAM, 'POST', 'republications', {
        reason: 'It was deleted.',
      });
      if (status >= 300) faults.push(`unrepublished: ${status} ${JSON.stringify(json)}`);
      await late.start();
      return [...faults, ...(await run.judge(traffic))];
    } finally {
      await topics.close();
    }
  },
  breaks: [
    {
      what: 'a republication that sends only what is new',
      inside: {
        edits: [
          {
            file: 'messaging/dist/kafka/publications.js',
            find: 'await new Cursors(this.pool).rewind(PUBLISHER, row.publication);',
            put: '',
          },
        ],
      },
      seenAs: /^(untaken|unanswered)/m,
    },
  ],
});
