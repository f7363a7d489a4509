import { setTimeout as delay } from 'node:timers/promises';
import type { Cursor } from './cursor.js';
import { compareCursors, START } from './cursor.js';
import type { Cursors } from './cursors.js';
import type { DirectConnection } from './direct-connection.js';
import type { Recorded } from './events.js';
import type { Log } from './log.js';
import { Signal } from './signal.js';
import type { Subscription } from './subscription.js';
import { ViewFailed } from './view-writer.js';

export interface RunnerSurroundings {
  readonly log: Log;
  readonly cursors: Cursors;
  readonly direct: DirectConnection;
  /** Told when there may be something to read. */
  readonly wake: Signal;
  /** The furthest position known to be written. */
  readonly head: () => Cursor;
  readonly idleMs: number;
  /** How long a cursor may stand still, with the head beyond it, before a standby runs too. */
  readonly stalledMs: number;
  readonly failed: (name: string, error: unknown) => void;
}

const BATCH = 500;
const LONGEST_BACKOFF_MS = 5_000;

/** Runs one subscription: reads past its cursor, applies, moves the cursor; over and over. */
export class Runner {
  /** Where the subscription stands, as far as this replica knows. */
  cursor: Cursor = START;
  readonly progress = new Signal();
  /** Why it stopped for good: a view that threw, a log that went backwards. */
  fault: Error | null = null;
  #leads = false;
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #seenAt = { cursor: START, at: 0 };

  constructor(
    readonly subscription: Subscription,
    readonly around: RunnerSurroundings,
  ) {}

  start(): void {
    this.#loop = this.#run();
  }

  /** Lets the batch at hand end. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.around.wake.notify();
    await this.#loop;
  }

  get leads(): boolean {
    return this.#leads;
  }

  /** Reads where the cursor stands, whoever moves it. */
  async refresh(): Promise<void> {
    this.#standsAt(await this.around.cursors.find(this.subscription.name));
  }

  async #run(): Promise<void> {
    let backoff = 1;
    let trouble = 100;
    while (!this.#stopping && !this.fault) {
      const seen = this.around.wake.version;
      try {
        if (!(await this.#mayRun())) {
          await this.around.wake.past(seen, this.around.idleMs);
          continue;
        }
        const moved = await this.#batch();
        trouble = 100;
        if (moved) {
          backoff = 1;
        } else if (compareCursors(this.around.head(), this.cursor) > 0) {
          // Written, but a transaction that is still open may yet come before it: its end signals nobody here.
          await delay(backoff);
          backoff = Math.min(backoff * 2, 50);
        } else {
          await this.around.wake.past(seen, this.around.idleMs);
        }
      } catch (error) {
        this.around.failed(this.subscription.name, error);
        if (error instanceof ViewFailed || error instanceof LogWentBackwards) {
          this.fault = error;
          this.progress.notify();
          return;
        }
        this.#leads = false;
        await this.around.wake.past(this.around.wake.version, trouble);
        trouble = Math.min(trouble * 2, LONGEST_BACKOFF_MS);
      }
    }
  }

  async #mayRun(): Promise<boolean> {
    const leads = await this.around.direct.tryLock(`estafette:${this.subscription.name}`);
    if (leads && !this.#leads) await this.refresh();
    this.#leads = leads;
    if (leads) return true;
    await this.refresh();
    if (compareCursors(this.cursor, this.#seenAt.cursor) !== 0)
      this.#seenAt = { cursor: this.cursor, at: performance.now() };
    const behind = compareCursors(this.around.head(), this.cursor) > 0;
    return behind && performance.now() - this.#seenAt.at > this.around.stalledMs;
  }

  async #batch(): Promise<boolean> {
    const from = this.cursor;
    const events = await this.around.log.read(from, this.subscription.batch ?? BATCH);
    const last = events.at(-1);
    if (!last) return false;
    assertRising(events);
    const moved =
      'within' in this.subscription
        ? await this.#within(this.subscription.within, events, from, last.cursor)
        : await this.#before(this.subscription.before, events, from, last.cursor);
    if (moved) this.#standsAt(last.cursor);
    else await this.refresh();
    return true;
  }

  async #within(
    apply: Extract<Subscription, { within: unknown }>['within'],
    events: readonly Recorded[],
    from: Cursor,
    to: Cursor,
  ): Promise<boolean> {
    const client = await this.around.log.pool.connect();
    let broken = true;
    try {
      await client.query('begin');
      const mine = await this.around.cursors.move(client, this.subscription.name, from, to);
      if (mine) await apply(client, events);
      await client.query(mine ? 'commit' : 'rollback');
      broken = false;
      return mine;
    } catch (error) {
      await client.query('rollback').then(
        () => {
          broken = false;
        },
        () => undefined,
      );
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async #before(
    apply: Extract<Subscription, { before: unknown }>['before'],
    events: readonly Recorded[],
    from: Cursor,
    to: Cursor,
  ): Promise<boolean> {
    await apply(events);
    return this.around.cursors.move(this.around.log.pool, this.subscription.name, from, to);
  }

  #standsAt(cursor: Cursor): void {
    if (compareCursors(cursor, this.cursor) === 0) return;
    this.cursor = cursor;
    this.progress.notify();
  }
}

/** A stream's revision did not rise: somebody wrote to the log by another way. Reading on would make views wrong. */
export class LogWentBackwards extends Error {
  override readonly name = 'LogWentBackwards';
}

function assertRising(events: readonly Recorded[]): void {
  const last = new Map<string, number>();
  for (const event of events) {
    if (event.revision <= (last.get(event.streamId) ?? 0)) {
      throw new LogWentBackwards(
        `${event.streamId} has revision ${event.revision} after ${last.get(event.streamId) ?? 0}`,
      );
    }
    last.set(event.streamId, event.revision);
  }
}
