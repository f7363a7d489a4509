/** Groups by key; keys and what each of them has stand in the order they came. */
export function lanesOf<T extends { readonly lane: string }>(
  messages: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(messages, (message) => message.lane);
}

/** Works on all items, at most `limit` at a time. After a failure no further item is begun; those at hand end first. */
export async function atMost<T>(limit: number, items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  const rest = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true && failures.length === 0; next = rest.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  if (failures.length > 0) throw failures[0];
}
