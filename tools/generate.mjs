// Prisma clients: prisma/schema.prisma of a project becomes src/generated/, which is not committed. A client is made again
// when its schema or Prisma's version changed, or when files are missing; otherwise this takes milliseconds.
//
// Usage: node tools/generate.mjs [folder…]

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projects, root } from './projects.mjs';

const require = createRequire(import.meta.url);

const wanted = (project) => {
  const prisma = require('prisma/package.json').version;
  const schema = readFileSync(join(root, project, 'prisma', 'schema.prisma'));
  return createHash('sha256').update(prisma).update(schema).digest('hex');
};

function runPrisma(project) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const prisma = spawn(
    process.execPath,
    [join(root, 'node_modules', 'prisma', 'build', 'index.js'), 'generate', '--schema', 'prisma/schema.prisma'],
    {
      cwd: join(root, project),
      // Generating needs no schema engine; naming one keeps Prisma from downloading it.
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
        PRISMA_HIDE_UPDATE_MESSAGE: 'true',
        CHECKPOINT_DISABLE: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  // Whoever ends us in between does not leave it running.
  const end = () => prisma.kill();
  process.once('exit', end);
  let output = '';
  for (const stream of [prisma.stdout, prisma.stderr]) stream.on('data', (chunk) => (output += chunk));
  prisma.on('error', reject);
  prisma.on('close', (code) => {
    process.off('exit', end);
    if (code === 0) resolve();
    else reject(new Error(`prisma generate failed in ${project} (exit ${code}); mend its schema:\n${output}`));
  });
  return promise;
}

async function generateOne(project) {
  const folder = join(root, project, 'src', 'generated');
  const stamp = join(folder, '.schema-hash');
  const hash = wanted(project);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false;
  rmSync(folder, { recursive: true, force: true });
  await runPrisma(project);
  if (!existsSync(folder)) throw new Error(`${project}: its generator must have output = "../src/generated"`);
  writeFileSync(stamp, hash);
  return true;
}

/** Generates what is missing or stale. Gives the projects that were generated. */
export async function generate(folders = projects()) {
  const generated = [];
  for (const project of folders) {
    if (!existsSync(join(root, project, 'prisma', 'schema.prisma'))) continue;
    if (await generateOne(project)) generated.push(project);
  }
  return generated;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2).map((folder) => relative(root, join(process.cwd(), folder)));
  try {
    const generated = await generate(named.length > 0 ? named : undefined);
    console.log(generated.length > 0 ? `generated ${generated.join(', ')}` : 'generated code is up to date');
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
