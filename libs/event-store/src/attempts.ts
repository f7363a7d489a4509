import { setTimeout as delay } from 'node:timers/promises';

/** How often something is decided anew when somebody else wrote first. */
export const MOST_ATTEMPTS = 100;
const LONGEST_PAUSE_MS = 20;

/** Who lost a race waits a little, and not all equally long. */
export async function pause(attempt: number): Promise<void> {
  await delay(Math.random() * Math.min(attempt, LONGEST_PAUSE_MS));
}
