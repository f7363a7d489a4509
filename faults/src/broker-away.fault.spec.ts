import { eventually } from '@estafette/test-kit';
import { fault } from './fault.js';
import { takenAllAlong, unready } from './traffic/all-along.js';
import { postChallenge } from './traffic/relay-story.js';

const GROWS_AT_MOST_MB = 120;

fault({
  name: 'broker-away',
  promise:
    'without its broker a region goes on taking commands and stays ready; what was to be told is told afterwards',
  longOnly: true,
  transports: ['kafka'],
  run: async (run) => {
    const { chain } = run;
    const faults: string[] = [];
    const traffic = await run.traffic({ commands: run.scaled(200, 2_000) });
    await eventually(() => traffic.ledger.acknowledged > 60, { timeoutMs: 60_000 });
    const before = chain.processes.map(({ residentMb }) => residentMb);
    await chain.broker?.stop();
    const post = (): Promise<void> => postChallenge(traffic.client, traffic.cast);
    faults.push(...(await takenAllAlong(run.scaled(5_000, 60_000), post, 'a broker')));
    faults.push(...(await unready(chain.processes, 'a broker')));
    for (const [nth, service] of chain.processes.entries()) {
      const grown = service.residentMb - (before[nth] ?? 0);
      if (grown > GROWS_AT_MOST_MB) faults.push(`memory: ${service.name} grew by ${Math.round(grown)} MB`);
    }
    await chain.broker?.startAgain();
    return [...faults, ...(await run.judge(traffic))];
  },
  breaks: [
    {
      what: 'a cursor that passes what could not be sent',
      inside: {
        edits: [
          {
            file: 'messaging/dist/kafka/kafka-publisher.js',
            find: 'await drop();\n            throw error;',
            put: 'await drop();',
          },
        ],
      },
      seenAs: /^(untaken|unanswered)/m,
    },
  ],
});
