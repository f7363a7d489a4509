import { LRUCache } from 'lru-cache';
import type { Recorded } from './events.js';

/** A stream's revisions do not follow each other: somebody wrote by another way. Reading on would make views wrong. */
export class LogWentBackwards extends Error {
  override readonly name = 'LogWentBackwards';
}

const REMEMBERED_STREAMS = 10_000;

/** Watches that a reader meets each stream's revisions one after the other, from batch to batch. */
export class Rising {
  readonly #last = new LRUCache<string, number>({ max: REMEMBERED_STREAMS });

  /** @throws LogWentBackwards */
  check(events: readonly Recorded[]): void {
    const last = new Map<string, number>();
    for (const { streamId, revision } of events) {
      const before = last.get(streamId) ?? this.#last.get(streamId);
      if (before !== undefined && revision !== before + 1) {
        throw new LogWentBackwards(`${streamId}: revision ${revision} came after ${before}`);
      }
      last.set(streamId, revision);
    }
  }

  /** These were applied. */
  passed(events: readonly Recorded[]): void {
    for (const { streamId, revision } of events) this.#last.set(streamId, revision);
  }

  /** Somebody else moved the cursor: what we saw last says nothing about what comes. */
  forget(): void {
    this.#last.clear();
  }
}
