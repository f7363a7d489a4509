import { writeFile } from 'node:fs/promises';
import { BadArguments, readArguments, USAGE } from './arguments.js';
import type { Wanted } from './arguments.js';
import { benches } from './benches/all.js';
import type { Figure } from './measure/ratio.js';
import { connected } from './place/database.js';
import { Place } from './place/place.js';
import { jsonLine, listLine, textLines } from './report/lines.js';
import { thisMachine } from './report/machine.js';
import type { Result } from './report/results.js';
import { resultsPage } from './report/results.js';

const RESULTS = new URL('../RESULTS.md', import.meta.url);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What is under way goes to stderr: on stdout stand results alone. */
function sayAside(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function run(wanted: Wanted, place: Place): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const bench of wanted.benches) {
    const began = performance.now();
    try {
      sayAside(`${bench.name} …`);
      const figure: Figure = await place.on((stage) => bench.run(stage));
      for (const line of wanted.json ? [jsonLine(bench, figure)] : textLines(bench, figure)) say(line);
      results.push({ bench, figure });
    } catch (error) {
      const broke = error instanceof Error ? (error.stack ?? error.message) : String(error);
      sayAside(`${bench.name} broke: ${broke}`);
      results.push({ bench, broke: broke.split('\n')[0] ?? '' });
    }
    sayAside(`${bench.name} took ${Math.round((performance.now() - began) / 1_000)} s`);
  }
  return results;
}

async function keep(results: readonly Result[], place: Place): Promise<void> {
  const { adminUrl } = await place.postgres();
  const version = await connected(adminUrl, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version ?? '';
  });
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(RESULTS, resultsPage(results, thisMachine(), version, date));
}

async function main(): Promise<number> {
  const wanted = readArguments(process.argv.slice(2), benches);
  if (wanted.help) say(USAGE);
  if (wanted.list) for (const bench of benches) say(listLine(bench));
  if (wanted.help || wanted.list) return 0;
  const { profiles, events } = wanted;
  const place = await Place.make({ profiles, events, say: sayAside });
  let stopping: Promise<never> | undefined;
  const stop = (): void => {
    stopping ??= place.clear().then(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  try {
    const results = await run(wanted, place);
    if (stopping) await stopping;
    if (wanted.write) await keep(results, place);
    return results.some(({ broke }) => broke !== undefined) ? 1 : 0;
  } finally {
    await place.clear();
  }
}

try {
  process.exit(await main());
} catch (error) {
  if (error instanceof BadArguments) sayAside(`${error.message}\n${USAGE}`);
  else sayAside(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}
