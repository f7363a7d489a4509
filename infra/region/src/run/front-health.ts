import type { Launched } from './launched.js';

export interface ServiceHealth {
  readonly name: string;
  readonly replicas: number;
  /** How many of them are ready. */
  readonly ready: number;
}

const ANSWERS_WITHIN_MS = 3_000;

/** How the services are: ready when each has a replica that is. */
export async function healthOf(
  services: ReadonlyMap<string, readonly Launched[]>,
): Promise<{ readonly ready: boolean; readonly details: readonly ServiceHealth[] }> {
  const details = await Promise.all(
    [...services].map(async ([name, replicas]) => {
      const answers = await Promise.all(replicas.map(({ port }) => isReady(port)));
      return { name, replicas: replicas.length, ready: answers.filter((ready) => ready).length };
    }),
  );
  return { ready: details.every(({ ready }) => ready > 0), details };
}

/** Whether a service on this machine says that it takes requests. */
export async function isReady(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    return (await fetch(`http://127.0.0.1:${port}/health/ready`, { signal })).ok;
  } catch {
    return false;
  }
}
