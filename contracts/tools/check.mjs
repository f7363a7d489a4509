// npm run -w contracts check: the rules, the examples, AsyncAPI and the generated files; all faults at once, 0 when right.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Parser } from '@asyncapi/parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { readContracts } from './contracts-folder.mjs';
import { houseRuleFaults } from './house-rules.mjs';
import { ASYNCAPI, GENERATED_FOLDER, generatedFiles } from './generated-files.mjs';

const ERROR = 0; // severity in the parser's diagnostics
const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Examples against the schemas as they stand, not against what is generated from them. */
function exampleFaults({ contracts, envelope }) {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  formats.default(ajv);
  const isEnvelope = ajv.compile(envelope);
  const faults = [];
  for (const { type, event, version, schema, schemaFile, example, exampleFile } of contracts) {
    if (example === undefined) {
      faults.push(`${schemaFile}: has no example; add ${exampleFile}`);
      continue;
    }
    const report = (what, errors) =>
      errors.forEach(({ instancePath, message }) => faults.push(`${exampleFile} ${what}${instancePath}: ${message}`));
    const isData = ajv.compile(schema);
    if (!isEnvelope(example)) report('', isEnvelope.errors);
    if (!isData(example.data)) report('/data', isData.errors);
    if (example.type !== type) faults.push(`${exampleFile} /type: is not ${type}`);
    if (!EVENT_ID.test(example.id?.replace(`.${event}.v${version}`, '') ?? ''))
      faults.push(`${exampleFile} /id: is not <event id>.${event}.v${version}`);
    if (example.partitionkey !== example.subject) faults.push(`${exampleFile} /partitionkey: is not the subject`);
  }
  return faults;
}

async function asyncApiFaults(text) {
  const diagnostics = await new Parser().validate(text);
  return diagnostics
    .filter(({ severity }) => severity === ERROR)
    .map(({ path, message }) => `${ASYNCAPI} /${path.join('/')}: ${message}`);
}

function driftFaults(folder, files) {
  const mend = 'run `npm run -w contracts generate` and commit the result';
  const faults = [];
  for (const [path, text] of files) {
    const file = join(folder, path);
    if (!existsSync(file)) faults.push(`${path}: is missing; ${mend}`);
    else if (readFileSync(file, 'utf8') !== text) faults.push(`${path}: has drifted from the schemas; ${mend}`);
  }
  const generated = join(folder, GENERATED_FOLDER);
  for (const name of existsSync(generated) ? readdirSync(generated) : []) {
    if (!files.has(`${GENERATED_FOLDER}/${name}`))
      faults.push(`${GENERATED_FOLDER}/${name}: is not generated any more; ${mend}`);
  }
  return faults;
}

const folder = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
const read = readContracts(folder);
const shape = houseRuleFaults(read);
const faults = [...shape, ...exampleFaults(read)];
// Generating from a schema that breaks the rules says nothing useful.
if (shape.length === 0) faults.push(...driftFaults(folder, await generatedFiles(read)));
const asyncApi = join(folder, ASYNCAPI);
if (existsSync(asyncApi)) faults.push(...(await asyncApiFaults(readFileSync(asyncApi, 'utf8'))));
if (faults.length > 0) {
  console.error([`${faults.length} fault(s) in contracts:`, ...faults].join('\n  '));
  process.exit(1);
}
console.log(`${read.contracts.length} contracts: rules, examples, AsyncAPI and generated files are right.`);
