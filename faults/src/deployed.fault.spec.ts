import { eventually } from '@estafette/test-kit';
import { eventsOf } from './checks/effects.js';
import { fault } from './fault.js';

const TAKER = 'education-partners';
/** One of a service that it reads already, one of a service that it never read. */
const ADDED = ['nl.estafette.organisations.hub-founded.v1', 'nl.estafette.credentials.achievement-published.v1'];

fault({
  name: 'deployed',
  promise:
    'a rolling deploy that takes a further contract, of an upstream known or new, finds all of its history, while the old replica goes on',
  longOnly: true,
  chain: { replicas: { [TAKER]: 2 } },
  run: async (run) => {
    const { chain } = run;
    const traffic = await run.traffic({ commands: run.scaled(150, 1_000) });
    const [first, second] = chain.of(TAKER);
    if (!first || !second) throw new Error('this takes two replicas');
    const edit = {
      file: 'education-partners/dist/followed/followed.js',
      find: 'export const follows = [',
      put: `export const follows = [${ADDED.map((type) => `'${type}'`).join(', ')}, `,
    };
    for (const replica of [second, first]) {
      await replica.end();
      await replica.start({ edits: [edit] });
    }
    const wanted = async (): Promise<string[]> => {
      const taken = new Set((await eventsOf(chain, TAKER)).map(({ type, stream }) => `${type} ${stream}`));
      const hubs = (await eventsOf(chain, 'organisations')).filter(({ type }) => type === 'HubFounded');
      const published = (await eventsOf(chain, 'credentials')).filter(({ type }) => type === 'AchievementPublished');
      return [
        ...hubs.map(({ stream }) => `${ADDED[0] ?? ''} organisations:${stream}`),
        ...published.map(({ stream }) => `${ADDED[1] ?? ''} credentials:${stream}`),
      ].filter((one) => !taken.has(one));
    };
    await eventually(async () => (await wanted()).length === 0, { timeoutMs: 60_000 }).catch(() => undefined);
    const faults = (await wanted()).map((one) => `untaken: ${one}`);
    chain.definitions = chain.definitions.map((one) =>
      one.name === TAKER ? { ...one, follows: [...one.follows, ...ADDED] } : one,
    );
    return [...faults, ...(await run.judge(traffic))];
  },
  breaks: [
    {
      what: 'a reader that is known by its upstream alone, whatever it takes',
      inside: {
        edits: [
          {
            file: 'messaging/dist/event-strategy.js',
            find: 'takenOf(upstream) {',
            put: `takenOf(upstream) { return '00000000';`,
          },
        ],
      },
      seenAs: /^untaken/m,
    },
  ],
});
