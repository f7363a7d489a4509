import type { DomainEvent } from '@estafette/decider';
import { DomainError, fold } from '@estafette/decider';
import { context, propagation } from '@opentelemetry/api';
import type { Pool } from 'pg';
import type { Append } from './append.js';
import { ConcurrencyConflict } from './append.js';
import { MOST_ATTEMPTS, pause } from './attempts.js';
import type { Cursor } from './cursor.js';
import type { Metadata } from './events.js';
import type { Fact, Followed } from './facts.js';
import { Facts } from './facts.js';
import { GroupCommit } from './group-commit.js';
import { Histories } from './histories.js';
import type { OnceKey, StoredAnswer } from './once.js';
import { findOnce } from './once.js';
import type { Decided } from './personal.js';
import { openData, sealEvents } from './personal.js';
import type { EventRegistry, StreamType } from './stream.js';
import { streamIdOf } from './stream.js';
import type { EventOfStream } from './stream-events.js';
import { eventsOf } from './stream-events.js';
import { AppendTelemetry } from './telemetry.js';
import { Together } from './together.js';
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
  readonly decide: (history: readonly DomainEvent[]) => readonly DomainEvent[] | Promise<readonly DomainEvent[]>;
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

/**
 * What a stream decides on a command that takes facts from elsewhere, where the stream itself says which.
 *
 * @param commandFor makes the command, from the state that is then decided on; again when somebody else wrote first
 */
export function partFrom<State, Command, Event extends DomainEvent>(
  stream: StreamType<State, Command, Event>,
  id: string,
  commandFor: (state: State) => Promise<Command>,
): Part {
  return {
    streamId: streamIdOf(stream, id),
    decide: async (history) => {
      const state = fold(stream.decider, history as readonly Event[]);
      return stream.decider.decide(await commandFor(state), state);
    },
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

interface Stored {
  readonly revision: number;
  readonly event: DomainEvent;
}

interface EventStoreOptions {
  readonly pool: Pool;
  readonly registry: EventRegistry;
  readonly vault: KeyVault;
  /** Told after each write where the log's head now stands. */
  readonly appended?: (head: Cursor) => void;
  /** Labels what is measured. */
  readonly service?: string;
}

/** Loads, decides and appends. Everything that is ever written to a service's log goes through here. */
export class EventStore {
  readonly #pool: Pool;
  readonly #registry: EventRegistry;
  readonly #vault: KeyVault;
  readonly #appended: (head: Cursor) => void;
  readonly #telemetry: AppendTelemetry;
  readonly #group: GroupCommit;
  readonly #loads: Together<EventOfStream[]>;
  readonly #histories: Histories;
  readonly #facts: Facts;

  constructor(options: EventStoreOptions) {
    this.#pool = options.pool;
    this.#registry = options.registry;
    this.#vault = options.vault;
    this.#appended = options.appended ?? (() => undefined);
    this.#telemetry = new AppendTelemetry(options.service === undefined ? {} : { service: options.service });
    // Not from the histories: whoever only looks comes by all streams in turn, and would push out what is decided on.
    this.#loads = new Together((streamIds) => eventsOf(options.pool, streamIds));
    this.#histories = new Histories(options.pool);
    this.#facts = new Facts(options.pool, (events, onces) =>
      this.#telemetry.span(events.length, () => this.#append(events, onces)),
    );
    this.#group = new GroupCommit(options.pool, (members) => {
      this.#telemetry.group(members);
    });
  }

  /** The state of one stream, personal members in plain (empty text where the person was erased), and its revision. */
  async load<State, Command, Event extends DomainEvent>(
    stream: StreamType<State, Command, Event>,
    id: string,
  ): Promise<{ state: State; revision: number }> {
    const streamId = streamIdOf(stream, id);
    const history = await this.#opened(streamId, await this.#loads.look(streamId));
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
   * @throws DomainError when the rules refuse; PreconditionFailed; DomainError `idempotency-key-reused`, `stream-busy`
   */
  async handle(parts: Part | readonly Part[], options: HandleOptions): Promise<Outcome> {
    const all = 'decide' in parts ? [parts] : parts;
    if (new Set(all.map((one) => one.streamId)).size < all.length)
      throw new Error('the parts of a command are of different streams: decide on one stream in one part');
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(all, options);
      } catch (error) {
        // A repeat may well be refused by now, or meet its own first run: what was answered first comes before both.
        const repeated = options.once ? await this.#repeated(options.once) : null;
        if (repeated) return repeated;
        if (!(error instanceof ConcurrencyConflict)) throw error;
        for (const { streamId } of all) this.#histories.forget(streamId);
        if (attempt === MOST_ATTEMPTS) {
          throw new DomainError('stream-busy', 'Many are changing this at the same time. Try again in a moment.');
        }
        await pause(attempt);
      }
    }
  }

  /** Takes facts over in bulk, each stream's in their order; those that were taken before are passed over. */
  follow(facts: readonly Fact[]): Promise<Followed> {
    return this.#facts.follow(facts);
  }

  async #attempt(parts: readonly Part[], options: HandleOptions): Promise<Outcome> {
    const decided = await Promise.all(
      parts.map(async ({ streamId, decide }) => {
        const history = await this.#opened(streamId, await this.#histories.of(streamId));
        return { streamId, history, decide, revision: history.at(-1)?.revision ?? 0 };
      }),
    );
    const standing = decided[0]?.revision ?? 0;
    if (options.ifMatch !== undefined && options.ifMatch !== standing) throw new PreconditionFailed(standing);
    const decisions: { streamId: string; revision: number; event: DomainEvent }[] = [];
    for (const { streamId, history, decide, revision } of decided) {
      const events = await decide(history.map((stored) => stored.event));
      decisions.push(...events.map((event, index) => ({ streamId, revision: revision + index + 1, event })));
    }
    const revision = decisions.findLast((one) => one.streamId === parts[0]?.streamId)?.revision ?? standing;
    const outcome = { revision, appended: decisions.length };
    const onces = options.once ? [{ ...options.once, answer: options.answer?.(outcome) ?? null }] : [];
    if (decisions.length === 0 && onces.length === 0) return { ...outcome, repeated: null, cursor: null };
    const cursor = await this.#telemetry.span(decisions.length, () => {
      const metadata = withTrace(options.metadata);
      return this.#append(
        decisions.map((one) => ({ ...one, metadata })),
        onces,
      );
    });
    return { ...outcome, repeated: null, cursor };
  }

  async #append(decided: readonly Decided[], onces: Append['onces']): Promise<Cursor | null> {
    const events = await sealEvents(decided, this.#registry, this.#vault);
    const cursors = await this.#group.append({ events, onces });
    const last = cursors.at(-1) ?? null;
    if (last) this.#appended(last);
    return last;
  }

  async #repeated(once: OnceKey): Promise<Outcome | null> {
    const found = await findOnce(this.#pool, once);
    if (!found) return null;
    return { revision: 0, appended: 0, repeated: found.answer ?? {}, cursor: null };
  }

  async #opened(streamId: string, rows: readonly EventOfStream[]): Promise<Stored[]> {
    const opened = await openData(streamId, rows, this.#vault);
    return rows.map(({ revision, type, version }, index) => ({
      revision,
      event: { type, data: this.#registry.upcast(type, version, opened[index]) },
    }));
  }
}

/** The trace of whoever writes goes on in the event, and from there in the messages made of it. */
function withTrace(metadata: Metadata): Metadata {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ? { ...metadata, traceparent: carrier.traceparent } : metadata;
}
