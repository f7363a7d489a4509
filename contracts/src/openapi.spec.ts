import { readdirSync, readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';

// What is told of each service's HTTP API, judged by two who did not write it: a validator of OpenAPI documents, and one of
// JSON Schema for the schemas inside, which the first takes as they are.

type Json = Record<string, unknown>;
const folder = new URL('../openapi/', import.meta.url);
const documents = readdirSync(folder).map((file) => ({
  file,
  document: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Json,
}));

const ajv = new Ajv2020({ allowUnionTypes: true, strictTypes: false, strictRequired: false });
formats.default(ajv);

/** Every `schema` in a document, with the place where it stands. */
function schemasIn(value: unknown, place = ''): { place: string; schema: object }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) => {
    const here = `${place}/${name}`;
    const isSchema = name === 'schema' || place === '/components/schemas';
    if (isSchema && typeof part === 'object' && part !== null) return [{ place: here, schema: part }];
    return schemasIn(part, here);
  });
}

function faultsOfSchemas(document: Json): string[] {
  // A reference into the document stands for itself: what it names is compiled where it stands.
  const schemas = schemasIn(document).filter(({ schema }) => !('$ref' in schema));
  return schemas.flatMap(({ place, schema }) => {
    try {
      ajv.compile(schema);
      return [];
    } catch (error) {
      return [`${place}: ${String(error)}`];
    }
  });
}

describe.each(documents)('$file', ({ document }) => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toMatchObject({ valid: true });
    expect(validator.version).toBe('3.1');
    // The validator judges: what is no document is refused.
    expect(await new Validator().validate({ ...document, paths: { challenges: 1 } })).toMatchObject({ valid: false });
  });

  it('holds schemas that are JSON Schema 2020-12', () => {
    expect(schemasIn(document).length).toBeGreaterThan(20);
    expect(faultsOfSchemas(document)).toEqual([]);
    const planted = { ...document, planted: { schema: { type: 'text', pattern: '(' } } };
    expect(faultsOfSchemas(planted)).toEqual([expect.stringContaining('/planted/schema')]);
  });

  it('gives every operation a name of its own, a summary, and an answer', () => {
    const operations = Object.values(document['paths'] as Record<string, Record<string, Json>>).flatMap(Object.values);
    const names = operations.map((operation) => (operation as Json)['operationId']);
    expect(new Set(names).size).toBe(names.length);
    for (const operation of operations) {
      expect(operation).toMatchObject({ summary: expect.any(String), description: expect.any(String) });
      expect(Object.keys((operation as { responses: object }).responses)).toContain('400');
    }
  });
});
