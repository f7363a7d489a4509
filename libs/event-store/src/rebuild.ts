import type { Pool, PoolClient } from 'pg';
import { DatabaseError } from 'pg';
import type { Cursor, CursorRow } from './cursor.js';
import { compareCursors, cursorOf, START } from './cursor.js';
import { Cursors } from './cursors.js';
import type { Recorded } from './events.js';
import { HeldRows } from './fold-rows.js';
import { inTransaction, withClient } from './lent-client.js';
import type { Log } from './log.js';
import { cursorNameOf } from './subscription.js';
import type { AnyView } from './view.js';
import { tableOf } from './view.js';
import { ViewWriter } from './view-writer.js';

interface RebuildOptions {
  /** Events in a chunk; it changes the speed, never the rows. */
  readonly chunk?: number;
  /** Rows that are held in memory before they are written; it changes speed and memory, never the rows. */
  readonly rows?: number;
  /** Called after each chunk with the number of events read so far. */
  readonly progress?: (events: number) => void;
  /** How long the swap waits for those who read the live table, in milliseconds. */
  readonly lockTimeoutMs?: number;
  /** Refuses when this view is being rebuilt already, instead of waiting for that to end: a moment, while that tidies up. */
  readonly alone?: boolean;
  /** Runs the work, while it is certain that nobody else rebuilds this view. */
  readonly around?: (work: () => Promise<number>) => Promise<number>;
  /** Gives up after the chunk at hand; the live table stands as it was. */
  readonly signal?: AbortSignal;
}

/** This view is being rebuilt already, here or by another replica. */
export class RebuildRunning extends Error {
  override readonly name = 'RebuildRunning';
}

/** The live table could not be swapped: it stands as it was, and the rebuild can be run again. */
export class RebuildHeldUp extends Error {
  override readonly name = 'RebuildHeldUp';
}

const CHUNK = 2_000;
// A row is some kilobytes: enough of them for most views to be written once only, and few enough for a small server.
const HELD_ROWS = 5_000;

const LOCK_NOT_AVAILABLE = '55P03';
const TAKE = 'select pg_advisory_lock(hashtextextended($1, 0))';
/** Whoever was told that a rebuild is over may begin another at once: the first may still be tidying up. */
const TIDYING_MS = 500;

/**
 * Folds a view from the start of the log into a table beside the live one, and puts it in its place. The live view goes
 * on meanwhile, and is held up only for the last few events and the swap. Two at once run one after the other, unless
 * the second asked to be `alone`.
 *
 * @throws RebuildRunning, RebuildHeldUp, ViewFailed, or the reason of the signal; the live table then stands as it was
 */
export async function rebuild(log: Log, view: AnyView, options: RebuildOptions = {}): Promise<{ events: number }> {
  const table = tableOf(view);
  // Also when the view never ran: it must go on from where the rebuilt table ends.
  await new Cursors(log.pool).find(cursorNameOf(view));
  return withClient(log.pool, async (client) => {
    const lock = rebuildLockOf(view);
    await (options.alone ? takeAlone(client, lock) : client.query(TAKE, [lock]));
    const work = async (): Promise<number> => {
      await makeTable(client, table);
      const writer = await ViewWriter.for(client, view, 'rebuild');
      const caughtUp = await foldTo(log, client, writer, { cursor: START, events: 0 }, options);
      const events = await swap(log, client, writer, caughtUp, options);
      await client.query(`drop table if exists retired.${table}`);
      return events;
    };
    try {
      return { events: await (options.around ?? run)(work) };
    } catch (error) {
      await client.query(`drop table if exists rebuild.${table}`).catch(() => undefined);
      throw error;
    } finally {
      // A connection that is gone has let go of the lock too.
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [lock]).catch(() => undefined);
    }
  });
}

async function takeAlone(client: PoolClient, lock: string): Promise<void> {
  try {
    await client.query(`${TAKE} from (select set_config('lock_timeout', '${TIDYING_MS}', true)) as soon`, [lock]);
  } catch (error) {
    if (error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE)
      throw new RebuildRunning('this view is being rebuilt already', { cause: error });
    throw error;
  }
}

const run = (work: () => Promise<number>): Promise<number> => work();

/** The advisory lock that whoever rebuilds this view holds. */
export function rebuildLockOf(view: AnyView): string {
  return `estafette:rebuild:${tableOf(view)}`;
}

/** Like the live one, down to the names of its indexes: later migrations know them by those. */
async function makeTable(client: PoolClient, table: string): Promise<void> {
  await client.query(`drop table if exists rebuild.${table}`);
  await client.query(`create table rebuild.${table} (like app.${table} including all)`);
  const [live, fresh] = [await indexesOf(client, `app.${table}`), await indexesOf(client, `rebuild.${table}`)];
  const names = fresh.map(({ name, what }) => {
    const at = live.findIndex((one) => one.what === what);
    return { name, like: live.splice(at, at < 0 ? 0 : 1)[0]?.name ?? name };
  });
  // By way of names of their own: one index may have been given the name that another is to have.
  for (const [nth, { name }] of names.entries()) await rename(client, name, `${table}_fresh_${nth}`);
  for (const [nth, { like }] of names.entries()) await rename(client, `${table}_fresh_${nth}`, like);
}

async function rename(client: PoolClient, from: string, to: string): Promise<void> {
  await client.query(`alter index rebuild."${from}" rename to "${to}"`);
}

async function indexesOf(client: PoolClient, table: string): Promise<{ name: string; what: string }[]> {
  const { rows } = await client.query<{ name: string; what: string }>(
    `select c.relname as name, i.indisprimary::text || regexp_replace(pg_get_indexdef(c.oid), ' INDEX .* USING ', ' ') as what
     from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = $1::regclass order by c.relname`,
    [table],
  );
  return rows;
}

interface Place {
  readonly cursor: Cursor;
  readonly events: number;
}

/** Folds to the end of the log. Rows are held across chunks and written when there are many, and at the end. */
async function foldTo(
  log: Log,
  client: PoolClient,
  writer: ViewWriter,
  from: Place,
  options: RebuildOptions,
): Promise<Place> {
  const { chunk = CHUNK, rows: most = HELD_ROWS } = options;
  const rows = new HeldRows({ isEmpty: from.events === 0 });
  const write = async (): Promise<void> => {
    await writer.write(client, rows);
    rows.clear();
  };
  let place = from;
  for (let next = ahead(log, place.cursor, chunk, client); ;) {
    options.signal?.throwIfAborted();
    const events = await next;
    const last = events.at(-1);
    if (!last) break;
    // The database reads on while these are folded.
    next = ahead(log, last.cursor, chunk, client);
    await writer.fold(client, events, rows);
    if (rows.now.size > most) await write();
    place = { cursor: last.cursor, events: place.events + events.length };
    options.progress?.(place.events);
  }
  await write();
  return place;
}

/** Reads what nobody may come to ask for: then nobody hears of its failure either. */
function ahead(log: Log, ...asked: [Cursor, number, PoolClient]): Promise<readonly Recorded[]> {
  const events = log.read(...asked);
  events.catch(() => undefined);
  return events;
}

/**
 * Whoever runs the live view may read but not write until we are done, and then goes on from where we are. Its statement
 * takes the table first and the cursor's row after it; so do we, else the two could wait for each other.
 */
async function swap(
  log: Log,
  client: PoolClient,
  writer: ViewWriter,
  from: Place,
  options: RebuildOptions,
): Promise<number> {
  const table = tableOf(writer.view);
  const name = cursorNameOf(writer.view);
  const lockTimeoutMs = options.lockTimeoutMs ?? 5_000;
  try {
    return await inTransaction(client, async () => {
      await client.query(`set local lock_timeout = ${lockTimeoutMs}`);
      await client.query(`lock table app.${table} in share row exclusive mode`);
      const { rows } = await client.query<CursorRow>(
        'select incarnation, transaction_id::text, position from app.cursors where name = $1 for update',
        [name],
      );
      const live = rows[0] ? cursorOf(rows[0]) : START;
      const place = await foldTo(log, client, writer, from, options);
      if (compareCursors(place.cursor, live) < 0)
        throw new Error(`rebuild of ${table}: the live view is ahead of the log`);
      await new Cursors(log.pool).move(client, { name, from: live, to: place.cursor });
      await client.query(`drop table if exists retired.${table}`);
      await client.query(`alter table app.${table} set schema retired`);
      await client.query(`alter table rebuild.${table} set schema app`);
      return place.events;
    });
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== LOCK_NOT_AVAILABLE) throw error;
    throw new RebuildHeldUp(
      `rebuild of ${table}: somebody has been using the live table or its cursor for ${lockTimeoutMs} ms (a long ` +
        `transaction?). The live table stands as it was; run the rebuild again when that has ended.`,
      { cause: error },
    );
  }
}

/** The rows of a view's table, ordered by key, as JSON text: for comparing live with rebuilt. */
export async function rowsOf(pool: Pool, view: AnyView, schema: 'app' | 'rebuild' = 'app'): Promise<string[]> {
  const table = `${schema}.${tableOf(view)}`;
  const { rows } = await pool.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t order by 1`);
  return rows.map(({ row }) => row);
}
