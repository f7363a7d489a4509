import type { Figure } from './ratio.js';
import { median, spreadOf } from './ratio.js';

/** One of the two that are held against each other. */
export interface Side {
  readonly name: string;
  /** One round; gives what it came to, a speed or a duration. */
  readonly round: () => Promise<number>;
}

interface Turns {
  readonly ours: Side;
  readonly other: Side;
  /** How many rounds count. */
  readonly rounds?: number;
  /** How many do not: code is compiled and caches are filled by then. */
  readonly warmUps?: number;
  /** What a round gives: `/s`, ` ms`. */
  readonly unit: string;
}

const ROUNDS = 9;

/**
 * Both sides in turns, and our value over the other's of each round: what a machine does to one, it does to the other.
 * Who begins alternates, so that what slowly changes (a table that grows, a heap that fills) favours nobody.
 */
export async function inTurns({ ours, other, rounds = ROUNDS, warmUps = 1, unit }: Turns): Promise<Figure> {
  for (let round = 0; round < warmUps; round++) {
    await ours.round();
    await other.round();
  }
  const values = { ours: [] as number[], other: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['ours', 'other'] as const) : (['other', 'ours'] as const);
    for (const who of order) values[who].push(await { ours, other }[who].round());
  }
  const ratios = values.ours.map((value, round) => value / (values.other[round] ?? NaN));
  return {
    ratio: median(ratios),
    spread: spreadOf(ratios),
    details: [
      `${ours.name}: ${told(values.ours, unit)}`,
      `${other.name}: ${told(values.other, unit)}`,
      `${rounds} rounds in turns`,
    ],
  };
}

function told(values: readonly number[], unit: string): string {
  const [lowest, highest] = spreadOf(values);
  return `${short(median(values))}${unit} (${short(lowest)} … ${short(highest)})`;
}

/** As many digits as say something. */
export function short(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
