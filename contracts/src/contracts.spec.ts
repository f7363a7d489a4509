import { readFileSync } from 'node:fs';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { exampleOf } from './examples.js';
import { contractTypes, validateClosed, validateEnvelope, validateOpen } from './index.js';
import type { ContractType } from './index.js';

// Every contract against faults planted in its example, one at a time, at every depth. The schema file as an ordinary
// validator reads it is the judge of the closed reading: it knows nothing of the code that is generated.

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
}
interface Place {
  readonly path: readonly string[];
  readonly schema: Schema;
  readonly value: unknown;
}
type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every place in the example, with what the schema says of it. */
function placesOf(schema: Schema, value: unknown, path: readonly string[] = []): Place[] {
  const branch = schema.oneOf?.find(
    ({ properties }) => isObject(value) && properties?.['kind']?.const === value['kind'],
  );
  if (branch !== undefined) return placesOf(branch, value, path);
  const here: Place = { path, schema, value };
  const { items, properties } = schema;
  if (Array.isArray(value) && items !== undefined) {
    return [here, ...value.flatMap((item, index) => placesOf(items, item, [...path, String(index)]))];
  }
  if (!isObject(value) || properties === undefined) return [here];
  const members = Object.entries(properties).filter(([member]) => member in value);
  return [here, ...members.flatMap(([member, part]) => placesOf(part, value[member], [...path, member]))];
}

/** A copy of `data` with another value at `path`; undefined takes the member away. */
function planted(data: unknown, path: readonly string[], value: unknown): unknown {
  const [member, ...rest] = path;
  if (member === undefined) return value;
  if (Array.isArray(data)) {
    const items: readonly unknown[] = data;
    return items.map((item, index) => (String(index) === member ? planted(item, rest, value) : item));
  }
  const { [member]: old, ...others } = data as Json;
  return rest.length === 0 && value === undefined ? others : { ...others, [member]: planted(old, rest, value) };
}

const pointer = (path: readonly string[]): string => path.map((step) => `/${step}`).join('');
const paths = (faults: readonly { path: string }[]): readonly string[] => faults.map(({ path }) => path);

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
formats.default(ajv);

function readSchema(type: ContractType): Schema {
  const [, , service, event, version] = type.split('.');
  const file = new URL(`../events/${service ?? ''}/${event ?? ''}.${version ?? ''}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Schema;
}

describe.each(contractTypes)('%s', (type) => {
  const schema = readSchema(type);
  const example = exampleOf(type);
  const places = placesOf(schema, example.data);
  const judge = ajv.compile(schema);
  const objects = places.filter(({ value }) => isObject(value));

  /** The judge refuses what was planted, and so does the closed reading, naming the place. */
  const expectCaughtClosed = (data: unknown, at: readonly string[]): void => {
    expect(judge(data), `planted at ${pointer(at)}, the schema itself`).toBe(false);
    expect(paths(validateClosed(type, data))).toContain(pointer(at));
  };

  it('has an example that is right: as an envelope, closed and open', () => {
    expect(judge(example.data)).toBe(true);
    expect(validateEnvelope(example)).toEqual([]);
    expect(validateClosed(type, example.data)).toEqual([]);
    expect(validateOpen(type, example.data)).toEqual([]);
    expect(example).toMatchObject({ type, partitionkey: example.subject });
    // As messages are named when they are sent: the event's id and the contract's short name.
    const [, , service, event, version] = type.split('.');
    expect(example.id).toMatch(new RegExp(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.${event}\\.${version}$`));
    expect(example.source).toBe(`urn:estafette:foodvalley:${service}`);
    expect(Object.values(example.data).some((id) => example.subject.endsWith(`-${String(id)}`))).toBe(true);
  });

  it('misses every required member, closed and open', () => {
    for (const { path, schema: here } of objects) {
      for (const member of here.required ?? []) {
        const at = [...path, member];
        const data = planted(example.data, at, undefined);
        expectCaughtClosed(data, at);
        expect(paths(validateOpen(type, data))).toContain(pointer(at));
      }
    }
  });

  it('refuses a wrong type in every place, closed and open', () => {
    for (const { path, value } of places) {
      const data = planted(example.data, path, isObject(value) ? 'planted' : { planted: true });
      expectCaughtClosed(data, path);
      expect(paths(validateOpen(type, data))).toContain(pointer(path));
    }
  });

  it('refuses a broken format in every place that has one, closed and open', () => {
    const formatted = places.filter(({ schema: here, value }) => here.format !== undefined && value !== null);
    expect(formatted.length).toBeGreaterThan(0);
    for (const { path, value } of formatted) {
      for (const broken of ['planted', '2026-02-30', String(value).toUpperCase() + 'Z', `urn:uuid:${String(value)}`]) {
        const data = planted(example.data, path, broken);
        expectCaughtClosed(data, path);
        expect(paths(validateOpen(type, data))).toContain(pointer(path));
      }
    }
  });

  it('refuses a further member in every object closed, and lets it pass open', () => {
    for (const { path } of objects) {
      const at = [...path, 'planted'];
      const data = planted(example.data, at, 'a later version');
      expectCaughtClosed(data, at);
      expect(validateOpen(type, data)).toEqual([]);
    }
  });

  it('refuses an unknown value of every enumeration closed, and lets it pass open', () => {
    for (const { path } of places.filter(({ schema: here }) => (here.enum ?? here.const) !== undefined)) {
      const data = planted(example.data, path, 'planted-value');
      expect(judge(data)).toBe(false);
      expect(paths(validateClosed(type, data))).toContain(pointer(path));
      expect(validateOpen(type, data)).toEqual([]);
    }
  });
});
