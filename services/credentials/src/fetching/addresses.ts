import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { FetchRefused, timedOut } from './fetch-refused.js';
import { isPublicAddress } from './public-address.js';
import type { Target } from './target.js';

/** All addresses of a name; it ends, one way or another, soon after the signal. */
export type AddressesOf = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;

/** What the guard knows of the world outside; specs put their own in its place. */
export interface World {
  readonly addressesOf: AddressesOf;
  readonly isPublic: (address: string) => boolean;
}

/**
 * Asks the name servers, and them alone: the system's own look-up also knows /etc/hosts and completes short names, and
 * occupies one of Node's few threads for as long as a stranger's name server likes.
 */
export function nameServers(servers?: readonly string[]): AddressesOf {
  return async (hostname, signal) => {
    const resolver = new Resolver({ timeout: 2_000, tries: 2 });
    if (servers) resolver.setServers(servers);
    const stop = (): void => resolver.cancel();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      if (found.length > 0) return found;
      const failures = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
      // "No such name" is said only when nothing else went wrong: it is the one that will not pass.
      throw failures.find((failure) => !saysUnknown(failure)) ?? failures[0];
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
}

export const theWorld: World = { addressesOf: nameServers(), isPublic: isPublicAddress };

/** Trying more of them takes longer than anybody waits. */
const MOST_TRIED = 8;

/** The addresses to connect to, and to none else: all of them are judged, so that a good one cannot hide a bad one. */
export async function judgedAddresses(target: Target, world: World, signal: AbortSignal): Promise<readonly string[]> {
  const addresses = isIP(target.hostname) === 0 ? await resolved(target, world, signal) : [target.hostname];
  if (!target.trusted && !addresses.every((address) => world.isPublic(address))) {
    throw new FetchRefused(
      'address-not-public',
      'This host is not on the public internet: publish it where all see it.',
    );
  }
  return addresses.slice(0, MOST_TRIED);
}

async function resolved(target: Target, world: World, signal: AbortSignal): Promise<readonly string[]> {
  const addressesOf = target.trusted ? systemAddresses : world.addressesOf;
  let addresses: readonly string[];
  try {
    addresses = await within(addressesOf(target.hostname, signal), signal);
  } catch (cause) {
    if (signal.aborted) throw timedOut(cause);
    if (saysUnknown(cause)) throw unknownHost(cause);
    throw new FetchRefused('not-reachable', 'The name of this host cannot be looked up now: try again later.', {
      cause,
    });
  }
  if (addresses.length === 0) throw unknownHost();
  return addresses;
}

/** For what the installation vouches for: localhost and the names of containers are in no name server of the world. */
const systemAddresses: AddressesOf = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address);

function saysUnknown(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOTFOUND' || code === 'ENODATA';
}

function unknownHost(cause?: unknown): FetchRefused {
  return new FetchRefused('host-unknown', 'No host has this name: correct the name, or register it.', { cause });
}

/** What cannot be stopped is no longer waited for. */
async function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
