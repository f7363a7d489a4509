/** What a round of work came to. */
export interface Done {
  readonly operations: number;
  readonly ms: number;
}

export function perSecond({ operations, ms }: Done): number {
  return (operations / ms) * 1_000;
}

/** Several workers, each one operation after another, until the time is over; those under way then end and count. */
export async function forMs(ms: number, workers: number, operate: (worker: number) => Promise<unknown>): Promise<Done> {
  let operations = 0;
  const began = performance.now();
  const work = async (worker: number): Promise<void> => {
    while (performance.now() - began < ms) {
      await operate(worker);
      operations++;
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
  return { operations, ms: performance.now() - began };
}
