import type { Bench } from '../bench.js';
import { perSecond } from '../measure/pace.js';
import type { Side } from '../measure/rounds.js';
import { inTurns } from '../measure/rounds.js';
import { connected } from '../place/database.js';
import type { Kind, Loading } from '../programs/loading.js';

const STREAMS = 200;
const ROUND_MS = 1_500;

function loadBench(name: string, what: string, kind: Kind): Bench {
  return {
    name,
    what,
    against: 'the same rows and columns read by pg',
    goal: 0.8,
    run: async (stage) => {
      const database = await stage.log('load');
      const from = { url: database.runtimeUrl, vaultKey: database.vaultKey, kind };
      const filling = await stage.child<Loading>('loading');
      const streams = await filling.ask('fill', { from, streams: STREAMS });
      await connected(database.ownerUrl, (client) => client.query('analyze'));
      const side = async (title: string, how: 'store' | 'raw'): Promise<Side> => {
        const child = await stage.child<Loading>('loading');
        await child.ask('open', { from, how, streams });
        return { name: title, round: async () => perSecond(await child.ask('round', { ms: ROUND_MS })) };
      };
      const [ours, other] = [await side('load and fold', 'store'), await side('rows read', 'raw')];
      const figure = await inTurns({ ours, other, unit: '/s' });
      return { ...figure, details: [...figure.details, `${STREAMS} streams, one after another on one connection`] };
    },
  };
}

export const loadFold = loadBench('load-fold', 'load and fold of 100 events without personal members', 'plain');
/** Not asked for, and told anyway: a challenge's texts are sealed, and every load opens them. */
export const loadFoldSealed = loadBench(
  'load-fold-sealed',
  'load and fold of a challenge of 100 events, nearly all of them with a text to open',
  'sealed',
);
