// Everything that must hold, in one run: formatting, lint, types, drift, and all tests on real servers. Ends with
// `N passed, N failed` over house checks and tests together.
//
// Usage: npm test [-- <what to pass to Vitest>]
// TEST_MINUTES: how long all of it may take, where that is longer than it needs.

import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { closingLine, countsIn } from './closing-reporter.mjs';
import { hasScript, projects, root } from './projects.mjs';

const counts = { passed: 0, failed: 0, skipped: 0 };
const bin = (name) => join(root, 'node_modules', '.bin', name);
const since = (start) => `${((performance.now() - start) / 1000).toFixed(0)} s`;

function run(command, args, { env = {}, show = false } = {}) {
  const { promise, resolve } = Promise.withResolvers();
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false', ...env },
    stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  child.on('error', (error) => resolve({ code: 1, output: error.message }));
  child.on('close', (code) => resolve({ code: code ?? 1, output }));
  return promise;
}

async function check(name, hint, work) {
  const start = performance.now();
  const { code, output } = await work();
  if (code === 0) {
    counts.passed += 1;
    console.log(`✓ ${name} (${since(start)})`);
    return;
  }
  counts.failed += 1;
  console.log(`✗ ${name} (${since(start)}): ${hint}\n${output.trimEnd()}\n`);
}

const tool =
  (name, ...args) =>
  () =>
    run(bin(name), args);
const script = (project, name) => () => run('npm', ['run', '--silent', '--workspace', project, name]);

async function buildAll() {
  const lines = [];
  try {
    await build(undefined, (line) => lines.push(line));
    return { code: 0, output: '' };
  } catch (error) {
    return { code: 1, output: [...lines, error.message].join('\n') };
  }
}

/** Generated files that are committed: whatever project has a script `check` compares its own with their source. */
async function drift() {
  for (const project of projects().filter((folder) => hasScript(folder, 'check'))) {
    await check(`generated files of ${project}`, `run: npm run -w ${project} generate`, script(project, 'check'));
  }
}

const asked = process.argv.slice(2);

/** Runs tests that hand their counts over, and adds those. */
async function tests(command, args) {
  const file = join(root, 'out', 'test-counts.json');
  mkdirSync(join(root, 'out'), { recursive: true });
  rmSync(file, { force: true });
  const { code } = await run(command, args, { env: { TEST_COUNTS: file }, show: true });
  const found = countsIn(file);
  for (const kind of Object.keys(counts)) counts[kind] += found[kind];
  // A run that broke off after its tests were counted has still failed.
  if (code !== 0 && found.failed === 0) counts.failed += 1;
}

const start = performance.now();
// Types and lint both read generated clients, so these come first. The two cores then each have a lane.
await check('build', 'the sources do not compile', buildAll);
const types = async () => {
  await check('types', 'run: npx tsc -b', tool('tsc', '-b'));
  await check('formatting', 'run: npm run format', tool('prettier', '--check', '--log-level', 'warn', '.'));
  await drift();
};
const lint = () =>
  check('lint, module boundaries, purity', 'run: npm run lint', tool('eslint', '--max-warnings', '0', '.'));
await Promise.all([types(), lint()]);
const levels = ['spec', 'int', 'e2e'].flatMap((name) => ['--project', name]);
await tests(bin('vitest'), ['run', ...levels, ...asked]);
// Plugs are pulled last: they take both cores. A quick look at some, and where there is time (TEST_MINUTES), a share of
// all that is promised.
const left = Math.floor(Number(process.env.TEST_MINUTES ?? 0) - (performance.now() - start) / 60_000);
const plugs = left > 0 ? ['--minutes', String(left)] : ['--quick'];
if (asked.length === 0) await tests(process.execPath, [join(root, 'tools', 'faults.mjs'), ...plugs]);

console.log(`\nall checks and tests: ${since(start)}`);
console.log(closingLine(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
