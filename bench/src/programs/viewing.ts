import { createHash } from 'node:crypto';
import { challenges } from '@estafette/challenges';
import type { AnyView } from '@estafette/event-store';
import {
  EventRegistry,
  Log,
  rebuild,
  rowsOf,
  START,
  Subscriptions,
  tableOf,
  viewSubscription,
} from '@estafette/event-store';
import pg from 'pg';
import { fillRelays } from '../given/fill-relays.js';
import type { Done } from '../measure/pace.js';
import { serve } from './serve.js';

// One view, folded live or rebuilt from a log of relays, or that log only read.

const PATIENCE_MS = 600_000;
/** As many as a subscription, or a rebuild, reads at once. */
const CHUNKS = { live: 500, rebuild: 2_000 };

interface Opened {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly log: Log;
  readonly view: AnyView;
}

let opened: Opened | undefined;

function held(): Opened {
  if (!opened) throw new Error('open first');
  return opened;
}

async function timed(work: () => Promise<number>): Promise<Done> {
  const began = performance.now();
  const operations = await work();
  return { operations, ms: performance.now() - began };
}

/** A digest of all rows of the view, in the order of their keys. */
async function digestOfRows({ pool, view }: Opened): Promise<{ rows: number; digest: string }> {
  const rows = await rowsOf(pool, view);
  return { rows: rows.length, digest: createHash('sha256').update(rows.join('\n')).digest('hex') };
}

const tasks = {
  open: ({ url, view: name }: { url: string; view: string }): void => {
    const view = challenges.views.find((one) => one.name === name);
    if (!view) throw new Error(`challenges has no view ${name}`);
    const pool = new pg.Pool({ connectionString: url, max: 9 });
    opened = { url, pool, view, log: new Log(pool, new EventRegistry(challenges.streams)) };
  },
  fill: ({ challenges: count }: { challenges: number }): Promise<number> => fillRelays(held().pool, count),
  scan: ({ as }: { as: keyof typeof CHUNKS }): Promise<Done> =>
    timed(async () => {
      let [cursor, read] = [START, 0];
      for (;;) {
        const events = await held().log.read(cursor, CHUNKS[as]);
        const last = events.at(-1);
        if (!last) return read;
        cursor = last.cursor;
        read += events.length;
      }
    }),
  /** Empties the view and lets its subscription catch up. */
  live: async ({ events }: { events: number }): Promise<Done & { rows: number; digest: string }> => {
    const { url, pool, log, view } = held();
    await pool.query(`truncate app.${tableOf(view)}`);
    await pool.query('delete from app.cursors where name = $1', [`view:${tableOf(view)}`]);
    const head = await log.head();
    const subscriptions = new Subscriptions({ log, connectionString: url });
    subscriptions.add(viewSubscription(view));
    const done = await timed(async () => {
      await subscriptions.start();
      if (!(await subscriptions.passed(head, PATIENCE_MS))) throw new Error('the view did not get there');
      return events;
    });
    await subscriptions.stop();
    return { ...done, ...(await digestOfRows(held())) };
  },
  rebuild: async (_: object): Promise<Done & { rows: number; digest: string }> => {
    const { log, view } = held();
    const done = await timed(async () => (await rebuild(log, view, { chunk: CHUNKS.rebuild })).events);
    return { ...done, ...(await digestOfRows(held())) };
  },
};

export type Viewing = typeof tasks;
serve(tasks);
