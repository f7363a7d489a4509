import type { Backoff } from '../backoff.js';
import type { ReceivingOptions } from '../delivery-options.js';
import type { UpstreamState } from '../event-strategy.js';
import { EventStrategy } from '../event-strategy.js';
import { FeedReader } from './feed-reader.js';

export interface FeedStrategyOptions extends ReceivingOptions {
  /** The services whose feeds this one reads: name and address, without `/v1/feed`. */
  readonly upstreams: Readonly<Record<string, string>>;
  /** A bearer token with the scope for feeds; asked for before every request. */
  readonly token: () => Promise<string>;
  /** How long an empty feed is waited on, in seconds. */
  readonly waitSeconds?: number;
  /** How long is waited after trouble. */
  readonly pause?: Backoff;
}

/** Takes messages from other services' HTTP feeds: one reader per upstream. */
export class FeedStrategy extends EventStrategy {
  readonly #readers: readonly FeedReader[];

  constructor(options: FeedStrategyOptions) {
    super(Object.keys(options.upstreams), options);
    this.#readers = Object.entries(options.upstreams).flatMap(([upstream, url]) => {
      const delivery = this.deliveryOf(upstream);
      return delivery ? [new FeedReader(delivery, url, options)] : [];
    });
  }

  override listen(callback: (error?: unknown) => void): void {
    for (const reader of this.#readers) reader.start();
    callback();
  }

  override async close(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.stop()));
  }

  override get states(): ReadonlyMap<string, UpstreamState> {
    return new Map(this.#readers.map(({ upstream, state }) => [upstream, state]));
  }
}
