import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { DatabaseError } from 'pg';
import { ask, DUPLICATE_KEY, NoAnswer } from './ask.js';
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

export const NOT_WHERE_READ = 'a stream does not stand where it was read';

/** Somebody else wrote to a stream first: load and decide again. */
export class ConcurrencyConflict extends Error {
  override readonly name = 'ConcurrencyConflict';
}

/** The once-key is already there: what was asked has been done before. */
export class AlreadyDone extends Error {
  override readonly name = 'AlreadyDone';
}

// Everything in one autocommit statement. The first part checks that each stream stands where its decider read it: of its
// first new revision and the one before, only the latter is there. Both inserts hang on it, so that a once-key never
// outlives a failed check. Two writers of one revision at the same moment are told apart by the primary key alone, hence
// no ON CONFLICT: it would tear an append of several events in half. A transaction id drawn before this statement means
// that somebody left a transaction open on this connection: its id would put the events before ones that they follow, so
// the cast of a sentence to boolean fails then, and says why.
// Where a stream stands is asked for as a value, one look into the index for each stream: as an anti-join, a plan that was
// made while the log was empty would read the whole log for every append until the table is analysed.
const statement = (firsts: string, events: string, onces: string): string => `
with ok as materialized (
  select 1 where not exists (
    select from ${firsts} as first (stream_id, revision)
    where first.revision - 1 <> coalesce((
      select max(e.revision) from log.events e
      where e.stream_id = first.stream_id and e.revision in (first.revision - 1, first.revision)), 0))
  and case when pg_current_xact_id_if_assigned() is null then true
      else ('an append must not stand inside transaction ' || pg_current_xact_id_if_assigned()::text)::boolean end
), once as (
  insert into log.once_keys (scope, key, digest, answer)
  select o.scope, o.key, o.digest, o.answer
  from ok, ${onces} as o (scope, key, digest, answer)
)
insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
select (select number from log.incarnation), e.stream_id, e.revision, e.event_id, e.type, e.version, e.data, e.metadata
from ok, ${events} as e (stream_id, revision, event_id, type, version, data, metadata, nth)
order by e.nth
returning incarnation, transaction_id::text, position`;

const APPEND = statement(
  'unnest($1::text[], $2::int[])',
  'unnest($3::text[], $4::int[], $5::uuid[], $6::text[], $7::smallint[], $8::jsonb[], $9::jsonb[]) with ordinality',
  'unnest($10::text[], $11::text[], $12::text[], $13::jsonb[])',
);

// The everyday append, one event under one key, of plain values: it spares the server a third of its work.
const APPEND_ONE = statement(
  '(values ($1::text, $2::int))',
  '(values ($3::text, $4::int, $5::uuid, $6::text, $7::smallint, $8::jsonb, $9::jsonb, 1))',
  '(values ($10::text, $11::text, $12::text, $13::jsonb))',
);

const ONCE_ONLY = `
insert into log.once_keys (scope, key, digest, answer)
select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])`;

const WHERE_WRITTEN = `
select e.incarnation, e.transaction_id::text, e.position
from unnest($1::text[], $2::int[], $3::uuid[]) with ordinality as w (stream_id, revision, event_id, nth)
join log.events e on e.stream_id = w.stream_id and e.revision = w.revision and e.event_id = w.event_id
order by w.nth`;

const DEADLOCK = '40P01';
/** How long an append asks a database that does not answer, in ms: a restart is over by then, and callers still wait. */
const PATIENCE_MS = 8_000;
const LONGEST_PAUSE_MS = 500;

/**
 * Writes events and once-keys together, or nothing. Takes the pool, never a client: an append inside somebody's open
 * transaction could commit late and reorder a stream for its readers.
 *
 * @returns where the events stand, ordered by stream and revision, as they were written
 * @throws ConcurrencyConflict, AlreadyDone; the database's or the connection's error
 */
export async function append(pool: Pool, one: Append): Promise<Cursor[]> {
  try {
    return await write(pool, one);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return appendAgain(pool, one, error);
  }
}

/**
 * The answer of an append that had none. If it was sent, it is written again, the same events with the same ids. The
 * primary key lets one of the two stand, whichever comes first, and makes this one wait for a first one that is still at
 * work; whose events stand there tells by their ids. An append without events, whose key is there, was done before.
 *
 * @throws as {@link append}; the cause of there being no answer when it was not sent, or when the database stays away,
 *   and then nobody knows what became of it
 */
export async function appendAgain(pool: Pool, one: Append, none: NoAnswer): Promise<Cursor[]> {
  if (!none.sent) throw none.cause;
  const until = performance.now() + PATIENCE_MS;
  for (let pause = 10; performance.now() < until; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await writeOrFind(pool, one);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
    await delay(pause);
  }
  throw none.cause;
}

async function writeOrFind(pool: Pool, one: Append): Promise<Cursor[]> {
  try {
    return await write(pool, one);
  } catch (error) {
    if (!(error instanceof ConcurrencyConflict) && !(error instanceof AlreadyDone)) throw error;
    const events = eventsInOrder(one.events);
    const rows = await ask<CursorRow>(pool, {
      name: 'append-where-written',
      text: WHERE_WRITTEN,
      values: [events.map((e) => e.streamId), events.map((e) => e.revision), events.map((e) => e.id)],
    });
    if (events.length === 0 || rows.length !== events.length) throw error;
    return rows.map(cursorOf);
  }
}

async function write(pool: Pool, one: Append): Promise<Cursor[]> {
  const [events, onces] = [eventsInOrder(one.events), oncesInOrder(one.onces)];
  try {
    if (events.length === 0) {
      if (onces.length > 0) await ask(pool, { name: 'once-only', text: ONCE_ONLY, values: onceColumns(onces) });
      return [];
    }
    const columns = appendColumns(events, onces);
    const query =
      events.length === 1 && onces.length === 1
        ? { name: 'append-one', text: APPEND_ONE, values: columns.map(([only]) => only) }
        : { name: 'append', text: APPEND, values: columns };
    const rows = await ask<CursorRow>(pool, query);
    if (rows.length !== events.length) throw new ConcurrencyConflict(NOT_WHERE_READ);
    return rows.map(cursorOf);
  } catch (error) {
    throw meaningOf(error);
  }
}

// Two statements that meet on several streams or keys take them in one order, and so wait instead of deadlocking.

export function eventsInOrder<Event extends EventToAppend>(events: readonly Event[]): Event[] {
  return events.toSorted((a, b) => inOrder(a.streamId, b.streamId) || a.revision - b.revision);
}

export function oncesInOrder<Once extends OnceKey>(onces: readonly Once[]): Once[] {
  return onces.toSorted((a, b) => inOrder(a.scope, b.scope) || inOrder(a.key, b.key));
}

function appendColumns(events: readonly EventToAppend[], onces: Append['onces']): unknown[][] {
  const firsts = new Map<string, number>();
  for (const event of events) if (!firsts.has(event.streamId)) firsts.set(event.streamId, event.revision);
  return [[...firsts.keys()], [...firsts.values()], ...eventColumns(events), ...onceColumns(onces)];
}

/** Stream, revision, id, type, version, data and metadata, each as an array. */
export function eventColumns(events: readonly EventToAppend[]): unknown[][] {
  return [
    events.map((event) => event.streamId),
    events.map((event) => event.revision),
    events.map((event) => event.id),
    events.map((event) => event.type),
    events.map((event) => event.version),
    events.map((event) => JSON.stringify(event.data)),
    events.map((event) => JSON.stringify(event.metadata)),
  ];
}

/** Scope, key, digest and answer, each as an array. */
export function onceColumns(onces: Append['onces']): unknown[][] {
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
