import { EventRegistry, Log, rebuild, rowsOf } from '@estafette/event-store';
import type { Chain } from '../chain/chain.js';

/** Every view, row for row, against the same view made anew from the log. */
export async function viewFaults(chain: Chain): Promise<string[]> {
  const faults: string[] = [];
  for (const { name, streams, views } of chain.definitions) {
    const pool = chain.pool(name);
    const log = new Log(pool, new EventRegistry(streams));
    for (const view of views) {
      const live = await rowsOf(pool, view);
      try {
        await rebuild(log, view);
      } catch (error) {
        faults.push(`view: ${view.name} of ${name} could not be made anew: ${String(error)}`);
        continue;
      }
      const anew = await rowsOf(pool, view);
      const [before, after] = [new Set(live), new Set(anew)];
      for (const row of live)
        if (!after.has(row)) faults.push(`view: ${view.name} of ${name} holds ${row.slice(0, 300)}`);
      for (const row of anew)
        if (!before.has(row)) faults.push(`view: ${view.name} of ${name} lacks ${row.slice(0, 300)}`);
    }
  }
  return faults;
}
