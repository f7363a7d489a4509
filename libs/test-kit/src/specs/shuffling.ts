/** How often each message is told. */
const TIMES = 10;

/**
 * Each message ten times, keys interleaved at random. The first of each message stands in the order of its key; repeats
 * stand anywhere after it, also behind later messages of the key. The same seed gives the same order.
 */
export function shuffledRepeats<Message>(
  messages: readonly Message[],
  keyOf: (message: Message) => string,
  seed: number,
): Message[] {
  const random = seeded(seed);
  const lanes = [...Map.groupBy(messages, keyOf).values()].map((lane) => withRepeats(lane, random));
  const all: Message[] = [];
  for (let open = lanes; open.length > 0; open = open.filter((lane) => lane.length > 0)) {
    all.push(...(open[Math.floor(random() * open.length)]?.splice(0, 1) ?? []));
  }
  return all;
}

function withRepeats<Message>(lane: readonly Message[], random: () => number): Message[] {
  const all = [...lane];
  for (const message of lane) {
    for (let times = 1; times < TIMES; times += 1) {
      const first = all.indexOf(message);
      all.splice(first + 1 + Math.floor(random() * (all.length - first)), 0, message);
    }
  }
  return all;
}

/** So many parts of about one size. */
export function chunks<Item>(items: readonly Item[], count: number): Item[][] {
  const size = Math.ceil(items.length / count);
  return Array.from({ length: count }, (_none, nth) => items.slice(nth * size, (nth + 1) * size));
}

/** A linear congruential generator: numbers from 0 up to 1, the same ones for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
