import { setTimeout as delay } from 'node:timers/promises';

/**
 * Awaits a condition: calls `check` again, after 2 to 100 ms, until it neither throws nor gives `false`.
 * @param options.timeoutMs how long to go on, 5,000 ms when absent
 * @returns what the check gave
 * @throws Error after that time, with the last failure in its message and as its cause
 */
export async function eventually<Result>(
  check: () => Result | Promise<Result>,
  options: { timeoutMs?: number } = {},
): Promise<Exclude<Result, false>> {
  const { timeoutMs = 5_000 } = options;
  const started = Date.now();
  let last: unknown;
  for (let tries = 1, pause = 2; ; tries += 1, pause = Math.min(pause * 1.5, 100)) {
    try {
      const result = await check();
      if (result !== false) return result as Exclude<Result, false>;
      last = new Error('the check gave false');
    } catch (error) {
      last = error;
    }
    const left = started + timeoutMs - Date.now();
    if (left <= 0) {
      const why = last instanceof Error ? last.message : String(last);
      throw new Error(`Not within ${timeoutMs} ms (${tries} tries). The last time: ${why}`, { cause: last });
    }
    await delay(Math.min(pause, left));
  }
}
