import type { Pool, PoolClient } from 'pg';
import { compareCursors, START } from './cursor.js';
import type { Cursor, CursorRow } from './cursor.js';
import { cursorOf } from './cursor.js';
import type { Log } from './log.js';
import { cursorNameOf } from './subscription.js';
import type { AnyView } from './view.js';
import { tableOf } from './view.js';
import { ViewWriter } from './view-writer.js';

interface RebuildOptions {
  /** Events in a chunk; it changes the speed, never the rows. */
  readonly chunk?: number;
  /** Called after each chunk with the number of events read so far. */
  readonly progress?: (events: number) => void;
}

/**
 * Folds a view from the start of the log into a table beside the live one, and puts it in its place. The live view goes
 * on meanwhile, and is held up only for the last few events and the swap.
 */
export async function rebuild(log: Log, view: AnyView, options: RebuildOptions = {}): Promise<{ events: number }> {
  const table = tableOf(view);
  const client = await log.pool.connect();
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`estafette:rebuild:${table}`]);
    try {
      await client.query(`drop table if exists rebuild.${table}`);
      await client.query(`create table rebuild.${table} (like app.${table} including all)`);
      const writer = await ViewWriter.for(client, view, 'rebuild');
      const caughtUp = await foldTo(log, client, writer, { cursor: START, events: 0 }, options);
      const events = await swap(log, client, writer, view, caughtUp, options);
      await client.query(`drop table retired.${table}`);
      return { events };
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [`estafette:rebuild:${table}`]);
    }
  } finally {
    client.release();
  }
}

interface Place {
  readonly cursor: Cursor;
  readonly events: number;
}

async function foldTo(
  log: Log,
  client: PoolClient,
  writer: ViewWriter,
  from: Place,
  options: RebuildOptions,
): Promise<Place> {
  const chunk = options.chunk ?? 2_000;
  let place = from;
  for (;;) {
    const events = await log.read(place.cursor, chunk);
    const last = events.at(-1);
    if (!last) return place;
    await writer.apply(client, events);
    place = { cursor: last.cursor, events: place.events + events.length };
    options.progress?.(place.events);
  }
}

/** Holding the live cursor's row keeps the live view still; whoever runs it then goes on from where we are. */
async function swap(
  log: Log,
  client: PoolClient,
  writer: ViewWriter,
  view: AnyView,
  from: Place,
  options: RebuildOptions,
): Promise<number> {
  const table = tableOf(view);
  const name = cursorNameOf(view);
  await client.query('begin');
  try {
    await client.query(`set local lock_timeout = '5s'`);
    const { rows } = await client.query<CursorRow>(
      'select incarnation, transaction_id::text, position from app.cursors where name = $1 for update',
      [name],
    );
    const live = rows[0] ? cursorOf(rows[0]) : START;
    const place = await foldTo(log, client, writer, from, options);
    if (compareCursors(place.cursor, live) < 0)
      throw new Error(`rebuild of ${table}: the live view is ahead of the log`);
    await client.query(
      `update app.cursors set incarnation = $2, transaction_id = $3::text::xid8, position = $4, moved_at = clock_timestamp()
       where name = $1`,
      [name, place.cursor.incarnation, place.cursor.transactionId.toString(), place.cursor.position],
    );
    await client.query(`drop table if exists retired.${table}`);
    await client.query(`alter table app.${table} set schema retired`);
    await client.query(`alter table rebuild.${table} set schema app`);
    await client.query('commit');
    return place.events;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** The rows of a view's table, ordered by key, as JSON text: for comparing live with rebuilt. */
export async function rowsOf(pool: Pool, view: AnyView, schema: 'app' | 'rebuild' = 'app'): Promise<string[]> {
  const table = `${schema}.${tableOf(view)}`;
  const { rows } = await pool.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t order by 1`);
  return rows.map(({ row }) => row);
}
