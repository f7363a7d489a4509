import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// The real tools, on a copy of this folder in which something is planted.

const contracts = fileURLToPath(new URL('..', import.meta.url));
const GENERATED = [
  'src/generated/data.ts',
  'src/generated/validators.js',
  'src/generated/validators.d.ts',
  'asyncapi.json',
];
const ACCEPTED = 'events/challenges/baton-accepted.v1';
const SCHEMA = `${ACCEPTED}.schema.json`;

interface Schema {
  properties: Record<string, Record<string, unknown>>;
  [keyword: string]: unknown;
}

const isFailure = (error: unknown): error is { stderr: string } =>
  typeof error === 'object' && error !== null && 'stderr' in error && typeof error.stderr === 'string';

let copy: string;

/** What a tool says: `''` when it is content, else its faults. */
async function faultsOf(tool: 'check' | 'generate'): Promise<string> {
  try {
    await promisify(execFile)(process.execPath, [join(contracts, 'tools', `${tool}.mjs`), copy]);
    return '';
  } catch (error) {
    if (isFailure(error)) return error.stderr;
    throw error;
  }
}

const read = (path: string): Promise<string> => readFile(join(copy, path), 'utf8');
const write = (path: string, text: string): Promise<void> => writeFile(join(copy, path), text);
const readAll = (): Promise<string[]> => Promise.all(GENERATED.map(read));

async function plant(path: string, change: (schema: Schema) => void): Promise<void> {
  const schema = JSON.parse(await read(path)) as Schema;
  change(schema);
  await write(path, JSON.stringify(schema));
}

beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'estafette-contracts-'));
  for (const part of ['events', 'src/generated', 'asyncapi.json']) {
    await cp(join(contracts, part), join(copy, part), { recursive: true });
  }
});
afterEach(() => rm(copy, { recursive: true }));

describe('npm run -w contracts check', () => {
  it('is content with what is committed', async () => {
    expect(await faultsOf('check')).toBe('');
  });

  it('catches a schema that changed without generating, and generating mends it', async () => {
    await plant(SCHEMA, (schema) => {
      schema['description'] = 'Planted.';
    });
    const faults = await faultsOf('check');
    expect(faults).toContain('src/generated/data.ts: has drifted');
    expect(faults).toContain('asyncapi.json: has drifted');
    expect(await faultsOf('generate')).toBe('');
    expect(await faultsOf('check')).toBe('');
  });

  it('catches generated code that was edited, taken away or left behind', async () => {
    await write('src/generated/validators.js', `${await read('src/generated/validators.js')}// planted\n`);
    await write('src/generated/planted.ts', '');
    await rm(join(copy, 'src/generated/validators.d.ts'));
    const faults = await faultsOf('check');
    expect(faults).toContain('src/generated/validators.js: has drifted');
    expect(faults).toContain('src/generated/validators.d.ts: is missing');
    expect(faults).toContain('src/generated/planted.ts: is not generated any more');
  });

  it('catches a missing example, a wrong one and one that belongs to nothing', async () => {
    await rm(join(copy, `${ACCEPTED}.example.json`));
    await write('events/challenges/planted.v1.example.json', '{}');
    const wrong = 'events/challenges/leg-started.v1.example.json';
    await write(
      wrong,
      (await read(wrong))
        .replace('"kind"', '"sort"')
        .replace('"partitionkey": "', '"partitionkey": "x')
        .replace('.leg-started.v1"', ':nl.estafette.challenges.leg-started.v1"'),
    );
    const faults = await faultsOf('check');
    expect(faults).toContain(`${SCHEMA}: has no example; add ${ACCEPTED}.example.json`);
    expect(faults).toContain(`${wrong} /data/from`);
    expect(faults).toContain(`${wrong} /partitionkey: is not the subject`);
    expect(faults).toContain(`${wrong} /id: is not <event id>.leg-started.v1`);
    expect(faults).toContain('events/challenges/planted.v1.example.json: is neither');
  });

  it('catches what AsyncAPI does not allow', async () => {
    await write('asyncapi.json', (await read('asyncapi.json')).replace('"action": "send"', '"action": "shout"'));
    expect(await faultsOf('check')).toMatch(
      /asyncapi\.json \/operations\/publish-challenges\/action: .*allowed values/,
    );
  });

  it('catches members that sound personal: nothing personal on the wire', async () => {
    const members = [
      'name',
      'email',
      'address',
      'learnerName',
      'homeAddress',
      'phone_number',
      'birthDate',
      'kvkNumber',
    ];
    await plant(SCHEMA, (schema) => {
      for (const member of members)
        schema.properties[member] = { description: 'Planted.', type: 'string', format: 'date' };
    });
    const faults = [await faultsOf('check'), await faultsOf('generate')];
    for (const member of members) {
      const fault = `${SCHEMA} /${member}: a member called "${member}" sounds personal`;
      expect(faults).toEqual([expect.stringContaining(fault), expect.stringContaining(fault)]);
    }
  });

  it('catches free text whatever it is called, in lists too', async () => {
    await plant(SCHEMA, (schema) => {
      schema.properties['remark'] = { description: 'Planted.', type: 'string' };
      schema.properties['quotes'] = {
        description: 'Planted.',
        type: 'array',
        items: { description: 'Planted.', type: ['string', 'null'] },
      };
      schema.properties['anything'] = { description: 'Planted.', type: 'string', pattern: '.*' };
    });
    const faults = await faultsOf('check');
    for (const path of ['/remark', '/quotes/*', '/anything']) expect(faults).toContain(`${SCHEMA} ${path}: free text`);
  });

  it('catches a schema that is open, undescribed, or says what the readings do not understand', async () => {
    await plant(SCHEMA, (schema) => {
      delete schema['additionalProperties'];
      schema['$id'] = 'planted';
      schema['required'] = ['planted'];
      schema.properties['digest'] = { type: 'string', format: 'uri', not: {} };
      schema.properties['either'] = { description: 'Planted.', oneOf: [{ description: 'Planted.', type: 'object' }] };
    });
    const faults = await faultsOf('check');
    expect(faults).toContain('/: is not closed');
    expect(faults).toContain('/: $id is not urn:estafette:contracts:challenges:baton-accepted:v1');
    expect(faults).toContain('/planted: is required but not described');
    expect(faults).toContain('/digest: has no description');
    expect(faults).toContain('/digest: the format "uri" is not used here');
    expect(faults).toContain('/digest: the keyword "not" is not used here');
    expect(faults).toContain('/either: the branches of oneOf need one member that is a constant in each');
  });
});

describe('npm run -w contracts generate', () => {
  it('writes the same again, also from an empty folder', async () => {
    const before = await readAll();
    await rm(join(copy, 'src/generated'), { recursive: true });
    expect(await faultsOf('generate')).toBe('');
    expect(await readAll()).toEqual(before);
  });

  it('makes validators that run where code may not be made at run time', async () => {
    const script = `
      const { closed } = await import(process.argv[1]);
      const validate = closed['nl.estafette.challenges.leg-started.v1'];
      let made = true; try { new Function('') } catch { made = false }
      console.log(JSON.stringify([validate({}), made]));`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--disallow-code-generation-from-strings',
      '--input-type=module',
      '--eval',
      script,
      new URL('./generated/validators.js', import.meta.url).href,
    ]);
    expect(JSON.parse(stdout)).toEqual([false, false]);
  });
});
