import type { Bench } from '../bench.js';
import { perSecond } from '../measure/pace.js';
import { inTurns } from '../measure/rounds.js';
import { mustHold, SERVICE_POOL } from '../place/database.js';
import { Writer } from '../place/writer.js';
import type { Reacting } from '../programs/reacting.js';

const KEYS = 32;
const ROUND_MS = 2_000;

export const reaction32: Bench = {
  name: 'reaction-32',
  what: `message → command → event at ${KEYS} keys, ten messages a key`,
  against: 'bare prepared single-row INSERTs of 32 writers',
  goal: 0.6,
  run: async (stage) => {
    const database = await stage.log('reaction');
    const { runtimeUrl: url, vaultKey } = database;
    const child = await stage.child<Reacting>('reacting');
    await child.ask('open', { url, vaultKey, connections: SERVICE_POOL });
    const raw = await Writer.raw(stage, database, { writers: 32 });
    let claimed = 0;
    const round = async (): Promise<number> => {
      const done = await child.ask('round', { ms: ROUND_MS, keys: KEYS });
      claimed += done.operations;
      return perSecond(done);
    };
    const figure = await inTurns({ ours: { name: 'react', round }, other: raw.side, unit: '/s' });
    await Promise.all([mustHold(url, 'log.events', claimed), mustHold(url, 'log.once_keys', claimed), raw.check()]);
    return figure;
  },
};
