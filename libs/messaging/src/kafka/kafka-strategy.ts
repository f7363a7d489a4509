import type { Delivery } from '../delivery.js';
import type { UpstreamState } from '../event-strategy.js';
import { EventStrategy } from '../event-strategy.js';
import type { KafkaStrategyOptions } from './kafka-options.js';
import { UpstreamConsumer } from './upstream-consumer.js';

/**
 * Takes messages from Kafka: per upstream one consumer, in a group that is named by the service, the upstream and a digest
 * of the types taken of it. A broker that is not there delays, it does not fail the start.
 */
export class KafkaStrategy extends EventStrategy {
  readonly #consumers: readonly UpstreamConsumer[];

  constructor(options: KafkaStrategyOptions) {
    super(options.upstreams, options);
    this.#consumers = options.upstreams.map(
      (upstream) => new UpstreamConsumer(this.#delivery(upstream), options, () => this.takenOf(upstream)),
    );
  }

  override listen(callback: (error?: unknown) => void): void {
    for (const consumer of this.#consumers) consumer.start();
    callback();
  }

  /** Ends what is at hand; what was not done is delivered again later. */
  override async close(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
  }

  override get states(): ReadonlyMap<string, UpstreamState> {
    return new Map(this.#consumers.map(({ upstream, state }) => [upstream, state]));
  }

  #delivery(upstream: string): Delivery {
    const delivery = this.deliveryOf(upstream);
    if (!delivery) throw new Error(`no delivery for ${upstream}`);
    return delivery;
  }
}
