import type { Pool } from 'pg';
import { DatabaseError } from 'pg';
import type { Cursor, CursorRow } from './cursor.js';
import { cursorOf } from './cursor.js';
import type { OnceKey, StoredAnswer } from './once.js';

/** One event, ready to be written: encrypted, numbered. */
export interface EventToAppend {
  readonly id: string;
  readonly streamId: string;
  readonly revision: number;
  readonly type: string;
  readonly version: number;
  readonly data: object;
  readonly metadata: object;
}

export interface Append {
  readonly events: readonly EventToAppend[];
  readonly onces: readonly (OnceKey & { readonly answer: StoredAnswer | null })[];
}

/** Somebody else wrote to a stream first: load and decide again. */
export class ConcurrencyConflict extends Error {
  override readonly name = 'ConcurrencyConflict';
}

/** The once-key is already there: what was asked has been done before. */
export class AlreadyDone extends Error {
  override readonly name = 'AlreadyDone';
}

// Everything in one autocommit statement. The first part checks that each stream stands where its decider read it, and
// both inserts hang on it, so that a once-key never outlives a failed check. Two writers of one revision are told apart
// by the primary key alone, hence no ON CONFLICT: it would tear an append of several events in half. A transaction id
// drawn before this statement means that somebody left a transaction open on this connection: its id would put the
// events before ones that they follow, so the cast of a sentence to boolean fails then, and says why.
// The event before is asked for as a value, one look into the index for each stream: as an anti-join, a plan that was
// made while the log was empty would read the whole log for every append until the table is analysed.
const APPEND = `
with ok as materialized (
  select 1 where not exists (
    select from unnest($1::text[], $2::int[]) as first (stream_id, revision)
    where first.revision > 1 and (
      select e.revision from log.events e
      where e.stream_id = first.stream_id and e.revision = first.revision - 1) is null)
  and case when pg_current_xact_id_if_assigned() is null then true
      else ('an append must not stand inside transaction ' || pg_current_xact_id_if_assigned()::text)::boolean end
), once as (
  insert into log.once_keys (scope, key, digest, answer)
  select o.scope, o.key, o.digest, o.answer
  from ok, unnest($10::text[], $11::text[], $12::text[], $13::jsonb[]) as o (scope, key, digest, answer)
)
insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
select (select number from log.incarnation), e.stream_id, e.revision, e.event_id, e.type, e.version, e.data, e.metadata
from ok, unnest($3::text[], $4::int[], $5::uuid[], $6::text[], $7::smallint[], $8::jsonb[], $9::jsonb[])
  with ordinality as e (stream_id, revision, event_id, type, version, data, metadata, nth)
order by e.nth
returning incarnation, transaction_id::text, position`;

const ONCE_ONLY = `
insert into log.once_keys (scope, key, digest, answer)
select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])`;

const DUPLICATE_KEY = '23505';
const DEADLOCK = '40P01';

/**
 * Writes events and once-keys together, or nothing. Takes the pool, never a client: an append inside somebody's open
 * transaction could commit late and reorder a stream for its readers.
 *
 * @returns where the events stand, ordered by stream and revision, as they were written
 * @throws ConcurrencyConflict, AlreadyDone
 */
export async function append(pool: Pool, append: Append): Promise<Cursor[]> {
  // Two appends that meet on several streams or keys take them in one order, and so wait instead of deadlocking.
  const events = append.events.toSorted((a, b) => inOrder(a.streamId, b.streamId) || a.revision - b.revision);
  const onces = append.onces.toSorted((a, b) => inOrder(a.scope, b.scope) || inOrder(a.key, b.key));
  try {
    if (events.length === 0) {
      if (onces.length > 0) await pool.query({ name: 'once-only', text: ONCE_ONLY, values: onceColumns(onces) });
      return [];
    }
    const { rows } = await pool.query<CursorRow>({
      name: 'append',
      text: APPEND,
      values: appendColumns(events, onces),
    });
    if (rows.length !== events.length) throw new ConcurrencyConflict('a stream does not stand where it was read');
    return rows.map(cursorOf);
  } catch (error) {
    throw meaningOf(error);
  }
}

function appendColumns(events: readonly EventToAppend[], onces: Append['onces']): unknown[] {
  const firsts = new Map<string, number>();
  for (const event of events) if (!firsts.has(event.streamId)) firsts.set(event.streamId, event.revision);
  return [
    [...firsts.keys()],
    [...firsts.values()],
    events.map((event) => event.streamId),
    events.map((event) => event.revision),
    events.map((event) => event.id),
    events.map((event) => event.type),
    events.map((event) => event.version),
    events.map((event) => JSON.stringify(event.data)),
    events.map((event) => JSON.stringify(event.metadata)),
    ...onceColumns(onces),
  ];
}

function onceColumns(onces: Append['onces']): unknown[] {
  return [
    onces.map((once) => once.scope),
    onces.map((once) => once.key),
    onces.map((once) => once.digest),
    onces.map((once) => (once.answer === null ? null : JSON.stringify(once.answer))),
  ];
}

function meaningOf(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  if (error.code === DEADLOCK) return new ConcurrencyConflict(error.message);
  if (error.code !== DUPLICATE_KEY) return error;
  return error.table === 'once_keys' ? new AlreadyDone(error.message) : new ConcurrencyConflict(error.message);
}

function inOrder(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
