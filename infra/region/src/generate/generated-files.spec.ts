import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SERVICES } from '../run/services.js';
import { generatedFiles, staleFiles } from './generated-files.js';

let folder: string;
let root: URL;
let files: ReadonlyMap<string, string>;

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'estafette-generated-'));
  root = pathToFileURL(`${folder}/`);
  await write('package.json', '{}');
  for (const { name } of SERVICES) await write(`services/${name}/README.md`, `# ${name}\n\nWritten by hand.\n`);
  files = await generatedFiles(root);
  for (const [file, text] of files) await write(file, text);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

it('what was just made is what the code says, also made once more', async () => {
  expect(files.size).toBe(2 * SERVICES.length + 1);
  expect(await staleFiles(root, files)).toEqual([]);
  expect(await generatedFiles(root)).toEqual(files);
});

it.each([
  ['a route that was described otherwise', 'contracts/openapi/challenges.json', '/v1/challenges', '/v1/problems'],
  ['a permission that was changed by hand', 'docs/permissions.md', 'region-admin', 'learner'],
  ['a list of a README that fell behind', 'services/credentials/README.md', 'CredentialIssued', 'CredentialMade'],
])('finds %s', async (_what, file, from, to) => {
  const right = await readFile(join(folder, file), 'utf8');
  expect(right).toContain(from);
  await write(file, right.replace(from, to));
  expect(await staleFiles(root, await generatedFiles(root))).toEqual([file]);
  await write(file, right);
});

it('finds a file that is gone, and leaves what was written by hand alone', async () => {
  await rm(join(folder, 'docs/permissions.md'));
  expect(await staleFiles(root, files)).toEqual(['docs/permissions.md']);
  expect(files.get('services/validation/README.md')).toContain('Written by hand.');
});
