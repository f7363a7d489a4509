import type { UpstreamState } from '../event-strategy.js';
import { EventStrategy } from '../event-strategy.js';
import type { FeedStrategyOptions } from './feed-options.js';
import { FeedReader } from './feed-reader.js';

/** Takes messages from other services' HTTP feeds: one reader per upstream. */
export class FeedStrategy extends EventStrategy {
  readonly #readers: readonly FeedReader[];

  constructor(options: FeedStrategyOptions) {
    super(Object.keys(options.upstreams), options);
    this.#readers = Object.entries(options.upstreams).flatMap(([upstream, url]) => {
      const delivery = this.deliveryOf(upstream);
      return delivery ? [new FeedReader(delivery, url, options, () => this.takenOf(upstream))] : [];
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
