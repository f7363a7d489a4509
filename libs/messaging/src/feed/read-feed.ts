import { setTimeout as delay } from 'node:timers/promises';
import type { Cursor, Log } from '@estafette/event-store';
import { compareCursors, formatCursor, parseCursor, START } from '@estafette/event-store';
import type { CloudEvent } from '../cloud-event.js';
import type { Publisher } from '../publisher.js';
import { messagesOf } from '../publisher.js';

/** Header of a feed's answer: what to ask for next, always there. */
export const NEXT_CURSOR = 'Estafette-Next-Cursor';
/** Header of a feed's answer: how many events of the log lie past that cursor, counted by their positions. */
export const EVENTS_BEYOND = 'Estafette-Events-Beyond';

/** Told when there may be something new to read. */
export interface Wake {
  readonly version: number;
  past(seen: number, ms: number): Promise<void>;
}

export interface ReadFeedOptions {
  readonly log: Pick<Log, 'read' | 'head'>;
  readonly subscriptionsWake: Wake;
  readonly publisher: Publisher;
  /** CloudEvents `source` of this service. */
  readonly source: string;
  /** A cursor that this feed gave; `''` or left out: from the beginning. */
  readonly after?: string;
  /** How long to wait for a message, in milliseconds; 0 answers at once. */
  readonly waitMs: number;
  /** The most events of the log that one answer is made of. */
  readonly limit: number;
  /** Ends the wait: the caller is gone, or the service stops. */
  readonly signal?: AbortSignal;
}

export interface FeedPage {
  readonly events: readonly CloudEvent[];
  /** The cursor to ask for next; beyond events that leave no message too. */
  readonly next: string;
  /** How many events of the log lie past it, counted by their positions. */
  readonly beyond: number;
}

const LONGEST_LOOK_MS = 50;

/**
 * One answer of a service's feed. Waits until there is a message, the time is over, or the signal ends it.
 *
 * @returns `ahead` when the cursor lies beyond the log (a log that was put back: 409), `not-a-cursor` when it is none (400)
 */
export async function readFeed(options: ReadFeedOptions): Promise<FeedPage | 'ahead' | 'not-a-cursor'> {
  const { log, publisher, source, limit, signal } = options;
  let cursor = options.after === undefined || options.after === '' ? START : parseCursor(options.after);
  if (!cursor) return 'not-a-cursor';
  if (compareCursors(cursor, await log.head()) > 0) return 'ahead';
  const until = performance.now() + options.waitMs;
  for (let look = 1; ;) {
    const seen = options.subscriptionsWake.version;
    const read = await log.read(cursor, limit);
    cursor = read.at(-1)?.cursor ?? cursor;
    const events = read.flatMap((event) => messagesOf(event, publisher, source));
    const left = until - performance.now();
    if (read.length > 0 && events.length === 0 && left > 0 && !signal?.aborted) continue;
    const head = await log.head();
    if (events.length > 0 || left <= 0 || signal?.aborted) {
      return { events, next: formatted(cursor), beyond: Math.max(0, head.position - cursor.position) };
    }
    if (compareCursors(head, cursor) > 0) {
      // Written, but not visible yet: the end of what hides it signals nobody here.
      await delay(Math.min(look, left));
      look = Math.min(look * 2, LONGEST_LOOK_MS);
    } else {
      await orAborted(options.subscriptionsWake.past(seen, left), signal);
    }
  }
}

function formatted(cursor: Cursor): string {
  return compareCursors(cursor, START) === 0 ? '' : formatCursor(cursor);
}

async function orAborted(waiting: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return waiting;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => {
    resolve(undefined);
  };
  signal.addEventListener('abort', end, { once: true });
  await Promise.race([waiting, promise]);
  signal.removeEventListener('abort', end);
}
