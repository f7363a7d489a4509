import type { Backoff } from '../backoff.js';
import type { ReceivingOptions } from '../delivery-options.js';

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
