import { setTimeout as delay } from 'node:timers/promises';
import type { DomainEvent } from '@estafette/decider';
import { DomainError, fold } from '@estafette/decider';
import { context, propagation } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { EventToAppend } from './append.js';
import { AlreadyDone, append, ConcurrencyConflict } from './append.js';
import type { Cursor } from './cursor.js';
import type { Metadata } from './events.js';
import type { OnceKey, StoredAnswer } from './once.js';
import { findOnce } from './once.js';
import { isSealed, memberAt, replaceSealed, seal, sealedIn, unseal, withMember } from './sealed.js';
import type { EventRegistry, StreamType } from './stream.js';
import { streamIdOf } from './stream.js';
import type { KeyVault } from './vault.js';

/** The caller gave `If-Match`, and the stream stands elsewhere. */
export class PreconditionFailed extends Error {
  override readonly name = 'PreconditionFailed';
  constructor(readonly revision: number) {
    super(`the stream stands at revision ${revision}`);
  }
}

/** One stream's share of a command: several shares are decided apart and written together, or not at all. */
export interface Part {
  readonly streamId: string;
  readonly decide: (history: readonly DomainEvent[]) => readonly DomainEvent[];
}

/** What a stream decides on a command. */
export function part<State, Command, Event extends DomainEvent>(
  stream: StreamType<State, Command, Event>,
  id: string,
  command: Command,
): Part {
  return {
    streamId: streamIdOf(stream, id),
    decide: (history) => stream.decider.decide(command, fold(stream.decider, history as readonly Event[])),
  };
}

export interface HandleOptions {
  readonly metadata: Metadata;
  readonly once?: OnceKey;
  /** The revision that the caller saw; {@link PreconditionFailed} when the first stream stands elsewhere. */
  readonly ifMatch?: number;
  /** What to keep under the once-key; sees the outcome. */
  readonly answer?: (outcome: { revision: number; appended: number }) => StoredAnswer;
}

export interface Outcome {
  /** Where the first stream stands now. */
  readonly revision: number;
  /** How many events were written; 0 when the wish was already true. */
  readonly appended: number;
  /** The stored answer, when this once-key was handled before. */
  readonly repeated: StoredAnswer | null;
  /** Where the last event written stands in the log. */
  readonly cursor: Cursor | null;
}

/** A fact of another service, to be taken over into our own log as it is. */
export interface Fact {
  readonly streamId: string;
  readonly type: string;
  readonly data: object;
  readonly metadata: Metadata;
  readonly once: OnceKey;
}

interface Stored {
  readonly revision: number;
  readonly event: DomainEvent;
}

const MOST_ATTEMPTS = 40;

/** Loads, decides and appends. Everything that is ever written to a service's log goes through here. */
export class EventStore {
  readonly #pool: Pool;
  readonly #registry: EventRegistry;
  readonly #vault: KeyVault;
  readonly #appended: (head: Cursor) => void;

  constructor(options: { pool: Pool; registry: EventRegistry; vault: KeyVault; appended?: (head: Cursor) => void }) {
    this.#pool = options.pool;
    this.#registry = options.registry;
    this.#vault = options.vault;
    this.#appended = options.appended ?? (() => undefined);
  }

  /** The state of one stream, personal members in plain (empty text where the person was erased), and its revision. */
  async load<State, Command, Event extends DomainEvent>(
    stream: StreamType<State, Command, Event>,
    id: string,
  ): Promise<{ state: State; revision: number }> {
    const history = await this.#history(streamIdOf(stream, id));
    return {
      state: fold(
        stream.decider,
        history.map((stored) => stored.event as Event),
      ),
      revision: history.at(-1)?.revision ?? 0,
    };
  }

  /**
   * Decides a command on the streams of its parts and appends what is decided. When somebody else wrote first, it loads
   * and decides again. A command whose once-key was handled before has no effect and gives the first answer.
   *
   * @throws DomainError when the rules refuse; PreconditionFailed; DomainError `idempotency-key-reused`
   */
  async handle(parts: Part | readonly Part[], options: HandleOptions): Promise<Outcome> {
    const all = 'decide' in parts ? [parts] : parts;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(all, options);
      } catch (error) {
        // A repeat may well be refused by now, or meet its own first run: what was answered first comes before both.
        const repeated = options.once ? await this.#repeated(options.once) : null;
        if (repeated) return repeated;
        if (!(error instanceof ConcurrencyConflict)) throw error;
        if (attempt === MOST_ATTEMPTS) {
          throw new DomainError('stream-busy', 'Many are changing this at the same time. Try again in a moment.');
        }
        await delay(Math.random() * Math.min(attempt, 10));
      }
    }
  }

  /** Takes facts over in bulk, in their order; those that were taken before are passed over. */
  async follow(facts: readonly Fact[]): Promise<{ appended: number; cursor: Cursor | null }> {
    for (let attempt = 1; ; attempt++) {
      const fresh = await this.#notYetTaken(facts);
      if (fresh.length === 0) return { appended: 0, cursor: null };
      try {
        const revisions = await this.#revisions(fresh.map((fact) => fact.streamId));
        const events = await this.#prepared(
          fresh.map((fact) => {
            const revision = (revisions.get(fact.streamId) ?? 0) + 1;
            revisions.set(fact.streamId, revision);
            return { streamId: fact.streamId, revision, event: fact, metadata: fact.metadata };
          }),
        );
        const onces = fresh.map((fact) => ({ ...fact.once, answer: null }));
        const cursor = await this.#append(events, onces);
        return { appended: events.length, cursor };
      } catch (error) {
        const again = error instanceof ConcurrencyConflict || error instanceof AlreadyDone;
        if (!again || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  async #attempt(parts: readonly Part[], options: HandleOptions): Promise<Outcome> {
    const decided = await Promise.all(
      parts.map(async ({ streamId, decide }) => {
        const history = await this.#history(streamId);
        return { streamId, history, decide, revision: history.at(-1)?.revision ?? 0 };
      }),
    );
    const standing = decided[0]?.revision ?? 0;
    if (options.ifMatch !== undefined && options.ifMatch !== standing) throw new PreconditionFailed(standing);
    const metadata = withTrace(options.metadata);
    const toWrite = decided.flatMap(({ streamId, history, decide, revision }) =>
      decide(history.map((stored) => stored.event)).map((event, index) => ({
        streamId,
        revision: revision + index + 1,
        event,
        metadata,
      })),
    );
    const revision = toWrite.findLast((write) => write.streamId === parts[0]?.streamId)?.revision ?? standing;
    const outcome = { revision, appended: toWrite.length };
    const onces = options.once ? [{ ...options.once, answer: options.answer?.(outcome) ?? null }] : [];
    const cursor = await this.#append(await this.#prepared(toWrite), onces);
    return { ...outcome, repeated: null, cursor };
  }

  async #append(events: EventToAppend[], onces: Parameters<typeof append>[1]['onces']): Promise<Cursor | null> {
    const cursors = await append(this.#pool, { events, onces });
    const last = cursors.at(-1) ?? null;
    if (last) this.#appended(last);
    return last;
  }

  async #repeated(once: OnceKey): Promise<Outcome | null> {
    const found = await findOnce(this.#pool, once);
    if (!found) return null;
    return { revision: 0, appended: 0, repeated: found.answer ?? {}, cursor: null };
  }

  async #history(streamId: string): Promise<Stored[]> {
    const { rows } = await this.#pool.query<{
      revision: number;
      type: string;
      version: number;
      data: object;
      event_id: string;
    }>({
      name: 'stream-load',
      text: 'select revision, type, version, data, event_id from log.events where stream_id = $1 order by revision',
      values: [streamId],
    });
    const keys = await this.#vault.keysToOpen(rows.flatMap((row) => sealedIn(row.data).map((one) => one.sealed)));
    return rows.map((row) => {
      const place = `${streamId}/${row.event_id}/`;
      const data = replaceSealed(row.data, (one) => {
        if (!one.at.startsWith(place)) throw new Error(`a sealed member of ${place} belongs to ${one.at}`);
        const key = keys.get(one.sealed);
        return key ? unseal(one, key) : '';
      });
      return {
        revision: row.revision,
        event: { type: row.type, data: this.#registry.upcast(row.type, row.version, data) },
      };
    });
  }

  /** Numbers, names and encrypts. */
  async #prepared(
    writes: readonly { streamId: string; revision: number; event: DomainEvent; metadata: Metadata }[],
  ): Promise<EventToAppend[]> {
    const withPersonal = writes.map((write) => {
      const type = this.#registry.get(write.event.type);
      return { ...write, version: type.version, personal: type.personal?.(write.event.data) ?? [] };
    });
    const persons = withPersonal.flatMap((write) => write.personal.map((member) => member.of));
    const keys = persons.length > 0 ? await this.#vault.keysToSeal(persons) : new Map<string, Buffer>();
    return withPersonal.map(({ streamId, revision, event, metadata, version, personal }) => {
      const id = uuidv7();
      let data = event.data;
      for (const { path, of } of personal) {
        const value = memberAt(data, path);
        const key = keys.get(of);
        if (!key) throw new Error(`no key for ${of}`);
        if (value === undefined || value === null || isSealed(value)) continue;
        data = withMember(data, path, seal(value, key, of, `${streamId}/${id}/${path}`));
      }
      return { id, streamId, revision, type: event.type, version, data, metadata };
    });
  }

  async #notYetTaken(facts: readonly Fact[]): Promise<readonly Fact[]> {
    const { rows } = await this.#pool.query<{ scope: string; key: string }>({
      name: 'once-find-many',
      text: `select o.scope, o.key from log.once_keys o
             join unnest($1::text[], $2::text[]) as w (scope, key) on o.scope = w.scope and o.key = w.key`,
      values: [facts.map((fact) => fact.once.scope), facts.map((fact) => fact.once.key)],
    });
    const taken = new Set(rows.map((row) => `${row.scope}\n${row.key}`));
    return facts.filter((fact) => {
      const name = `${fact.once.scope}\n${fact.once.key}`;
      if (taken.has(name)) return false;
      taken.add(name);
      return true;
    });
  }

  async #revisions(streamIds: readonly string[]): Promise<Map<string, number>> {
    const { rows } = await this.#pool.query<{ stream_id: string; revision: number }>({
      name: 'stream-revisions',
      text: 'select stream_id, max(revision) as revision from log.events where stream_id = any($1::text[]) group by stream_id',
      values: [[...new Set(streamIds)]],
    });
    return new Map(rows.map((row) => [row.stream_id, row.revision]));
  }
}

/** The trace of whoever writes goes on in the event, and from there in the messages made of it. */
function withTrace(metadata: Metadata): Metadata {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ? { ...metadata, traceparent: carrier.traceparent } : metadata;
}
