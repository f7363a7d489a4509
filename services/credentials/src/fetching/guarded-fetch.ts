import type { World } from './addresses.js';
import { judgedAddresses, theWorld } from './addresses.js';
import type { Exchanged } from './exchange.js';
import { exchange, isRedirect } from './exchange.js';
import { FetchRefused } from './fetch-refused.js';
import { secondsFresh } from './freshness.js';
import { Places } from './places.js';
import type { Allow, Target } from './target.js';
import { targetOf } from './target.js';

export interface GuardedFetchOptions {
  /**
   * Origins this installation vouches for, such as its own public URL on loopback: they may be http, at any address and
   * port. The origin comes normalised, as `http://localhost:3000`.
   */
  readonly allow?: Allow;
  /** Authorities to trust instead of those that Node knows, as PEM. */
  readonly ca?: readonly string[];
  /** How many are fetched at a time; 32 unless said otherwise. */
  readonly atOnce?: number;
  /** How many of one host are fetched at a time; 4 unless said otherwise. */
  readonly atOncePerHost?: number;
}

export interface Asked {
  /** The media types to ask for, as the Accept header says them. */
  readonly accept: string;
  /** The longest body. */
  readonly maxBytes: number;
  /** The whole time, from the name's look-up through all redirects to the last byte. */
  readonly timeoutMs: number;
}

/** What was answered, whatever the status. */
export interface Fetched {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
  /** Where it came from, after redirects. */
  readonly url: string;
  /** For how long it may be given again; see `cached`. */
  readonly secondsFresh: number;
}

/** @throws FetchRefused, and nothing else. */
export type GuardedGet = (url: string, asked: Asked) => Promise<Fetched>;

const MOST_REDIRECTS = 3;

/**
 * A GET of what a stranger names, such as the DID document or the status list that a credential points to. Nothing of
 * ours goes along (no cookie, no credentials, no referrer), and it reaches only what is on the public internet.
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}, world: World = theWorld): GuardedGet {
  const { allow = () => false, ca, atOnce = 32, atOncePerHost = 4 } = options;
  const places = new Places(atOnce, atOncePerHost);

  const hop = async (target: Target, { accept, maxBytes }: Asked, signal: AbortSignal): Promise<Exchanged> => {
    const giveBack = places.take(target.hostname);
    try {
      const addresses = await judgedAddresses(target, world, signal);
      return await exchange(target, addresses, { accept, maxBytes, signal, ca });
    } finally {
      giveBack();
    }
  };

  return async (url, asked) => {
    const signal = AbortSignal.timeout(asked.timeoutMs);
    let target = targetOf(url, allow);
    for (let redirects = 0; ; redirects += 1) {
      const { status, headers, body } = await hop(target, asked, signal);
      if (!isRedirect(status)) {
        // What a redirect led to is not kept: where it leads may change before what it leads to.
        const kept = redirects === 0 ? secondsFresh(headers) : 0;
        return { status, contentType: headers['content-type'], body, url: target.url, secondsFresh: kept };
      }
      if (redirects === MOST_REDIRECTS) {
        throw new FetchRefused('redirect-refused', `More than ${MOST_REDIRECTS} redirects: name where it lies itself.`);
      }
      target = redirected(target, headers.location, allow);
    }
  };
}

/** Where a redirect leads, judged as if it had been asked for; only from https to https, lest the way be weakened. */
function redirected(from: Target, location: string | undefined, allow: Allow): Target {
  if (location === undefined) {
    throw new FetchRefused('redirect-refused', 'The redirect does not say where to: correct the server.');
  }
  const to = from.secure ? targetIfSecure(from, location, allow) : undefined;
  if (to?.secure) return to;
  throw new FetchRefused(
    'redirect-refused',
    'Only from https to https is a redirect followed: name where it lies itself.',
  );
}

/** Nothing for what is not fetched because of its scheme: that is the redirect's fault. */
function targetIfSecure(from: Target, location: string, allow: Allow): Target | undefined {
  try {
    return targetOf(location, allow, from.url);
  } catch (error) {
    if (error instanceof FetchRefused && error.code === 'url-scheme-not-allowed') return undefined;
    throw error;
  }
}
