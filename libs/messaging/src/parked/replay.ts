import { randomUUID } from 'node:crypto';
import { waitAfter } from '../backoff.js';
import type { Delivery } from '../delivery.js';
import { causeOf } from '../delivery.js';
import type { LogLine } from '../delivery-options.js';
import { readContent } from '../raw-message.js';
import type { Head, Parking } from './parking.js';

/** What came of trying a parked key again. */
export interface Replayed {
  readonly key: string;
  /** How many messages had their effect. */
  readonly handled: number;
  /** Whether the key is still parked. */
  readonly parked: boolean;
  /** Why it is. */
  readonly cause: string | null;
}

export interface ReplaySurroundings {
  readonly parking: Parking;
  /** Who takes the messages of an upstream; none when this service does not listen to it any more. */
  readonly deliveryOf: (upstream: string) => Delivery | undefined;
  /** How long a parked message tries by itself, in milliseconds. */
  readonly triesForMs: number;
  readonly log: LogLine;
}

const LEASE_MS = 60_000;
const SOON_MS = 5_000;
const HEADS_AT_ONCE = 50;

/**
 * Tries the messages of a parked key in their order, until one fails or none is left. A lease keeps other replicas away
 * meanwhile; no transaction is open, for that would hold back every reader of every log in the cluster. When the lease is
 * lost all the same, a message is handled twice, and has its effect once.
 *
 * @returns null when the key is not parked, or somebody else is replaying it
 */
export async function replayKey(
  key: string,
  { parking, deliveryOf, triesForMs, log }: ReplaySurroundings,
  going: () => boolean = () => true,
): Promise<Replayed | null> {
  const token = randomUUID();
  const upstream = await parking.lease(key, token, LEASE_MS);
  if (upstream === null) return null;
  const delivery = deliveryOf(upstream);
  if (!delivery) {
    await parking.release(key, token, SOON_MS);
    return { key, handled: 0, parked: true, cause: `this service does not listen to ${upstream}` };
  }
  for (let handled = 0; ;) {
    const last = await parking.renew(key, token, LEASE_MS);
    if (last === null) return { key, handled, parked: true, cause: 'another replica took it over' };
    const heads = await parking.heads(key, HEADS_AT_ONCE);
    if (heads.length === 0) {
      if (!(await parking.close(key, token, last))) continue;
      log('info', 'parked key flows again', { upstream, key, handled });
      return { key, handled, parked: false, cause: null };
    }
    const until = performance.now() + LEASE_MS / 4;
    const { done, failed } = await inOrder(delivery, heads, () => going() && performance.now() < until);
    await parking.done(done);
    handled += done.length;
    if (failed) {
      const { head, error } = failed;
      const cause = causeOf(error);
      if (delivery.isInfrastructure(error)) {
        await parking.release(key, token, SOON_MS);
      } else {
        const again = head.triedForMs < triesForMs ? waitAfter(head.attempts + 1, delivery.parkedRetry) : null;
        await parking.failed(key, token, head.id, cause, again);
        if (again === null) log('error', 'parked key waits for the operator', { upstream, key, cause });
      }
      return { key, handled, parked: true, cause };
    }
    if (!going()) {
      await parking.release(key, token);
      return { key, handled, parked: true, cause: 'stopped' };
    }
  }
}

async function inOrder(
  delivery: Delivery,
  heads: readonly Head[],
  going: () => boolean,
): Promise<{ readonly done: string[]; readonly failed?: { readonly head: Head; readonly error: unknown } }> {
  const done: string[] = [];
  for (const head of heads) {
    if (!going()) break;
    try {
      await delivery.handle(readContent(head.content));
    } catch (error) {
      return { done, failed: { head, error } };
    }
    done.push(head.id);
  }
  return { done };
}
