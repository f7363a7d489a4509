// Runs a program of the region from its build: `node tools/run.mjs <name> [arguments…]` brings the build up to date, then
// loads infra/region/dist/<name>.js into this same process, so that arguments, signals and the exit code are its own.
// `npm start`, `npm run demo`, `npm run parked`, `npm run rebuild` and `npm run republish` do this.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { root } from './projects.mjs';

const [name, ...args] = process.argv.slice(2);
// Programs that do not belong to the region.
const elsewhere = { bench: 'bench/dist/main.js' };
const entry = join(root, elsewhere[name] ?? `infra/region/dist/${name}.js`);

// Until the program has handlers of its own, a signal ends this in order: what the build started ends with it.
const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const ending = Object.entries(signals).map(([name, code]) => [name, () => process.exit(code)]);
for (const [name, end] of ending) process.once(name, end);

// Progress goes to stderr: what the program itself says on stdout may be read by a machine (`npm run demo -- --json`).
try {
  await build(undefined, (line) => process.stderr.write(`${line}\n`));
} catch (error) {
  console.error(`The build failed, so nothing was started.\n${error.message}`);
  process.exit(1);
}
if (!existsSync(entry)) {
  console.error(`infra/region has no program "${name}": its source would be infra/region/src/${name}.ts`);
  process.exit(1);
}

process.setSourceMapsEnabled(true);
process.argv.splice(1, process.argv.length - 1, entry, ...args);
const program = import(pathToFileURL(entry).href);
for (const [name, end] of ending) process.off(name, end);
await program;
