import type { Bench } from '../bench.js';
import type { Figure } from '../measure/ratio.js';
import { isMet } from '../measure/ratio.js';
import { goalOf, rounded, titleOf } from './lines.js';
import type { Machine } from './machine.js';

/** What a bench came to: its figure, or why there is none. */
export type Result = { readonly bench: Bench } & (
  { readonly figure: Figure; readonly broke?: never } | { readonly broke: string; readonly figure?: never }
);

/** The page that keeps the last results. */
export function resultsPage(results: readonly Result[], machine: Machine, postgres: string, date: string): string {
  const rows = results.map(({ bench, figure }) => {
    const said = figure
      ? [`${rounded(figure.ratio)}${bench.unit ?? ''}`, figure.spread.map(rounded).join(' … ')]
      : ['–', '–'];
    const verdict = figure ? (isMet(bench, figure.ratio) ? 'met' : '**missed**') : '**broke**';
    return `| ${[`\`${bench.name}\``, titleOf(bench), goalOf(bench), ...said, verdict].join(' | ')} |`;
  });
  const details = results.map(({ bench, figure, broke }) =>
    [`- \`${bench.name}\``, ...(figure?.details ?? [broke ?? '']).map((line) => `  - ${line}`)].join('\n'),
  );
  const { cores, model, memory, system, node } = machine;
  return `# The last results

Written by \`npm run bench -- --write\` on ${date}, on a machine with ${cores} cores (${model}) and ${memory} GB of memory: ${system},
Node ${node}, PostgreSQL ${postgres} as it comes, \`fsync=on\`. Ratios within one run; the spread is that of the rounds.

| Bench | What | Goal | Figure | Spread | |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

## How each figure came about

${details.join('\n')}
`;
}
