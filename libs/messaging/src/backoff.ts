import { setTimeout as delay } from 'node:timers/promises';

export interface Backoff {
  /** The first wait, in milliseconds. */
  readonly firstMs: number;
  /** The longest wait, in milliseconds. */
  readonly mostMs: number;
}

/** The wait after the nth failure (from 1): doubling, bounded. */
export function waitAfter(failures: number, { firstMs, mostMs }: Backoff): number {
  return Math.min(firstMs * 2 ** Math.min(failures - 1, 30), mostMs);
}

const LOOK_MS = 25;

/** Waits, but no longer than this is still wanted. */
export async function waitWhile(wanted: () => boolean, ms: number): Promise<void> {
  const until = performance.now() + ms;
  for (let left = ms; left > 0 && wanted(); left = until - performance.now()) {
    await delay(Math.min(left, LOOK_MS));
  }
}
