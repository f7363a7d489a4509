import type { Region } from '@estafette/region';
import { SERVICES } from '@estafette/region';
import { EventRegistry, Log, rebuild, rowsOf } from '@estafette/event-store';
import { Pool } from 'pg';

export interface ViewRows {
  readonly service: string;
  readonly view: string;
  readonly live: readonly string[];
  readonly rebuilt: readonly string[];
}

/** The rows of every view of the region, as they are and as they are made anew from the log. */
export async function liveAndRebuilt(region: Region): Promise<ViewRows[]> {
  const found: ViewRows[] = [];
  for (const { name, streams, views } of SERVICES) {
    const pool = new Pool({ connectionString: region.databases.get(name), max: 3 });
    try {
      const log = new Log(pool, new EventRegistry(streams));
      for (const view of views) {
        const live = await rowsOf(pool, view);
        await rebuild(log, view);
        found.push({ service: name, view: view.name, live, rebuilt: await rowsOf(pool, view) });
      }
    } finally {
      await pool.end();
    }
  }
  return found;
}
