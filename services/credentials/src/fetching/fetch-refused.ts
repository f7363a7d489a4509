/** Why nothing was fetched. The codes are stable: callers and translations may rely on them. */
export type FetchRefusal =
  | 'url-malformed'
  | 'url-scheme-not-allowed'
  | 'url-with-credentials'
  | 'port-not-allowed'
  | 'address-not-public'
  | 'host-unknown'
  | 'not-reachable'
  | 'redirect-refused'
  | 'response-too-large'
  | 'response-encoded'
  | 'timed-out'
  | 'too-many-at-once';

/**
 * Nothing was fetched: what is wrong in `code`, and in `reason` what to do. A reason never names an address or what
 * stands behind one: whoever asks us to fetch is a stranger, and would learn about our network.
 */
export class FetchRefused extends Error {
  override readonly name = 'FetchRefused';

  constructor(
    readonly code: FetchRefusal,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${reason}`, options);
  }
}

/** Once the time is over, all that fails does so because of it. */
export function timedOut(cause: unknown): FetchRefused {
  return new FetchRefused('timed-out', 'It took too long until all had come: try again later.', { cause });
}
