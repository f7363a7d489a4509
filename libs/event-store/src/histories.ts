import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { EventOfStream } from './stream-events.js';
import { eventsBeyond } from './stream-events.js';
import { Together } from './together.js';

type History = readonly EventOfStream[];

/** How much is held at most: events in all, events of one stream. */
const MOST_EVENTS = 5_000;
const MOST_OF_ONE = 1_000;

/**
 * The histories of streams that commands are decided on. Events never change, so only those that came since are read
 * from the log; sealed members are held as they lie there. A look sees all that was written before it was asked for.
 */
export class Histories {
  readonly #known = new LRUCache<string, History>({
    maxSize: MOST_EVENTS,
    maxEntrySize: MOST_OF_ONE,
    // A stream without events takes room too.
    sizeCalculation: (history) => Math.max(1, history.length),
  });
  readonly #looks: Together<History>;

  constructor(pool: Pool) {
    this.#looks = new Together(async (streamIds) => {
      const known = streamIds.map((streamId) => this.#known.get(streamId) ?? []);
      const since = await eventsBeyond(
        pool,
        streamIds.map((streamId, nth) => ({ streamId, revision: known[nth]?.at(-1)?.revision ?? 0 })),
      );
      return streamIds.map((streamId, nth) => this.#held(streamId, [...(known[nth] ?? []), ...(since[nth] ?? [])]));
    });
  }

  /** All events of a stream, in their order. */
  of(streamId: string): Promise<History> {
    return this.#looks.look(streamId);
  }

  /** Has a stream read from its beginning the next time: what is held did not fit what lies there. */
  forget(streamId: string): void {
    this.#known.delete(streamId);
  }

  #held(streamId: string, history: History): History {
    // Of two looks at the same moment, the one that saw less may end last.
    if (history.length > (this.#known.get(streamId)?.length ?? 0)) this.#known.set(streamId, history);
    return history;
  }
}
