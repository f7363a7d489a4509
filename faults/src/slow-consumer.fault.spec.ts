import { eventually } from '@estafette/test-kit';
import { drained, untaken } from './checks/drained.js';
import { fault } from './fault.js';
import { postChallenge } from './traffic/relay-story.js';
import { introduced } from './traffic/cast.js';

const SLOW = 'validation';
const GROWS_AT_MOST_MB = 120;

fault({
  name: 'slow-consumer',
  promise: 'a consumer a hundred times slower than what it reads stays small, holds up nobody else, and comes through',
  longOnly: true,
  run: async (run) => {
    const { chain } = run;
    const faults: string[] = [];
    const traffic = await run.traffic({ commands: 20, atOnce: 1 });
    await traffic.finish();
    const slow = chain.one(SLOW);
    await slow.end();
    // Some 2 ms a message are its own; this makes it 200.
    const edit = {
      file: 'messaging/dist/delivery.js',
      find: 'async deliver(batch, alive) {',
      put: 'async deliver(batch, alive) { await new Promise((resolve) => setTimeout(resolve, 200 * batch.length));',
    };
    await slow.start({ edits: [edit] });
    const before = slow.residentMb;
    const people = run.scaled(60, 600);
    for (let nth = 0; nth < people; nth += 6)
      await Promise.all(Array.from({ length: 6 }, () => introduced(traffic.client, 'learner', traffic.cast.school)));
    await postChallenge(traffic.client, traffic.cast);
    const others = chain.definitions.filter(({ name }) => name !== SLOW);
    const waiting = async (): Promise<string[]> => untaken(chain, others);
    await eventually(async () => (await waiting()).length === 0, { timeoutMs: 30_000 }).catch(async () => {
      faults.push(...(await waiting()));
    });
    if ((await untaken(chain)).length === 0) faults.push('it was not slow at all');
    const grown = slow.residentMb - before;
    if (grown > GROWS_AT_MOST_MB) faults.push(`memory: ${SLOW} grew by ${Math.round(grown)} MB`);
    await slow.end();
    await slow.start();
    faults.push(...(await drained(chain, 120_000)));
    return [...faults, ...(await run.judge(traffic))];
  },
  breaks: [
    {
      what: 'a log that keeps in memory what nobody has taken yet',
      inside: {
        edits: [
          {
            file: 'messaging/dist/delivery.js',
            find: 'const lanes = new Map(lanesOf(',
            put: '(globalThis.kept ??= []).push(Buffer.alloc(200_000_000, 1)); const lanes = new Map(lanesOf(',
          },
        ],
      },
      seenAs: /^memory/m,
    },
  ],
});
