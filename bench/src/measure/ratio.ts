/** What a bench found. */
export interface Figure {
  /** What was measured, in terms of what it is held against; for an absolute goal the measured value itself. */
  readonly ratio: number;
  /** The lowest and the highest of the rounds. */
  readonly spread: readonly [lowest: number, highest: number];
  /** What else there is to know: speeds, rounds, connections, how much data. */
  readonly details: readonly string[];
}

/** What a figure must be. */
export interface Goal {
  readonly goal: number;
  /** The figure must be at most the goal, not at least. */
  readonly atMost?: true;
}

/** The value in the middle; of an even number of values the mean of the two in the middle. @throws Error without values */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [lower, upper] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (lower === undefined || upper === undefined) throw new Error('there is no median of nothing');
  return (lower + upper) / 2;
}

/** The value that this share of the values does not exceed: nearest rank, no interpolation. @throws Error without values */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error('there is no percentile of nothing');
  return found;
}

/** The lowest and the highest value. */
export function spreadOf(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

export function isMet({ goal, atMost }: Goal, ratio: number): boolean {
  return atMost ? ratio <= goal : ratio >= goal;
}
