import type { Cursor } from './cursor.js';
import { compareCursors, formatCursor, START } from './cursor.js';
import type { Recorded } from './events.js';

/** How many events are held at most. */
const MOST = 500;

type Events = readonly Recorded[];

/**
 * The end of a log as it was last read. Its readers mostly stand near each other there: what one has read serves the
 * others, since an event that was visible once stays where it is.
 */
export class Tail {
  /** Where the events that are held begin: they are all that is visible between here and the last of them. */
  #from: Cursor = START;
  #events: Events = [];
  readonly #asked = new Map<string, Promise<Events>>();

  /** @param query reads up to so many visible events past a cursor */
  constructor(private readonly query: (after: Cursor, limit: number) => Promise<Events>) {}

  /** Up to `limit` events past the cursor: those that are held, however few, or what the log itself holds by now. */
  async read(after: Cursor, limit: number): Promise<Events> {
    const held = this.#past(after);
    if (held.length > 0) return held.slice(0, limit);
    const name = `${formatCursor(after)} ${limit}`;
    const asked = this.#asked.get(name) ?? this.#ask(name, after, limit);
    this.#asked.set(name, asked);
    return asked;
  }

  // Who asks in the same turn of the event loop shares a statement. Nobody joins one that began: it may not see what
  // they were woken by.
  async #ask(name: string, after: Cursor, limit: number): Promise<Events> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#asked.delete(name);
    const events = await this.query(after, limit);
    this.#keep(after, events);
    return events;
  }

  #past(after: Cursor): Events {
    if (compareCursors(after, this.#from) === 0) return this.#events;
    if (compareCursors(after, this.#from) < 0 || compareCursors(after, this.#end) >= 0) return [];
    const at = this.#events.findLastIndex(({ cursor }) => compareCursors(cursor, after) === 0);
    return at === -1 ? [] : this.#events.slice(at + 1);
  }

  #keep(after: Cursor, read: Events): void {
    const last = read.at(-1);
    // Somebody who reads far behind does not make the others forget.
    if (!last || compareCursors(last.cursor, this.#end) <= 0) return;
    if (compareCursors(after, this.#end) === 0) this.#events = [...this.#events, ...read];
    else [this.#from, this.#events] = [after, read];
    const over = this.#events.length - MOST;
    if (over <= 0) return;
    this.#from = this.#events[over - 1]?.cursor ?? this.#from;
    this.#events = this.#events.slice(over);
  }

  get #end(): Cursor {
    return this.#events.at(-1)?.cursor ?? this.#from;
  }
}
