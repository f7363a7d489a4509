// The page that keeps what each playing of a fault last came to: see tools/faults.mjs, `--write`.

const HEAD = `# The last playings

Written by \`npm run faults -- --write\`: each fault in full on each transport, and each of its breaks. Commands are those that were
acknowledged; held means that none of them was lost or done twice, and that every view was right. A playing that is run
again takes the place of its row.

| Fault | Played | Commands | Seconds | Seed | Date | |
| --- | --- | --- | --- | --- | --- | --- |
`;
const ROW = /^\| `/;

/** @typedef {{fault: string, how: string, commands: number, seconds: number, seed: number, passed: boolean}} Played
 * `how`: `on feed`, `on kafka`, or `broken: ` and what was */

/**
 * Puts what was played in the place of what the page says of the same.
 * @param {string} page as it was; empty when there is none yet
 * @param {readonly Played[]} played
 * @param {string} date as in 2026-11-21
 */
export function withPlayed(page, played, date) {
  const rows = new Map(
    page
      .split('\n')
      .filter((line) => ROW.test(line))
      .map((line) => [placeOf(line), line]),
  );
  for (const one of played) {
    const line = rowOf(one, date);
    rows.set(placeOf(line), line);
  }
  const inOrder = [...rows.keys()].toSorted().map((place) => rows.get(place));
  return `${HEAD}${inOrder.join('\n')}\n`;
}

function rowOf({ fault, how, commands, seconds, seed, passed }, date) {
  const good = how.startsWith('on ') ? 'held' : 'seen';
  const cells = [
    `\`${fault}\``,
    how,
    commands.toLocaleString('en'),
    seconds,
    seed,
    date,
    passed ? good : `**not ${good}**`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Fault and how it was played; those that hold come before the breaks. */
function placeOf(line) {
  const [, fault, how] = line.split('|').map((cell) => cell.trim());
  return `${fault} ${how.startsWith('on ') ? 0 : 1} ${how}`;
}
