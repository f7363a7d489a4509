import type { Pool } from 'pg';
import type { Append, EventToAppend } from './append.js';
import {
  AlreadyDone,
  append,
  appendAgain,
  ConcurrencyConflict,
  eventColumns,
  eventsInOrder,
  NOT_WHERE_READ,
  onceColumns,
  oncesInOrder,
} from './append.js';
import { ask, NoAnswer } from './ask.js';
import type { Cursor, CursorRow } from './cursor.js';
import { cursorOf } from './cursor.js';

// As the statement of one append, with the number of its member beside every row. Each member's streams and keys are
// checked first; a refused one leaves neither events nor keys, the others do. The keys that are there are looked up as
// well: a repeat is an everyday answer here, and need not cost the whole group its statement.
const APPEND_GROUP = `
with alone as materialized (
  select case when pg_current_xact_id_if_assigned() is null then true
    else ('an append must not stand inside transaction ' || pg_current_xact_id_if_assigned()::text)::boolean end as ok
), refused as materialized (
  select first.member, true as conflict
  from (select member, stream_id, min(revision) as revision
        from unnest($1::int[], $2::text[], $3::int[]) as e (member, stream_id, revision)
        group by member, stream_id) as first
  where first.revision - 1 <> coalesce((
    select max(e.revision) from log.events e
    where e.stream_id = first.stream_id and e.revision in (first.revision - 1, first.revision)), 0)
  union all
  select o.member, false
  from unnest($9::int[], $10::text[], $11::text[]) as o (member, scope, key)
  where (select k.key from log.once_keys k where k.scope = o.scope and k.key = o.key) is not null
), once as (
  insert into log.once_keys (scope, key, digest, answer)
  select o.scope, o.key, o.digest, o.answer
  from alone, unnest($9::int[], $10::text[], $11::text[], $12::text[], $13::jsonb[])
    with ordinality as o (member, scope, key, digest, answer, nth)
  where alone.ok and o.member not in (select member from refused)
  order by o.nth
), written as (
  insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
  select (select number from log.incarnation), e.stream_id, e.revision, e.event_id, e.type, e.version, e.data, e.metadata
  from alone, unnest($1::int[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::smallint[], $7::jsonb[], $8::jsonb[])
    with ordinality as e (member, stream_id, revision, event_id, type, version, data, metadata, nth)
  where alone.ok and e.member not in (select member from refused)
  order by e.nth
  returning incarnation, transaction_id, position
)
select member, conflict, null::int as incarnation, null::text as transaction_id, null::bigint as position from refused
union all
select null, null, incarnation, transaction_id::text, position from written`;

type Answered =
  | { readonly member: number; readonly conflict: boolean }
  | (CursorRow & { readonly member: null; readonly conflict: null });

/** While one is being written to disk the next can be made; a third wins nothing, and makes groups smaller. */
const MOST_UNDER_WAY = 2;
/** How many events and once-keys a group holds at most; an append that holds more by itself goes alone. */
const MOST_ROWS = 128;

interface Member {
  readonly one: Append;
  /** The streams and keys that it touches. */
  touches: readonly string[];
  readonly resolve: (cursors: Cursor[] | Promise<Cursor[]>) => void;
}

/**
 * Appends that wait at the same moment share a statement; each gets the answer that {@link append} would have given it
 * alone, in the order in which they came. An append that meets nothing under way does not wait for company.
 */
export class GroupCommit {
  readonly #pool: Pool;
  readonly #grouped: (members: number) => void;
  #waiting: Member[] = [];
  readonly #touched = new Set<string>();
  #underWay = 0;
  #called = false;

  /** @param grouped told how many appends each statement carries */
  constructor(pool: Pool, grouped: (members: number) => void = () => undefined) {
    this.#pool = pool;
    this.#grouped = grouped;
  }

  /** As {@link append}. */
  append(one: Append): Promise<Cursor[]> {
    const touches = [
      ...new Set(one.events.map((event) => `stream ${event.streamId}`)),
      ...one.onces.map((once) => `key ${once.scope} ${once.key}`),
    ];
    const { promise, resolve } = Promise.withResolvers<Cursor[]>();
    this.#waiting.push({ one, touches, resolve });
    this.#call();
    void promise.then(
      () => {
        this.#outdate(one.events);
      },
      () => undefined,
    );
    return promise;
  }

  // Who waits to write what is there by now can only be told so: it touches nothing, and all such can be told at once.
  // Where many write to one stream, these are the most.
  #outdate(written: readonly EventToAppend[]): void {
    const heads = new Map(written.map((event) => [event.streamId, event.revision]));
    for (const member of this.#waiting)
      if (member.one.events.some((event) => event.revision <= (heads.get(event.streamId) ?? 0))) member.touches = [];
  }

  // At the end of this turn of the event loop, when all who come in this turn are there: no wait, but company.
  #call(): void {
    if (this.#called || this.#waiting.length === 0) return;
    this.#called = true;
    setImmediate(() => {
      this.#called = false;
      while (this.#underWay < MOST_UNDER_WAY && this.#waiting.length > 0) {
        const group = this.#nextGroup();
        if (group.length === 0) return;
        this.#underWay += 1;
        void this.#run(group);
      }
    });
  }

  /** Takes those out of the waiting who can go together now: nobody passes one who came before and touches the same. */
  #nextGroup(): readonly Member[] {
    const taken = new Set(this.#touched);
    const group: Member[] = [];
    let room = MOST_ROWS;
    for (const member of this.#waiting) {
      const rows = member.one.events.length + member.one.onces.length;
      const goes = member.touches.every((name) => !taken.has(name)) && (rows <= room || group.length === 0);
      if (goes) {
        group.push(member);
        room -= rows;
      }
      for (const name of member.touches) taken.add(name);
      if (room <= 0) break;
    }
    const going = new Set(group);
    this.#waiting = this.#waiting.filter((member) => !going.has(member));
    for (const name of group.flatMap((member) => member.touches)) this.#touched.add(name);
    return group;
  }

  async #run(group: readonly Member[]): Promise<void> {
    this.#grouped(group.length);
    await this.#answer(group);
    for (const name of group.flatMap((member) => member.touches)) this.#touched.delete(name);
    this.#underWay -= 1;
    this.#call();
  }

  async #answer(group: readonly Member[]): Promise<void> {
    let alone = (one: Append): Promise<Cursor[]> => append(this.#pool, one);
    if (group.length > 1) {
      try {
        await appendTogether(this.#pool, group);
        return;
      } catch (error) {
        // What the database says is about one of them, and fails them all: alone, each gets its own answer.
        if (error instanceof NoAnswer) alone = (one) => appendAgain(this.#pool, one, error);
      }
    }
    // They touch nothing in common, so that their order does not matter any more.
    const answers = group.map(({ one, resolve }) => {
      const answer = alone(one);
      resolve(answer);
      return answer;
    });
    await Promise.allSettled(answers);
  }
}

/**
 * Writes those whose check holds, and answers each.
 *
 * @throws NoAnswer; DatabaseError, about what some member holds: then nothing is written and nobody answered
 */
async function appendTogether(pool: Pool, group: readonly Member[]): Promise<void> {
  const events = eventsInOrder(group.flatMap(({ one }, member) => one.events.map((event) => ({ ...event, member }))));
  const onces = oncesInOrder(group.flatMap(({ one }, member) => one.onces.map((once) => ({ ...once, member }))));
  const [ofEvents, ofOnces] = [events, onces].map((rows) => rows.map((row) => row.member));
  const rows = await ask<Answered>(pool, {
    name: 'append-group',
    text: APPEND_GROUP,
    values: [ofEvents, ...eventColumns(events), ofOnces, ...onceColumns(onces)],
  });
  const refused = new Map<number, Error>();
  for (const { member, conflict } of rows) {
    if (member === null) continue;
    // Whose stream does not stand is told so first, as it would be alone.
    if (conflict) refused.set(member, new ConcurrencyConflict(NOT_WHERE_READ));
    else if (!refused.has(member)) refused.set(member, new AlreadyDone('a once-key is already there'));
  }
  const cursors = rows.flatMap((row) => (row.member === null ? [cursorOf(row)] : []));
  const written = events.filter((event) => !refused.has(event.member));
  for (const [nth, { resolve }] of group.entries()) {
    const why = refused.get(nth);
    resolve(why ? Promise.reject(why) : cursors.filter((_cursor, at) => written[at]?.member === nth));
  }
}
