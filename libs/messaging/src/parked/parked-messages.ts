import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '@estafette/decider';
import type { Pool } from 'pg';
import type { Delivery } from '../delivery.js';
import type { LogLine } from '../delivery-options.js';
import type { Content } from '../raw-message.js';
import { Meters } from '../telemetry.js';
import { Parking } from './parking.js';
import type { Replayed, ReplaySurroundings } from './replay.js';
import { replayKey } from './replay.js';

/** A key that is set aside, as an operator sees it. Instants are ISO 8601. */
export interface ParkedKey {
  /** `<upstream>/<key>`, or `<upstream>/<place>` for a message without a usable key. */
  readonly key: string;
  readonly upstream: string;
  readonly parkedAt: string;
  /** Null: it waits for the operator. */
  readonly nextTryAt: string | null;
  /** How many messages lie here. */
  readonly messages: number;
  /** The one in front, which all others wait for; null while it is just being taken away. */
  readonly head: ParkedMessage | null;
}

export interface ParkedMessage {
  readonly id: string;
  readonly place: string;
  readonly type: string | null;
  readonly content: Content;
  /** Null: it was not tried yet. */
  readonly cause: string | null;
  readonly attempts: number;
  readonly queuedAt: string;
  readonly firstTriedAt: string | null;
  readonly lastTriedAt: string | null;
}

export interface ParkedMessagesOptions {
  readonly pool: Pool;
  /** The service that these lie in. */
  readonly service: string;
  readonly deliveryOf: (upstream: string) => Delivery | undefined;
  /** How long a parked message tries by itself, in milliseconds; 24 hours. */
  readonly triesForMs?: number;
  readonly log?: LogLine;
}

const DAY_MS = 24 * 3_600_000;
const BUSY_MS = 5_000;
const LOOK_AGAIN_MS = 50;
const DUE_AT_ONCE = 50;
const MEASURE_EVERY_MS = 15_000;

const AS_ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const iso = (column: string, name: string): string => `to_char(${column} at time zone 'UTC', ${AS_ISO}) as "${name}"`;
const MESSAGE = [
  ...['id', 'place', 'type', 'content', 'cause', 'attempts'],
  ...[iso('queued_at', 'queuedAt'), iso('first_tried_at', 'firstTriedAt'), iso('last_tried_at', 'lastTriedAt')],
].join(', ');

type MessageRow = Omit<ParkedMessage, 'content'> & { readonly content: string };

/** What lies parked in a service, for its operator. */
export class ParkedMessages {
  readonly #pool: Pool;
  readonly #labels: { readonly service: string };
  readonly #around: ReplaySurroundings;
  readonly #meters = new Meters();
  #measuredAt = -Infinity;

  constructor({ pool, service, deliveryOf, triesForMs = DAY_MS, log = () => undefined }: ParkedMessagesOptions) {
    this.#pool = pool;
    this.#labels = { service };
    this.#around = { parking: new Parking(pool), deliveryOf, triesForMs, log };
  }

  /** Parked keys in the order of their names, from beyond `after`. */
  async list({ after = '', limit = 100 }: { readonly after?: string; readonly limit?: number } = {}): Promise<
    ParkedKey[]
  > {
    const { rows } = await this.#pool.query<Omit<ParkedKey, 'head'>>(
      `select key, upstream, ${iso('parked_at', 'parkedAt')}, ${iso('next_try_at', 'nextTryAt')},
         (select count(*)::integer from app.parked_messages m where m.key = k.key) as messages
       from app.parked_keys k where key > $1 order by key limit $2`,
      [after, limit],
    );
    const heads = await this.#pool.query<MessageRow & { key: string }>(
      `select distinct on (key) key, ${MESSAGE} from app.parked_messages where key = any($1::text[]) order by key, nth`,
      [rows.map((row) => row.key)],
    );
    const headOf = new Map(heads.rows.map(({ key, ...message }) => [key, parsed(message)]));
    return rows.map((row) => ({ ...row, head: headOf.get(row.key) ?? null }));
  }

  /** The messages of one parked key, in their order. */
  async messages(key: string, limit = 100): Promise<ParkedMessage[]> {
    const { rows } = await this.#pool.query<MessageRow>(
      `select ${MESSAGE} from app.parked_messages where key = $1 order by nth limit $2`,
      [key, limit],
    );
    return rows.map(parsed);
  }

  /**
   * Tries a key now, in the order of its messages.
   * @throws DomainError `parked-key-unknown`, `parked-key-busy`
   */
  async replay(key: string): Promise<Replayed> {
    return this.#whenFree(key, () => replayKey(key, this.#around));
  }

  /**
   * Throws away a message (by its id) or all that a key holds by now. What was thrown away is kept, with the reason, in
   * `app.discarded_messages`. What waits behind it is tried next.
   *
   * @returns how many messages were thrown away
   * @throws DomainError `parked-message-unknown`, `parked-key-unknown`, `parked-key-busy`
   */
  async discard(keyOrId: string, reason: string): Promise<number> {
    const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(keyOrId) ? keyOrId : null;
    const key = id === null ? keyOrId : await this.#keyOf(id);
    const token = randomUUID();
    await this.#whenFree(key, () => this.#around.parking.lease(key, token, BUSY_MS));
    const { rowCount } = await this.#pool.query(
      `with gone as (
         delete from app.parked_messages
         where key = $1 and ($2::uuid is null or id = $2) and exists (select from app.parked_keys where key = $1 and lease = $4)
         returning *)
       insert into app.discarded_messages (id, key, place, type, content, cause, attempts, queued_at, reason)
       select id, key, place, type, content, cause, attempts, queued_at, $3 from gone`,
      [key, id, reason, token],
    );
    await this.#around.parking.release(key, token, 0);
    const discarded = rowCount ?? 0;
    this.#meters.discarded.add(discarded, this.#labels);
    this.#around.log('warn', 'parked messages discarded', { key, id, messages: discarded, reason });
    await replayKey(key, this.#around);
    return discarded;
  }

  /** Tries the keys that are due, as long as `going`. Returns what came of each. */
  async replayDue(upstreams: readonly string[], going: () => boolean = () => true): Promise<readonly Replayed[]> {
    const results: Replayed[] = [];
    for (const key of await this.#around.parking.due(upstreams, DUE_AT_ONCE)) {
      if (!going()) break;
      const result = await replayKey(key, this.#around, going);
      if (result) results.push(result);
    }
    if (results.length > 0 || performance.now() - this.#measuredAt > MEASURE_EVERY_MS) await this.#measure();
    return results;
  }

  async #measure(): Promise<void> {
    this.#measuredAt = performance.now();
    const { rows } = await this.#pool.query<{ keys: number }>('select count(*)::integer as keys from app.parked_keys');
    this.#meters.parkedKeys.record(rows[0]?.keys ?? 0, this.#labels);
  }

  async #keyOf(id: string): Promise<string> {
    const { rows } = await this.#pool.query<{ key: string }>('select key from app.parked_messages where id = $1', [id]);
    const key = rows[0]?.key;
    if (key !== undefined) return key;
    throw new DomainError('parked-message-unknown', 'No such message lies parked. List what does.', 'unknown');
  }

  async #whenFree<T>(key: string, work: () => Promise<T | null>): Promise<T> {
    const until = performance.now() + BUSY_MS;
    for (;;) {
      const result = await work();
      if (result !== null) return result;
      if (!(await this.#around.parking.among([key])).has(key)) {
        throw new DomainError('parked-key-unknown', 'No such key is parked. List those that are.', 'unknown');
      }
      if (performance.now() > until) {
        throw new DomainError('parked-key-busy', 'This key is being replayed at this moment. Try again shortly.');
      }
      await delay(LOOK_AGAIN_MS);
    }
  }
}

function parsed(row: MessageRow): ParkedMessage {
  return { ...row, content: JSON.parse(row.content) as Content };
}
