import type { Bench } from '../bench.js';
import type { Figure, Goal } from '../measure/ratio.js';
import { isMet } from '../measure/ratio.js';

type Named = Pick<Bench, 'name' | 'unit'> & Goal;

/** One line for a machine. */
export function jsonLine(bench: Named, { ratio, spread }: Figure): string {
  const { name, goal } = bench;
  return JSON.stringify({ name, ratio: rounded(ratio), goal, met: isMet(bench, ratio), spread: spread.map(rounded) });
}

/** Lines for a person: the figure, its goal and whether it is met, then what there is to know about it. */
export function textLines(bench: Bench, figure: Figure): readonly string[] {
  const { ratio, spread } = figure;
  const unit = bench.unit ?? '';
  const value = `${rounded(ratio)}${unit} (${spread.map(rounded).join(' … ')})`;
  const verdict = isMet(bench, ratio) ? 'met' : 'MISSED';
  return [
    `${bench.name.padEnd(20)} ${value.padEnd(28)} ${goalOf(bench).padEnd(16)} ${verdict}`,
    `  ${titleOf(bench)}`,
    ...figure.details.map((line) => `    ${line}`),
  ];
}

export function listLine(bench: Bench): string {
  return `${bench.name.padEnd(20)} ${goalOf(bench).padEnd(16)} ${titleOf(bench)}`;
}

/** `at least 0.8` */
export function goalOf({ goal, atMost, unit = '' }: Named): string {
  return `${atMost ? 'at most' : 'at least'} ${goal}${unit}`;
}

export function titleOf({ what, against }: Pick<Bench, 'what' | 'against'>): string {
  return against === null ? what : `${what}, against ${against}`;
}

/** Three digits say as much as a run can know. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
