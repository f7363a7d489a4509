// Validators as plain code: no schema is compiled at run time, so nothing needs eval and nothing is slow to load.
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { GENERATED } from './contracts-folder.mjs';
import { rewriteSchema } from './rewrite-schema.mjs';

const FORMATS = ['uuid', 'date', 'date-time'];

const isText = (type) => [type].flat().includes('string');

/** The schema without its prose, and with every string that is checked alike in many places checked by one function. */
function compact(schema, shared) {
  if (Array.isArray(schema)) return schema.map((part) => compact(part, shared));
  if (schema === null || typeof schema !== 'object') return schema;
  const entries = Object.entries(schema).filter(([key, value]) => key !== 'description' || typeof value !== 'string');
  const check = Object.fromEntries(entries);
  if (isText(check.type) && (check.format !== undefined || check.pattern !== undefined)) {
    const key = JSON.stringify(check);
    if (!shared.has(key)) shared.set(key, { $id: `urn:estafette:string:${shared.size}`, ...check });
    return { $ref: shared.get(key).$id };
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, compact(value, shared)]));
}

export function validatorsModule({ contracts, envelope }) {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    inlineRefs: false,
    messages: false,
    code: { source: true, esm: true, lines: true },
  });
  formats.default(ajv, FORMATS);

  const shared = new Map();
  const exported = {};
  const tables = { closed: [], open: [] };
  const add = (name, schema) => {
    const $id = `urn:estafette:reading:${name}`;
    const { $schema, title, ...rest } = schema;
    ajv.addSchema({ ...compact(rest, shared), $id });
    exported[name] = $id;
  };
  contracts.forEach(({ type, schema }, index) => {
    for (const reading of ['closed', 'open']) {
      const name = `${reading}${index}`;
      add(name, rewriteSchema(schema, { open: reading === 'open' }));
      tables[reading].push(`  '${type}': ${name},`);
    }
  });
  add('envelope', envelope);
  for (const schema of shared.values()) ajv.addSchema(schema);

  // Ajv asks for a few of its own functions by require, in ESM too.
  const require = ["import { createRequire } from 'node:module';", 'const require = createRequire(import.meta.url);'];
  const code = standaloneCode.default(ajv, exported);
  return [
    GENERATED,
    ...require,
    code.replace('"use strict";', ''),
    ...Object.entries(tables).flatMap(([reading, rows]) => [`export const ${reading} = {`, ...rows, '};']),
    '',
  ].join('\n');
}
