// Pulls plugs (see faults/README.md): `npm run faults [-- options]`. Each fault is a file of its own, faults/src/<name>.fault.spec.ts.

import { spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { closingLine, countsIn } from './closing-reporter.mjs';
import { withPlayed } from './fault-results.mjs';
import { root } from './projects.mjs';

const SUFFIX = '.fault.spec.ts';
const SOAK = { name: 'soak', minutes: 22 };
/** The longest of the others, on a busy machine. */
const MOST_MINUTES = 8;
const USAGE = `npm run faults [-- options]
  --list                   say which faults there are, and what each promises
  --only NAME              this one; may be given more than once
  --seed N                 chance as in the run that printed this seed
  --transport feed|kafka   only on this transport
  --quick                  as in npm test: each on one transport, with one break; those that take long are left out
  --write                  keeps what each playing came to in faults/RESULTS.md; not with --quick or --minutes
  --minutes N              as in .ci/run, what can be done in about so long: what npm test plays, and then each a quarter as
                           long, in an order and on a transport that the seed says, without breaks; those that were left
                           over are named`;

const files = new Map(
  globSync(`faults/src/*${SUFFIX}`, { cwd: root })
    .toSorted()
    .map((file) => [basename(file, SUFFIX), join(root, file)]),
);

function wrong(line) {
  console.error(`${line}\n\n${USAGE}`);
  process.exit(2);
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        list: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        seed: { type: 'string', default: String(randomInt(2 ** 31)) },
        transport: { type: 'string' },
        quick: { type: 'boolean', default: false },
        minutes: { type: 'string' },
        write: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    return wrong(error.message);
  }
}

const { list, only, seed, transport, quick, minutes, write } = options();
const unknown = only.filter((name) => !files.has(name));
if (unknown.length > 0) wrong(`There is no fault ${unknown.join(', ')}; there are ${[...files.keys()].join(', ')}.`);
if (!/^\d{1,10}$/.test(seed) || Number(seed) >= 2 ** 31) wrong('--seed is a whole number below 2147483648.');
if (transport !== undefined && !['feed', 'kafka'].includes(transport)) wrong('--transport is feed or kafka.');

if (minutes !== undefined && !/^\d{1,3}$/.test(minutes)) wrong('--minutes is a whole number.');
if (minutes !== undefined && (quick || transport !== undefined))
  wrong('--minutes goes without --quick and --transport.');
if (write && (quick || minutes !== undefined)) wrong('--write keeps what was played in full.');

if (list) {
  for (const [name, file] of files) {
    const promise = /promise:\s*(['"`])(.*?)\1/s.exec(readFileSync(file, 'utf8'))?.[2] ?? '';
    console.log(`${name}\n  ${promise}`);
  }
  process.exit(0);
}

await build(undefined, (line) => process.stderr.write(`${line}\n`));
console.log(`seed ${seed}`);
const env = {
  ...process.env,
  FAULTS_SEED: seed,
  ...(transport === undefined ? {} : { FAULTS_TRANSPORT: transport }),
  // Services are started hundreds of times: what was compiled once is read again.
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile'),
};
/** How much of a fault is played: see faults/src/fault.ts. */
const QUICK = { FAULTS_SCALE: 'quick' };
const LONG = { FAULTS_SCALE: 'long' };
const SHARE = { FAULTS_SCALE: 'long', FAULTS_SHARE: 'true' };
const { TEST_COUNTS } = process.env;
const out = join(root, 'out');
mkdirSync(out, { recursive: true });
const running = new Set();
let ending = false;
let nth = 0;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    ending = true;
    for (const child of running) child.kill(signal);
  });

/** Plays one fault, in a run of Vitest of its own. @returns its counts */
function play({ name, scale }) {
  const { promise, resolve } = Promise.withResolvers();
  const file = join(out, `fault-counts-${nth++}.json`);
  rmSync(file, { force: true });
  const child = spawn(
    join(root, 'node_modules', '.bin', 'vitest'),
    [
      'run',
      '--project',
      'faults',
      '--reporter=verbose',
      '--reporter=./tools/closing-reporter.mjs',
      `/${name}${SUFFIX}`,
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...env, ...scale, TEST_COUNTS: file } },
  );
  running.add(child);
  child.on('exit', () => {
    running.delete(child);
    resolve(countsIn(file));
  });
  return promise;
}

/** The same seed gives the same order. */
function shuffled(names) {
  const rank = (name) => createHash('sha256').update(`${seed} ${name}`).digest('hex');
  return names.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

const wanted = only.length > 0 ? only : [...files.keys()];
const isLong = (name) => readFileSync(files.get(name), 'utf8').includes('longOnly: true');
const played = (names, scale) => names.map((name) => ({ name, scale }));
const short = played(only.length > 0 ? only : wanted.filter((name) => !isLong(name)), QUICK);
const queue = quick
  ? short
  : minutes === undefined
    ? played(wanted, LONG)
    : [...short, ...played(shuffled(wanted), SHARE)];
const counts = { passed: 0, failed: 0, skipped: 0 };
const until = minutes === undefined ? Infinity : performance.now() + (Number(minutes) - MOST_MINUTES) * 60_000;

async function lane(jobs) {
  while (jobs.length > 0 && !ending && performance.now() < until) {
    const found = await play(jobs.shift());
    for (const kind of Object.keys(counts)) counts[kind] += found[kind];
    if (write) keep(found.played);
  }
}

/** After each fault: a run that is broken off has not been for nothing. */
function keep(played) {
  const file = join(root, 'faults', 'RESULTS.md');
  const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
  writeFileSync(file, withPlayed(page, played, new Date().toISOString().slice(0, 10)));
}

// Most of the time goes by waiting, so two at once use two cores well; the one that only goes on and on leaves room for both.
const isBeside = ({ name, scale }) => name === SOAK.name && scale !== QUICK;
const beside = queue.filter(isBeside);
const others = queue.filter((job) => !isBeside(job));
const noTime = minutes !== undefined && Number(minutes) < SOAK.minutes ? beside.splice(0) : [];
await Promise.all([lane(others), lane(others), lane(beside)]);
const left = [...others, ...noTime].map(({ name }) => name).toSorted();
if (left.length > 0) console.log(`not played: ${left.join(', ')}`);
if (TEST_COUNTS) writeFileSync(TEST_COUNTS, JSON.stringify(counts));
else console.log(closingLine(counts));
process.exitCode = counts.failed > 0 || ending ? 1 : 0;
