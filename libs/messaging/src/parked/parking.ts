import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Content } from '../raw-message.js';

/** A message on its way aside. */
export interface ToPark {
  /** Source and id, else the place. */
  readonly name: string;
  readonly place: string;
  readonly type: string | null;
  readonly content: Content;
}

export interface Failure {
  readonly cause: string;
  readonly attempts: number;
  /** When to try again, in milliseconds from now. */
  readonly nextTryMs: number;
}

/** A message that is next in a parked key. */
export interface Head {
  readonly id: string;
  readonly type: string | null;
  readonly content: Content;
  readonly attempts: number;
  /** How long it has been tried, in milliseconds. */
  readonly triedForMs: number;
}

const GIVEN = `given as (
  select g.* from unnest($3::text[], $4::text[], $5::text[], $6::text[]) with ordinality as g (name, place, type, content, nth))`;

const PARK = `
with ${GIVEN}, key as (
  insert into app.parked_keys as k (key, upstream, last, next_try_at)
  values ($1, $7, $2, clock_timestamp() + $10::double precision * interval '1 ms')
  on conflict (key) do update set last = k.last + excluded.last
  returning last
)
insert into app.parked_messages (key, nth, name, place, type, content, cause, attempts, first_tried_at, last_tried_at)
select $1, key.last - $2 + given.nth, given.name, given.place, given.type, given.content,
  case when given.nth = 1 then $8 end, case when given.nth = 1 then $9::int else 0 end,
  case when given.nth = 1 then clock_timestamp() end, case when given.nth = 1 then clock_timestamp() end
from key, given
on conflict (key, name) do nothing`;

/** One statement raises the key's number and queues: see {@link CLOSE}. */
export const QUEUE_BEHIND = `
with ${GIVEN}, key as (
  update app.parked_keys set last = last + $2 where key = $1 returning last
), queued as (
  insert into app.parked_messages (key, nth, name, place, type, content)
  select $1, key.last - $2 + given.nth, given.name, given.place, given.type, given.content from key, given
  on conflict (key, name) do nothing
)
select last from key`;

/**
 * Ends the parking of a key of which message number `$3` was seen last. It looks at the key's own row only: when a message
 * is queued at the same moment, this waits for that statement, looks at the row anew (READ COMMITTED) and leaves it.
 * A look into `parked_messages` would not be made anew, and the key would flow past a message that waits.
 */
export const CLOSE = 'delete from app.parked_keys where key = $1 and lease = $2 and last = $3';

/** The tables of parked keys and messages. Every change is one statement that commits by itself. */
export class Parking {
  constructor(readonly pool: Pool) {}

  /** Which of these keys are parked. */
  async among(keys: readonly string[]): Promise<ReadonlySet<string>> {
    if (keys.length === 0) return new Set();
    const { rows } = await this.pool.query<{ key: string }>({
      name: 'parked-among',
      text: 'select key from app.parked_keys where key = any($1::text[])',
      values: [keys],
    });
    return new Set(rows.map((row) => row.key));
  }

  /** Sets a key aside: the first message failed, the others wait behind it. */
  async park(upstream: string, key: string, messages: readonly ToPark[], failure: Failure): Promise<void> {
    const { cause, attempts, nextTryMs } = failure;
    await this.pool.query(PARK, [...columns(key, messages), upstream, stored(cause, 1_000), attempts, nextTryMs]);
  }

  /** Lets messages wait behind a parked key; false when it is not parked (any more). */
  async queueBehind(key: string, messages: readonly ToPark[]): Promise<boolean> {
    const { rowCount } = await this.pool.query(QUEUE_BEHIND, columns(key, messages));
    return rowCount === 1;
  }

  /** Keys of these upstreams that are to be tried now, those that waited longest first. */
  async due(upstreams: readonly string[], limit: number): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ key: string }>(
      `select key from app.parked_keys
       where next_try_at <= clock_timestamp() and upstream = any($1::text[])
         and (lease is null or lease_until < clock_timestamp())
       order by next_try_at limit $2`,
      [upstreams, limit],
    );
    return rows.map((row) => row.key);
  }

  /** Takes the right to replay a key. Returns its upstream; null when it is not parked or somebody else has it. */
  async lease(key: string, token: string, ms: number): Promise<string | null> {
    const { rows } = await this.pool.query<{ upstream: string }>(
      `update app.parked_keys set lease = $2, lease_until = clock_timestamp() + $3::double precision * interval '1 ms'
       where key = $1 and (lease is null or lease_until < clock_timestamp()) returning upstream`,
      [key, token, ms],
    );
    return rows[0]?.upstream ?? null;
  }

  /** Keeps the lease; the number of the message queued last, or null when the lease was lost. */
  async renew(key: string, token: string, ms: number): Promise<string | null> {
    const { rows } = await this.pool.query<{ last: string }>(
      `update app.parked_keys set lease_until = clock_timestamp() + $3::double precision * interval '1 ms'
       where key = $1 and lease = $2 returning last`,
      [key, token, ms],
    );
    return rows[0]?.last ?? null;
  }

  /** The first messages of a key, in their order. */
  async heads(key: string, limit: number): Promise<readonly Head[]> {
    const { rows } = await this.pool.query<Omit<Head, 'content'> & { content: string }>(
      `select id, type, content, attempts,
         coalesce(extract(epoch from clock_timestamp() - first_tried_at) * 1000, 0)::double precision as "triedForMs"
       from app.parked_messages where key = $1 order by nth limit $2`,
      [key, limit],
    );
    return rows.map((row) => ({ ...row, content: JSON.parse(row.content) as Content }));
  }

  /** These messages have had their effect. */
  async done(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.pool.query('delete from app.parked_messages where id = any($1::uuid[])', [ids]);
  }

  /** The message failed again; the key is free until its next try (null: until the operator's). */
  async failed(key: string, token: string, id: string, cause: string, nextTryMs: number | null): Promise<void> {
    await this.pool.query(
      `with mine as (
         update app.parked_keys set lease = null, lease_until = null,
           next_try_at = clock_timestamp() + $5::double precision * interval '1 ms'
         where key = $1 and lease = $2 returning key)
       update app.parked_messages set attempts = attempts + 1, cause = $4, last_tried_at = clock_timestamp(),
         first_tried_at = coalesce(first_tried_at, clock_timestamp())
       where id = $3 and exists (select from mine)`,
      [key, token, id, stored(cause, 1_000), nextTryMs],
    );
  }

  /** Gives the lease back; with `nextTryMs`, also says when to try again. */
  async release(key: string, token: string, nextTryMs?: number): Promise<void> {
    await this.pool.query(
      `update app.parked_keys set lease = null, lease_until = null,
         next_try_at = coalesce(clock_timestamp() + $3::double precision * interval '1 ms', next_try_at)
       where key = $1 and lease = $2`,
      [key, token, nextTryMs ?? null],
    );
  }

  /** Ends the parking of a key, unless a message was queued after number `last`. */
  async close(key: string, token: string, last: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(CLOSE, [key, token, last]);
    return rowCount === 1;
  }
}

/** A key's name in the tables. */
export function parkedKey(upstream: string, lane: string): string {
  return stored(`${upstream}/${lane}`, 300);
}

export function columns(key: string, messages: readonly ToPark[]): unknown[] {
  return [
    key,
    messages.length,
    messages.map((message) => stored(message.name, 300)),
    messages.map((message) => stored(message.place, 300)),
    messages.map((message) => (message.type === null ? null : stored(message.type, 300))),
    messages.map((message) => JSON.stringify(message.content)),
  ];
}

/** As PostgreSQL can hold and index it: without NUL, well-formed, and no longer than fits. */
function stored(text: string, most: number): string {
  const clean = text.replaceAll('\0', '\u{fffd}').toWellFormed();
  if (clean.length <= most) return clean;
  const digest = createHash('sha256').update(text).digest('hex');
  return `${clean.slice(0, most - 70)}… ${digest}`.toWellFormed();
}
