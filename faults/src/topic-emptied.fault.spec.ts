import { eventually } from '@estafette/test-kit';
import { asOperator } from './chain/operator.js';
import { Topics } from './chain/topics.js';
import { eventsOf } from './checks/effects.js';
import type { Run } from './fault.js';
import { fault } from './fault.js';
import { takenAllAlong, unready } from './traffic/all-along.js';
import { introduced } from './traffic/cast.js';
import { postChallenge } from './traffic/relay-story.js';
import type { Traffic } from './traffic/traffic.js';

const UPSTREAM = 'organisations';
/** It does not run while the topic is deleted, and so never saw much of what lay there. */
const LATE = 'validation';
const WITHIN_MS = 60_000;

fault({
  name: 'topic-emptied',
  promise:
    "when an operator deletes a service's topic by mistake, or all that lies in it, commands are taken all along, and one command has everything sent again: also for who had not read it yet",
  longOnly: true,
  transports: ['kafka'],
  run: async (run) => {
    const { chain } = run;
    const traffic = await run.traffic({ commands: run.scaled(150, 1_500) });
    await eventually(() => traffic.ledger.acknowledged > 60, { timeoutMs: WITHIN_MS });
    const faults: string[] = [];
    const topics = await Topics.of(chain);
    try {
      for (const mistake of run.scaled(['delete'] as const, ['empty', 'delete'] as const))
        faults.push(...(await mistaken(run, traffic, () => topics[mistake](UPSTREAM))));
    } finally {
      await topics.close();
    }
    return [...faults, ...(await run.judge(traffic))];
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

/** Commands are taken after the mistake, and an operator mends it. @returns what is wrong meanwhile */
async function mistaken(run: Run, { client, cast }: Traffic, mistake: () => Promise<void>): Promise<string[]> {
  const { chain } = run;
  const late = chain.one(LATE);
  await late.end();
  const person = await introduced(client, 'learner', cast.school);
  // Others have read of this one: it will not be sent by itself any more.
  const isKnown = async (): Promise<boolean> =>
    (await eventsOf(chain, 'credentials')).some(({ stream }) => stream === `${UPSTREAM}:person-${person}`);
  await eventually(isKnown, { timeoutMs: WITHIN_MS });
  await mistake();
  const ask = async (): Promise<void> => {
    await introduced(client, 'learner', cast.school);
    await postChallenge(client, cast);
  };
  // Nobody knows of it for a while: what comes meanwhile must be taken.
  const faults = await takenAllAlong(run.scaled(3_000, 20_000), ask, 'the messages');
  const others = chain.processes.filter((one) => one !== late);
  faults.push(...(await unready(others, 'the messages')));
  const { status, json } = await asOperator(chain, UPSTREAM, 'POST', 'republications', { reason: 'It was emptied.' });
  if (status >= 300) faults.push(`unrepublished: ${status} ${JSON.stringify(json)}`);
  await late.start();
  return faults;
}
