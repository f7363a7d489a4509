import type { Cursor } from './cursor.js';
import { compareCursors, START } from './cursor.js';
import type { Cursors, Step } from './cursors.js';
import type { DirectConnection } from './direct-connection.js';
import type { Recorded } from './events.js';
import { inTransaction, withClient } from './lent-client.js';
import type { Log } from './log.js';
import { LogWentBackwards, Rising } from './rising.js';
import { Signal } from './signal.js';
import type { Subscription } from './subscription.js';
import { ViewFailed } from './view-writer.js';

/** What a runner stands on. */
export interface RunnerSurroundings {
  readonly log: Pick<Log, 'read' | 'pool'>;
  readonly cursors: Pick<Cursors, 'find' | 'move'>;
  readonly direct: Pick<DirectConnection, 'tryLock' | 'unlock'>;
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
/** A batch begins no sooner than so long after the one before, unless that was full. */
const PACE_MS = 5;
/** How soon, in ms, to look again for what an open transaction hides. */
const HIDDEN_MS = { first: 4, most: 50 };
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;
/** A standby looks no oftener than this, however much is written. */
const STANDBY_PAUSE_MS = 200;
/** … and this often at least while events lie before it, since the one who runs may have died. */
const STANDBY_BEHIND_MS = 500;

/** Runs one subscription: reads past its cursor, applies, moves the cursor; over and over. */
export class Runner {
  /** Where the subscription stands, as far as this replica knows. */
  cursor: Cursor = START;
  readonly progress = new Signal();
  /** Whether nobody knows where it stands: see {@link doubt}. */
  inDoubt = false;
  /** Why it stopped for good: a view that threw, a log that went backwards. */
  fault: Error | null = null;
  #leads = false;
  #stopping = false;
  #recheck = false;
  /** Goes up with each doubt: what was asked before it says nothing any more. */
  #doubts = 0;
  readonly #stopped = new Signal();
  /** Told when whatever was in the way may be over. */
  readonly #again = new Signal();
  readonly #rising = new Rising();
  #loop: Promise<void> = Promise.resolve();
  /** When somebody else was last seen to move the cursor. */
  #movedByOthers = { to: START, at: performance.now() };

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
    this.#stopped.notify();
    this.#again.notify();
    this.around.wake.notify();
    await this.#loop;
  }

  get leads(): boolean {
    return this.#leads;
  }

  /** Whatever was in the way may be over: what failed is tried again now, not when its pause ends. */
  retry(): void {
    this.#again.notify();
  }

  /** The cursor may have been moved by hand: the one who runs reads it again before the next batch. */
  recheck(): void {
    this.#recheck = true;
  }

  /** Until it is read again nobody knows where the cursor stands: a database that crashed may have taken a batch back. */
  doubt(): void {
    this.#doubts++;
    this.#recheck = true;
    this.inDoubt = true;
  }

  /** Reads where the cursor stands, whoever moves it. */
  async refresh(): Promise<void> {
    const doubts = this.#doubts;
    const cursor = await this.around.cursors.find(this.subscription.name);
    if (doubts !== this.#doubts) return;
    if (compareCursors(cursor, this.cursor) !== 0) this.#rising.forget();
    const wasInDoubt = this.inDoubt;
    this.inDoubt = false;
    this.#standsAt(cursor);
    if (wasInDoubt) this.progress.notify();
  }

  async #run(): Promise<void> {
    let backoff = HIDDEN_MS.first;
    let trouble = FIRST_BACKOFF_MS;
    while (!this.#stopping && !this.fault) {
      const seen = this.around.wake.version;
      const again = this.#again.version;
      try {
        if (!(await this.#mayRun())) {
          await this.#standBy(seen);
          continue;
        }
        if (this.#recheck) {
          this.#recheck = false;
          await this.refresh();
        }
        const began = performance.now();
        const read = await this.#batch();
        trouble = FIRST_BACKOFF_MS;
        if (read > 0) {
          backoff = HIDDEN_MS.first;
          await this.#pace(read, began);
        }
        if (!this.#behind) {
          // Nothing is known to lie beyond; who has told of more since this batch was read is heard at once.
          await this.around.wake.past(seen, this.around.idleMs);
        } else if (read === 0) {
          // Written, but a transaction that is still open may yet come before it. Mostly it is one of ours, whose end is
          // told; that of anybody else signals nobody here.
          await this.around.wake.past(seen, backoff);
          backoff = Math.min(backoff * 2, HIDDEN_MS.most);
        }
      } catch (error) {
        this.#leads = false;
        this.around.failed(this.subscription.name, error);
        if (error instanceof ViewFailed || error instanceof LogWentBackwards) {
          await this.#haltBy(error);
          return;
        }
        await this.#again.past(again, trouble);
        trouble = this.#again.version === again ? Math.min(trouble * 2, LONGEST_BACKOFF_MS) : FIRST_BACKOFF_MS;
      }
    }
  }

  /** Others may know better: a replica with newer code takes the lock. */
  async #haltBy(error: Error): Promise<void> {
    this.fault = error;
    this.progress.notify();
    await this.around.direct.unlock(this.#lock).catch(() => undefined);
  }

  get #lock(): string {
    return `estafette:${this.subscription.name}`;
  }

  get #behind(): boolean {
    return compareCursors(this.around.head(), this.cursor) > 0;
  }

  async #standBy(seen: number): Promise<void> {
    const { idleMs, wake } = this.around;
    await wake.past(seen, this.#behind ? Math.min(STANDBY_BEHIND_MS, idleMs) : idleMs);
    await this.#stopped.past(0, STANDBY_PAUSE_MS);
  }

  async #mayRun(): Promise<boolean> {
    const leads = await this.around.direct.tryLock(this.#lock);
    if (leads && !this.#leads) await this.refresh();
    this.#leads = leads;
    if (leads) return true;
    await this.refresh();
    if (compareCursors(this.cursor, this.#movedByOthers.to) !== 0)
      this.#movedByOthers = { to: this.cursor, at: performance.now() };
    return this.#behind && performance.now() - this.#movedByOthers.at > this.around.stalledMs;
  }

  // A batch of one event costs nearly as much as one of thirty. Where many write, what was written meanwhile is taken in
  // together, and that leaves room for them all; who writes now and then never meets the pause.
  async #pace(read: number, began: number): Promise<void> {
    if (read === this.#most) return;
    const left = PACE_MS - (performance.now() - began);
    if (left > 0) await this.#stopped.past(0, left);
  }

  get #most(): number {
    return this.subscription.batch ?? BATCH;
  }

  /** How many events it read. */
  async #batch(): Promise<number> {
    const from = this.cursor;
    const doubts = this.#doubts;
    const events = await this.around.log.read(from, this.#most);
    const last = events.at(-1);
    if (!last) return 0;
    this.#rising.check(events);
    const moved = await this.#apply(events, { name: this.subscription.name, from, to: last.cursor });
    if (doubts !== this.#doubts) return events.length;
    if (moved) {
      this.#rising.passed(events);
      // Once a standby has had to step in, it goes on until the other one moves.
      this.#movedByOthers.to = last.cursor;
      this.#standsAt(last.cursor);
    } else await this.refresh();
    return events.length;
  }

  /** Whether the cursor stood where it should, and so everything was applied. */
  async #apply(events: readonly Recorded[], step: Step): Promise<boolean> {
    const { log, cursors } = this.around;
    const { subscription } = this;
    if ('folded' in subscription) return subscription.folded(log.pool, events, step);
    if ('within' in subscription)
      return withClient(log.pool, (client) =>
        inTransaction(client, async () => {
          const mine = await cursors.move(client, step);
          if (mine) await subscription.within(client, events);
          return mine;
        }),
      );
    await subscription.before(events, step.from);
    return cursors.move(log.pool, step);
  }

  #standsAt(cursor: Cursor): void {
    if (compareCursors(cursor, this.cursor) === 0) return;
    this.cursor = cursor;
    this.progress.notify();
  }
}
