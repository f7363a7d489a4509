import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Cursor } from './cursor.js';
import { compareCursors, formatCursor, parseCursor, START } from './cursor.js';
import { Cursors } from './cursors.js';
import { CHANNEL, DirectConnection } from './direct-connection.js';
import type { Log } from './log.js';
import { Runner } from './runner.js';
import { Signal } from './signal.js';
import type { Subscription } from './subscription.js';
import { LogTelemetry } from './telemetry.js';

interface SubscriptionsOptions {
  readonly log: Log;
  /** For the one connection that is not pooled. */
  readonly connectionString: string;
  readonly failed?: (name: string, error: unknown) => void;
  /** Poll when nothing signals, in milliseconds. */
  readonly idleMs?: number;
  /** How long a cursor may stand still, with the head beyond it, before a standby runs too, in milliseconds. */
  readonly stalledMs?: number;
  /** Labels what is measured. */
  readonly service?: string;
}

/** How long other replicas may learn late of a write here, in milliseconds. */
const NOTIFY_AFTER_MS = 10;
/** What is told instead of a position when cursors must be read again. */
const RECHECK = 'recheck';

/** All readers of a service's own log in this replica, and what wakes them. */
export class Subscriptions {
  readonly #pool: Pool;
  readonly #log: Log;
  readonly #direct: DirectConnection;
  readonly #wake = new Signal();
  readonly #runners: Runner[] = [];
  readonly #options: Required<Pick<SubscriptionsOptions, 'idleMs' | 'stalledMs' | 'failed'>>;
  #head: Cursor = START;
  #new: readonly { readonly view: Runner; readonly head: Cursor }[] = [];
  /** Stands for the last loss of the database; null while views are known to hold what they held. */
  #inDoubt: object | null = null;
  readonly #believed = new Signal();
  #poll: NodeJS.Timeout | undefined;
  #notifying: NodeJS.Timeout | undefined;
  readonly #labels: { readonly service?: string };
  #telemetry: LogTelemetry | undefined;

  constructor(options: SubscriptionsOptions) {
    this.#log = options.log;
    this.#pool = options.log.pool;
    this.#labels = options.service === undefined ? {} : { service: options.service };
    this.#options = {
      idleMs: options.idleMs ?? 5_000,
      stalledMs: options.stalledMs ?? 5_000,
      failed: options.failed ?? (() => undefined),
    };
    this.#direct = new DirectConnection({
      connectionString: options.connectionString,
      heard: (payload) => {
        const head = parseCursor(payload);
        if (head) this.#headAt(head);
        else this.#recheck();
        this.#wake.notify();
      },
      lost: () => {
        this.#doubt();
      },
      reopened: () => {
        this.#recheck();
        this.#wake.notify();
        for (const runner of this.#runners) runner.retry();
        void this.#look();
        void this.#believe();
      },
      failed: (error) => {
        this.#options.failed('direct connection', error);
      },
    });
  }

  add(subscription: Subscription): Runner {
    const runner = new Runner(subscription, {
      log: this.#log,
      cursors: new Cursors(this.#pool),
      direct: this.#direct,
      wake: this.#wake,
      head: () => this.#head,
      ...this.#options,
    });
    this.#runners.push(runner);
    return runner;
  }

  async start(): Promise<void> {
    await this.#direct.open();
    this.#head = await this.#log.head();
    await Promise.all(this.#runners.map((runner) => runner.refresh()));
    const head = this.#head;
    this.#new = this.#views.filter(({ cursor }) => compareCursors(cursor, START) === 0).map((view) => ({ view, head }));
    for (const runner of this.#runners) runner.start();
    this.#poll = setInterval(() => void this.#look(), this.#options.idleMs);
    this.#telemetry = new LogTelemetry({
      pool: this.#pool,
      labels: this.#labels,
      head: () => this.#head,
      readers: () => this.#runners.map(({ subscription, cursor }) => ({ name: subscription.name, cursor })),
    });
  }

  /** Lets the batches at hand end. */
  async stop(): Promise<void> {
    clearInterval(this.#poll);
    this.#inDoubt = null;
    this.#telemetry?.stop();
    await Promise.all(this.#runners.map((runner) => runner.stop()));
    if (this.#notifying) await this.#notify();
    await this.#direct.close();
  }

  /** Tells the readers here at once, and those of other replicas shortly after, that the log was written to. */
  written(head: Cursor): void {
    this.#headAt(head);
    this.#wake.notify();
    this.#notifying ??= setTimeout(() => void this.#notify(), NOTIFY_AFTER_MS);
  }

  /** Has every replica read again where the cursors stand, after one was moved by hand. */
  async recheck(): Promise<void> {
    this.#recheck();
    this.#wake.notify();
    await this.#pool.query('select pg_notify($1, $2)', [CHANNEL, RECHECK]);
  }

  /** The furthest position known to be written. */
  get head(): Cursor {
    return this.#head;
  }

  /** Told when there may be something new to read. */
  get wake(): Signal {
    return this.#wake;
  }

  get runners(): readonly Runner[] {
    return this.#runners;
  }

  /**
   * Views that never ran before and have not reached what was written when they started: new code's tables, of which
   * nobody should read yet. One that has stopped is not waited for.
   */
  get building(): readonly string[] {
    const building = this.#new.filter(({ view, head }) => !view.fault && compareCursors(view.cursor, head) < 0);
    return building.map(({ view }) => view.subscription.name);
  }

  /**
   * Waits until every view has passed a position, whichever replica runs it.
   * @returns false when that took longer than `ms`, or a view has stopped
   */
  async passed(position: Cursor, ms: number): Promise<boolean> {
    const until = performance.now() + ms;
    const passed = await Promise.all(this.#views.map((runner) => passedBy(runner, position, until)));
    return passed.every(Boolean);
  }

  /** As {@link passed}, for all that is written by now, by whichever replica. */
  async passedAll(ms: number): Promise<boolean> {
    return this.passed(await this.#log.head(), ms);
  }

  /**
   * Waits, after the database was away, until every view that runs holds all that was written: a crash may have taken
   * back what somebody has read already.
   * @returns false when that took longer than `ms`
   */
  async caughtUp(ms: number): Promise<boolean> {
    const until = performance.now() + ms;
    for (;;) {
      const seen = this.#believed.version;
      if (!this.#inDoubt) return true;
      const left = until - performance.now();
      if (left <= 0) return false;
      await this.#believed.past(seen, left);
    }
  }

  #doubt(): void {
    this.#inDoubt = {};
    for (const runner of this.#runners) runner.doubt();
  }

  async #believe(): Promise<void> {
    const doubt = this.#inDoubt;
    while (doubt !== null && doubt === this.#inDoubt) {
      try {
        const head = await this.#log.head();
        const views = this.#views.filter(({ fault }) => !fault);
        const passed = await Promise.all(
          views.map((runner) => passedBy(runner, head, performance.now() + this.#options.stalledMs)),
        );
        if (doubt !== this.#inDoubt) return;
        if (passed.every((one, nth) => one || views[nth]?.fault)) this.#inDoubt = null;
      } catch (error) {
        this.#options.failed('views in doubt', error);
        await delay(LOOK_AGAIN_MS);
      }
    }
    this.#believed.notify();
  }

  get #views(): readonly Runner[] {
    return this.#runners.filter((runner) => !('before' in runner.subscription));
  }

  #recheck(): void {
    for (const runner of this.#runners) runner.recheck();
  }

  #headAt(head: Cursor): void {
    if (compareCursors(head, this.#head) > 0) this.#head = head;
  }

  async #notify(): Promise<void> {
    clearTimeout(this.#notifying);
    this.#notifying = undefined;
    try {
      await this.#pool.query('select pg_notify($1, $2)', [CHANNEL, formatCursor(this.#head)]);
    } catch (error) {
      // Losing it costs other replicas an idle poll, no more.
      this.#options.failed('notify', error);
    }
  }

  async #look(): Promise<void> {
    try {
      this.#headAt(await this.#log.head());
      this.#wake.notify();
    } catch (error) {
      this.#options.failed('poll', error);
    }
  }
}

const LOOK_AGAIN_MS = 15;

async function passedBy(runner: Runner, position: Cursor, until: number): Promise<boolean> {
  for (;;) {
    const seen = runner.progress.version;
    if (!runner.inDoubt && compareCursors(runner.cursor, position) >= 0) return true;
    if (runner.fault) return false;
    const left = until - performance.now();
    if (left <= 0) return false;
    await runner.progress.past(seen, runner.leads ? left : Math.min(left, LOOK_AGAIN_MS));
    // What was written stands, whether or not we can see how far its readers are.
    if (!runner.leads) await runner.refresh().catch(() => undefined);
  }
}
