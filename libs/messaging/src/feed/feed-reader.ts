import { waitAfter, waitWhile } from '../backoff.js';
import type { Delivery } from '../delivery.js';
import { causeOf, DeliveryStopped } from '../delivery.js';
import type { LogLine } from '../delivery-options.js';
import { feedMessage } from '../raw-message.js';
import { BATCH, decodeBatch } from '../structured.js';
import { FeedCursors } from './feed-cursors.js';
import type { FeedStrategyOptions } from './feed-strategy.js';
import { NEXT_CURSOR } from './read-feed.js';

const PAUSE = { firstMs: 250, mostMs: 10_000 };
const WAIT_SECONDS = 20;
/** How much longer than the agreed wait an answer may take. */
const PATIENCE_MS = 15_000;

/** Reads one upstream's feed: asks past its cursor, delivers, moves the cursor. */
export class FeedReader {
  readonly upstream: string;
  /** Whether the last request was answered, and what it brought was delivered. */
  reading = false;
  readonly #closing = new AbortController();
  readonly #cursors: FeedCursors;
  readonly #log: LogLine;
  readonly #address: string;
  #running: Promise<void> = Promise.resolve();

  constructor(
    readonly delivery: Delivery,
    url: string,
    readonly options: FeedStrategyOptions,
  ) {
    this.upstream = delivery.upstream;
    this.#address = `${url.replace(/\/$/, '')}/v1/feed`;
    this.#cursors = new FeedCursors(options.pool);
    this.#log = options.log ?? (() => undefined);
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const going = (): boolean => !this.#closing.signal.aborted;
    for (let failures = 0; going();) {
      try {
        await this.#step(going);
        failures = 0;
      } catch (error) {
        if (!going()) return;
        failures++;
        this.reading = false;
        const ms = waitAfter(failures, this.options.pause ?? PAUSE);
        if (!(error instanceof DeliveryStopped)) {
          this.#log('warn', 'feed reader pauses', { upstream: this.upstream, ms, cause: causeOf(error) });
        }
        await waitWhile(going, ms);
      }
    }
  }

  async #step(going: () => boolean): Promise<void> {
    const cursor = await this.#cursors.find(this.upstream);
    const answer = await this.#ask(cursor);
    if (answer === 'ahead') {
      this.#log('warn', 'the feed does not know our cursor: starting from its beginning', {
        upstream: this.upstream,
        cursor,
      });
      await this.#cursors.move(this.upstream, cursor, '');
      return;
    }
    const { members, next } = answer;
    await this.delivery.deliver(
      members.map((member, index) =>
        feedMessage(`feed of ${this.upstream} after ${cursor || 'the beginning'}, ${index + 1}`, member),
      ),
      going,
    );
    if (next !== cursor) await this.#cursors.move(this.upstream, cursor, next);
  }

  async #ask(cursor: string): Promise<{ members: readonly unknown[]; next: string } | 'ahead'> {
    const wait = this.options.waitSeconds ?? WAIT_SECONDS;
    const query = new URLSearchParams({ ...(cursor === '' ? {} : { after: cursor }), wait: String(wait) });
    try {
      const response = await fetch(`${this.#address}?${query.toString()}`, {
        headers: { accept: BATCH, authorization: `Bearer ${await this.options.token()}` },
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(wait * 1_000 + PATIENCE_MS)]),
      });
      const body = await response.text();
      this.reading = response.ok || response.status === 409;
      if (response.status === 409 && cursor !== '') return 'ahead';
      if (!response.ok) throw new Error(`${this.#address} answered ${response.status}`);
      const next = response.headers.get(NEXT_CURSOR);
      if (next === null) throw new Error(`${this.#address} answered without ${NEXT_CURSOR}`);
      const batch = decodeBatch(body);
      if ('faults' in batch) throw new Error(`${this.#address} answered what is no batch of CloudEvents`);
      return { members: batch.members, next };
    } catch (error) {
      this.reading = false;
      throw error;
    }
  }
}
