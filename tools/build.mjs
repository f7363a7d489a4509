// Compiles src/ to dist/ of the named projects, or of all: JavaScript by SWC, other files copied as they are. Types come
// from `tsc -b`, which nothing that runs has to wait for. Only what changed is compiled: dist/.built.json remembers the
// content of each source, so that a checkout or a copied folder is not taken for a change.
//
// Usage: node tools/build.mjs [folder…]

import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from './generate.mjs';
import { projects, root } from './projects.mjs';

const swcVersion = createRequire(import.meta.url)('@swc/core/package.json').version;
const swcrc = readFileSync(join(root, '.swcrc'), 'utf8');
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

const isCompiled = (file) => file.endsWith('.ts') && !file.endsWith('.d.ts');
const isTest = (file) => file.endsWith('.spec.ts');
const outputs = (file) => {
  if (!isCompiled(file)) return [file];
  const name = file.slice(0, -'.ts'.length);
  return [`${name}.js`, `${name}.js.map`];
};

async function compile(source, target, sourcesRoot) {
  // Loaded only when there is something to compile: a start that is up to date stays small.
  const { transformFile } = await import('@swc/core');
  const { code, map } = await transformFile(source, {
    configFile: join(root, '.swcrc'),
    sourceFileName: relative(dirname(target), source),
    root: sourcesRoot,
  }).catch((error) => {
    // SWC shows the place well; its own stack says nothing to whoever wrote the line.
    throw new Error(error.message.split(/\n+Caused by:/)[0]);
  });
  const js = target.replace(/\.ts$/, '.js');
  mkdirSync(dirname(js), { recursive: true });
  writeWhole(js, map ? `${code}//# sourceMappingURL=${js.slice(js.lastIndexOf('/') + 1)}.map\n` : code);
  if (map) writeWhole(`${js}.map`, map);
}

/** Another start may read it meanwhile: it finds all of the old file or all of the new one. */
function writeWhole(file, text) {
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
}

/** Only when it says something new: somebody who may not write here can start too. */
function remember(memory, text) {
  if (existsSync(memory) && readFileSync(memory, 'utf8') === text) return;
  mkdirSync(dirname(memory), { recursive: true });
  writeWhole(memory, text);
}

/** Brings one project's dist up to date. Gives the number of files that were written. */
export async function buildProject(project) {
  const src = join(root, project, 'src');
  const dist = join(root, project, 'dist');
  const memory = join(dist, '.built.json');
  const setup = sha256(swcrc, swcVersion);
  const before = existsSync(memory) ? JSON.parse(readFileSync(memory, 'utf8')) : {};
  const known = before.setup === setup ? before.files : {};
  const files = {};
  const work = [];
  for (const entry of globSync('**/*', { cwd: src, withFileTypes: true })) {
    const file = relative(src, join(entry.parentPath, entry.name));
    if (!entry.isFile() || isTest(file)) continue;
    files[file] = sha256(readFileSync(join(src, file)));
    const upToDate = known[file] === files[file] && outputs(file).every((output) => existsSync(join(dist, output)));
    if (upToDate) continue;
    if (isCompiled(file)) work.push(compile(join(src, file), join(dist, file), src));
    else cpSync(join(src, file), join(dist, file));
  }
  await Promise.all(work);
  const gone = Object.keys(before.files ?? {}).filter((file) => !(file in files));
  for (const output of gone.flatMap(outputs)) {
    for (const stale of [output, output.replace(/\.js$/, '.d.ts')]) rmSync(join(dist, stale), { force: true });
  }
  remember(memory, JSON.stringify({ setup, files }));
  return work.length;
}

/** Builds the given projects, or all of them, after their generated code. */
export async function build(folders = projects(), say = console.log) {
  const started = performance.now();
  const generated = await generate(folders);
  if (generated.length > 0) say(`generated ${generated.join(', ')}`);
  let written = 0;
  for (const project of folders) {
    const count = await buildProject(project);
    if (count > 0) say(`built ${project} (${count} files)`);
    written += count;
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(written > 0 ? `build ready in ${seconds} s` : `build up to date (${seconds} s)`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2).map((folder) => relative(root, join(process.cwd(), folder)));
  try {
    await build(named.length > 0 ? named : undefined);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
