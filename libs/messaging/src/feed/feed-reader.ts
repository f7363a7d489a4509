import { waitAfter, waitWhile } from '../backoff.js';
import type { Delivery } from '../delivery.js';
import { causeOf, DeliveryStopped } from '../delivery.js';
import type { LogLine } from '../delivery-options.js';
import type { UpstreamState } from '../event-strategy.js';
import { feedMessage } from '../raw-message.js';
import { BATCH, decodeBatch } from '../structured.js';
import { Lag } from '../telemetry.js';
import { FeedCursors } from './feed-cursors.js';
import type { FeedStrategyOptions } from './feed-options.js';
import { EVENTS_BEYOND, NEXT_CURSOR } from './read-feed.js';

const PAUSE = { firstMs: 250, mostMs: 10_000 };
const WAIT_SECONDS = 20;
/** How much longer than the agreed wait an answer may take. */
const PATIENCE_MS = 15_000;

/** Reads one upstream's feed: asks past its cursor, delivers, moves the cursor. */
export class FeedReader {
  readonly upstream: string;
  /** `there` when the last request was answered, and what it brought was delivered. */
  state: UpstreamState = 'starting';
  readonly #closing = new AbortController();
  readonly #cursors: FeedCursors;
  readonly #log: LogLine;
  readonly #lag: Lag;
  readonly #address: string;
  #running: Promise<void> = Promise.resolve();

  constructor(
    readonly delivery: Delivery,
    url: string,
    readonly options: FeedStrategyOptions,
    /** A digest of what this code takes of the upstream. */
    readonly takes: () => string,
  ) {
    this.upstream = delivery.upstream;
    this.#address = `${url.replace(/\/$/, '')}/v1/feed`;
    this.#cursors = new FeedCursors(options.pool);
    this.#lag = new Lag({ service: options.service, upstream: this.upstream });
    this.#log = options.log ?? (() => undefined);
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#closing.abort();
    this.#lag.stop();
    await this.#running;
  }

  async #run(): Promise<void> {
    const going = (): boolean => !this.#closing.signal.aborted;
    for (let failures = 0; going();) {
      try {
        await this.#step(going);
        failures = 0;
        this.state = 'there';
      } catch (error) {
        if (!going()) return;
        failures++;
        this.state = 'away';
        const ms = waitAfter(failures, this.options.pause ?? PAUSE);
        if (!(error instanceof DeliveryStopped)) {
          this.#log('warn', 'feed reader pauses', { upstream: this.upstream, ms, cause: causeOf(error) });
        }
        await waitWhile(going, ms);
      }
    }
  }

  async #step(going: () => boolean): Promise<void> {
    const name = { upstream: this.upstream, takes: this.takes() };
    const cursor = await this.#cursors.find(name);
    const answer = await this.#ask(cursor);
    if (answer === 'ahead') {
      this.#log('warn', 'the feed does not know our cursor: starting from its beginning', {
        upstream: this.upstream,
        cursor,
      });
      await this.#cursors.move(name, cursor, '');
      return;
    }
    const { members, next, beyond } = answer;
    this.#lag.set(0, members.length + beyond);
    await this.delivery.deliver(
      members.map((member, index) =>
        feedMessage(`feed of ${this.upstream} after ${cursor || 'the beginning'}, ${index + 1}`, member),
      ),
      going,
    );
    if (next !== cursor) await this.#cursors.move(name, cursor, next);
    this.#lag.set(0, beyond);
  }

  async #ask(cursor: string): Promise<{ members: readonly unknown[]; next: string; beyond: number } | 'ahead'> {
    // Until it is known to be there it is asked for an answer at once: a long poll would say so only at its end.
    const wait = this.state === 'there' ? (this.options.waitSeconds ?? WAIT_SECONDS) : 0;
    const query = new URLSearchParams({ ...(cursor === '' ? {} : { after: cursor }), wait: String(wait) });
    const response = await fetch(`${this.#address}?${query.toString()}`, {
      headers: { accept: BATCH, authorization: `Bearer ${await this.options.token()}` },
      signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(wait * 1_000 + PATIENCE_MS)]),
    });
    const body = await response.text();
    if (response.status === 409 && cursor !== '') return 'ahead';
    if (!response.ok) throw new Error(`${this.#address} answered ${response.status}`);
    const next = response.headers.get(NEXT_CURSOR);
    if (next === null) throw new Error(`${this.#address} answered without ${NEXT_CURSOR}`);
    const batch = decodeBatch(body);
    if ('faults' in batch) throw new Error(`${this.#address} answered what is no batch of CloudEvents`);
    return { members: batch.members, next, beyond: Number(response.headers.get(EVENTS_BEYOND) ?? 0) };
  }
}
