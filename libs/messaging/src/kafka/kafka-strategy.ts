import type { Backoff } from '../backoff.js';
import type { Delivery } from '../delivery.js';
import type { ReceivingOptions } from '../delivery-options.js';
import type { UpstreamState } from '../event-strategy.js';
import { EventStrategy } from '../event-strategy.js';
import type { BrokerOptions } from './client.js';
import { UpstreamConsumer } from './upstream-consumer.js';

export interface KafkaStrategyOptions extends ReceivingOptions, BrokerOptions {
  /** The services whose messages this one takes. */
  readonly upstreams: readonly string[];
  /**
   * Which life of the receiving log this is, from 1. Offsets lie at the broker, not in the database: when that was put
   * back from a backup they are ahead of it, so another life has another group, which reads from the beginning.
   */
  readonly incarnation?: number;
  /** How long a silent member keeps its partitions, in milliseconds. */
  readonly sessionTimeoutMs?: number;
  /** How long the group waits for its members when partitions are dealt anew, in milliseconds. */
  readonly rebalanceTimeoutMs?: number;
  readonly heartbeatMs?: number;
  /** How long the broker may wait for more messages, in milliseconds; also how late a paused partition goes on. */
  readonly maxWaitMs?: number;
  readonly partitionsAtOnce?: number;
  /** How long a partition or the whole consumer rests after trouble. */
  readonly pause?: Backoff;
  /** Whether missing topics are made; false where brokers forbid it. */
  readonly provision?: boolean;
}

/**
 * Takes messages from Kafka: per upstream one consumer in the group `estafette.<service>.<upstream>`, from the second
 * incarnation on with its number behind that. A broker that is not there delays, it does not fail the start.
 */
export class KafkaStrategy extends EventStrategy {
  readonly #consumers: readonly UpstreamConsumer[];

  constructor(options: KafkaStrategyOptions) {
    super(options.upstreams, options);
    this.#consumers = options.upstreams.map((upstream) => new UpstreamConsumer(this.#delivery(upstream), options));
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
