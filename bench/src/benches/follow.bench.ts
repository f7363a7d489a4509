import type { Bench } from '../bench.js';
import { perSecond } from '../measure/pace.js';
import { inTurns } from '../measure/rounds.js';
import { mustHold, SERVICE_POOL } from '../place/database.js';
import { Writer } from '../place/writer.js';
import type { Following } from '../programs/following.js';

/** As many as a delivery takes over in one piece. */
const BATCH = 500;
const ROUND_MS = 2_000;

export const followBulk: Bench = {
  name: 'follow-bulk',
  what: `facts of another service taken over, ${BATCH} at a time, one batch after another`,
  against: 'bare prepared single-row INSERTs of 32 writers',
  goal: 3,
  run: async (stage) => {
    const database = await stage.log('follow');
    const { runtimeUrl: url, vaultKey } = database;
    const child = await stage.child<Following>('following');
    await child.ask('open', { url, vaultKey, connections: SERVICE_POOL });
    const raw = await Writer.raw(stage, database, { writers: 32 });
    let claimed = 0;
    const round = async (): Promise<number> => {
      const done = await child.ask('round', { ms: ROUND_MS, batch: BATCH });
      claimed += done.operations;
      return perSecond(done);
    };
    const figure = await inTurns({ ours: { name: 'follow', round }, other: raw.side, unit: '/s' });
    await Promise.all([mustHold(url, 'log.events', claimed), mustHold(url, 'log.once_keys', claimed), raw.check()]);
    return figure;
  },
};
