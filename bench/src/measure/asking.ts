import { setTimeout as delay } from 'node:timers/promises';
import type { Done } from './pace.js';
import { forMs } from './pace.js';

/** Asks as fast as answers come, so many at once: what the whole way can carry. */
export function saturated(ms: number, askers: number, ask: () => Promise<unknown>): Promise<Done> {
  return forMs(ms, askers, ask);
}

/**
 * Asks at a steady rate, whether or not answers have come: who is slow is asked all the same, as people do.
 *
 * @param rate per second
 * @returns how long each took, in milliseconds
 */
export async function paced(ms: number, rate: number, ask: () => Promise<number>): Promise<number[]> {
  const asked: Promise<number>[] = [];
  const began = performance.now();
  for (let nth = 0; ; nth++) {
    const due = (nth * 1_000) / rate;
    if (due >= ms) break;
    const early = due - (performance.now() - began);
    if (early > 1) await delay(early);
    const answer = ask();
    // One that fails while others are still asked is told at the end.
    answer.catch(() => undefined);
    asked.push(answer);
  }
  return Promise.all(asked);
}
