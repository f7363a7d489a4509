// Puts together what one service needs at run time: its build, the workspaces and packages that it depends on, and nothing
// that only builds or tests. npm itself cannot say that: to `npm ci --omit=dev` every workspace counts as wanted. The
// packages are taken from the installed tree, so patches and generated files come along.
//
// Usage: node infra/images/collect.mjs <service> <target folder>, after npm ci and npm run build

import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '..', '..');
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

/** Where Node finds a package from a folder: the nearest node_modules that has it. Undefined for one not installed. */
function find(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (packages[path] && existsSync(join(root, path))) return path;
    if (folder === '.') return undefined;
  }
}

function needs(path) {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = packages[path];
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
  const maybe = new Set([...Object.keys(optionalDependencies ?? {}), ...peers]);
  return [...new Set([...Object.keys(dependencies ?? {}), ...maybe])].map((name) => ({ name, maybe: maybe.has(name) }));
}

/**
 * Every path of package-lock.json that a service needs, workspaces and their links included.
 * @param {string} service
 * @returns {string[]}
 */
export function closure(service) {
  const found = new Set();
  const visit = (path) => {
    if (found.has(path)) return;
    found.add(path);
    const { link, resolved } = packages[path];
    if (link) return visit(resolved);
    for (const { name, maybe } of needs(path)) {
      const target = find(name, path);
      if (target) visit(target);
      else if (!maybe) throw new Error(`${path} needs ${name}, which is not installed: run npm ci first`);
    }
  };
  visit(join('services', service));
  return [...found].sort();
}

const left = /^(src|prisma|test|node_modules|project\.json|tsconfig\.json|\.tsbuildinfo)$|\.built\.json$|\.d\.ts$/;
const inWorkspace = (path) => (source) => !left.test(relative(join(root, path), source));
const inPackage = (path) => (source) => source === join(root, path) || basename(source) !== 'node_modules';

/**
 * Copies a service and what it needs to a folder, laid out as in the workspace.
 * @param {string} service
 * @param {string} target
 * @returns {string[]} the paths
 */
export function collect(service, target) {
  const paths = closure(service);
  for (const path of paths) {
    const to = join(target, path);
    mkdirSync(dirname(to), { recursive: true });
    if (packages[path].link) symlinkSync(relative(dirname(path), packages[path].resolved), to);
    else {
      const filter = path.includes('node_modules') ? inPackage(path) : inWorkspace(path);
      cpSync(join(root, path), to, { recursive: true, filter });
    }
  }
  return paths;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [service, target] = process.argv.slice(2);
  const paths = collect(service, target);
  console.log(`${service}: ${paths.length} packages and workspaces`);
}
