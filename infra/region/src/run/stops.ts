/** In this order, so that nothing goes before what stands on it. */
const ORDER = ['front', 'services', 'servers', 'folder'] as const;
type Level = (typeof ORDER)[number];

/** What was started, and how it is stopped: in order, and side by side where the order does not matter. */
export class Stops {
  readonly #stops = new Map<Level, (() => Promise<void>)[]>();
  #stopping: Promise<void> | undefined;

  add(level: Level, stop: () => Promise<void>): void {
    this.#stops.set(level, [...(this.#stops.get(level) ?? []), stop]);
  }

  /** Stops everything, once; what does not stop keeps nothing else from stopping. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    const faults: unknown[] = [];
    for (const level of ORDER) {
      const results = await Promise.allSettled((this.#stops.get(level) ?? []).map((stop) => stop()));
      faults.push(...results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])));
    }
    if (faults.length > 0) throw faults[0];
  }
}

/**
 * Awaits work that goes on side by side until all of it has ended, also when one part fails: so whatever was started is
 * known to whoever stops it. The first fault breaks the other parts off, and is the one that is thrown.
 */
export async function together<Work extends readonly unknown[]>(
  work: readonly [...{ [Index in keyof Work]: Promise<Work[Index]> }],
  breakOff: AbortController,
): Promise<Work> {
  const faults: unknown[] = [];
  const results = await Promise.allSettled(
    work.map((one) =>
      one.catch((error: unknown) => {
        faults.push(error);
        breakOff.abort();
        throw error;
      }),
    ),
  );
  if (faults.length > 0) throw faults[0];
  return results.map((one) => (one.status === 'fulfilled' ? one.value : undefined)) as unknown as Work;
}
