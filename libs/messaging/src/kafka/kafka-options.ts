import type { Backoff } from '../backoff.js';
import type { ReceivingOptions } from '../delivery-options.js';
import type { BrokerOptions } from './client.js';

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
  /** How long a partition or the whole consumer rests after trouble. */
  readonly pause?: Backoff;
  /** Whether missing topics are made; false where brokers forbid it. */
  readonly provision?: boolean;
}
