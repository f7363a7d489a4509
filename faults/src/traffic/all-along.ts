import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceProcess } from '../chain/service-process.js';

const TAKEN_WITHIN_MS = 5_000;
const PAUSE_MS = 50;

/**
 * Asks for something again and again for so long, one after the other: each must be taken in time, whatever is away.
 * @returns what was not
 */
export async function takenAllAlong(ms: number, ask: () => Promise<void>, without: string): Promise<string[]> {
  const faults: string[] = [];
  for (const began = performance.now(); performance.now() - began < ms;) {
    const asked = performance.now();
    await ask();
    const took = Math.round(performance.now() - asked);
    if (took > TAKEN_WITHIN_MS) faults.push(`slow: what was asked was taken after ${took} ms without ${without}`);
    await delay(PAUSE_MS);
  }
  return faults;
}

/** Those that do not say that they are ready. */
export async function unready(services: readonly ServiceProcess[], without: string): Promise<string[]> {
  const ready = await Promise.all(services.map((service) => service.isReady()));
  return services.flatMap(({ name }, nth) => (ready[nth] ? [] : [`unready: ${name} without ${without}`]));
}
