import { fault } from './fault.js';
import { crowd } from './traffic/crowd.js';
import { startedRelay } from './traffic/relay-story.js';

const WRITERS = 64;

fault({
  name: 'crowded',
  promise:
    'sixty-four who write to one stream at the same moment, at two replicas, have one answer and one effect each, also who sends a request twice at once',
  longOnly: true,
  chain: { replicas: { challenges: 2 } },
  run: async (run) => {
    // Others write to other streams meanwhile: they share statements with the crowd.
    const traffic = await run.traffic({ commands: run.scaled(300, 3_000) });
    const faults: string[] = [];
    for (let rounds = run.scaled(2, 20); rounds > 0; rounds--)
      faults.push(...(await crowd(await startedRelay(traffic.client, traffic.cast), WRITERS)));
    return [...faults, ...(await run.judge(traffic))];
  },
  breaks: [
    {
      what: 'an append that does not look where the stream stands, and passes over what is there already',
      inside: {
        edits: [
          {
            file: 'event-store/dist/append.js',
            find: 'where first.revision - 1 <> coalesce((',
            put: 'where false and first.revision - 1 <> coalesce((',
          },
          {
            file: 'event-store/dist/append.js',
            find: 'order by e.nth\nreturning incarnation',
            put: 'order by e.nth\non conflict do nothing\nreturning incarnation',
          },
        ],
      },
      seenAs: /^lost/m,
    },
    {
      what: 'a group whose members are all told what the first of them was told',
      inside: {
        edits: [
          {
            file: 'event-store/dist/group-commit.js',
            find: 'const why = refused.get(nth)',
            put: 'const why = refused.get(0)',
          },
        ],
      },
      seenAs: /^(lost|unanswered)/m,
    },
  ],
});
