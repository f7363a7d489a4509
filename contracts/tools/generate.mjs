// npm run -w contracts generate
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readContracts } from './contracts-folder.mjs';
import { houseRuleFaults } from './house-rules.mjs';
import { GENERATED_FOLDER, generatedFiles } from './generated-files.mjs';

const folder = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
const read = readContracts(folder);
const faults = houseRuleFaults(read);
if (faults.length > 0) {
  console.error(['Nothing was generated. Mend these first:', ...faults].join('\n  '));
  process.exit(1);
}
const files = await generatedFiles(read);
for (const [path, text] of files) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
for (const name of readdirSync(join(folder, GENERATED_FOLDER))) {
  if (!files.has(`${GENERATED_FOLDER}/${name}`)) rmSync(join(folder, GENERATED_FOLDER, name));
}
console.log(`Generated from ${read.contracts.length} contracts: ${[...files.keys()].join(', ')}`);
