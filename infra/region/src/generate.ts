import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { generatedFiles, staleFiles } from './generate/generated-files.js';

// Makes what is told of the services from their code: contracts/openapi/<service>.json, docs/permissions.md, and the lists
// in each service's README.
// With --check it changes nothing, and fails when what stands there is not what the code says.

const root = new URL('../../../', import.meta.url);
const check = process.argv.includes('--check');
const files = await generatedFiles(root);
const stale = await staleFiles(root, files);
if (!check) for (const file of stale) await writeFile(new URL(file, root), files.get(file) ?? '');
const what = check ? 'not what the code says' : 'written';
process.stdout.write(stale.length === 0 ? 'up to date\n' : `${what}: ${stale.join(', ')}\n`);
process.exitCode = check && stale.length > 0 ? 1 : 0;
