import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './projects.mjs';

interface Service {
  image?: string;
  build?: { dockerfile: string; args: { SERVICE: string } };
  read_only?: boolean;
  tmpfs?: string[];
  healthcheck?: { test: string[] };
  profiles?: string[];
  ports?: string[];
  environment?: Record<string, string>;
}
interface Compose {
  services: Record<string, Service>;
}

const text = (path: string) => readFileSync(join(root, path), 'utf8');
const read = (yaml: string) => parse(yaml, { merge: true }) as Compose;
const source = text('docker-compose.yml');
const compose = read(source);
const folders = readdirSync(join(root, 'services'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

// The schema's own formats (ports, durations) are hints for editors; strict mode would refuse them.
const isCompose = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(
  JSON.parse(text('tools/vendor/compose-spec.schema.json')) as object,
);
const faults = (document: unknown) => {
  isCompose(document);
  return (isCompose.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? ''}`);
};

describe('docker-compose.yml', () => {
  it('is valid by the Compose specification', () => {
    expect(faults(compose)).toEqual([]);
  });

  it.each([
    ['an unknown key', source.replace('restart: unless-stopped', 'restarts: unless-stopped')],
    ['a wrong type', source.replace('read_only: true', 'read_only: [true]')],
    ['a service that is no mapping', source.replace('services:', 'services:\n  planted: here')],
  ])('is checked: %s is found', (_, planted) => {
    expect(planted).not.toBe(source);
    expect(faults(read(planted))).not.toEqual([]);
  });

  it('runs official images of PostgreSQL 18 and Kafka, and none without a version', () => {
    expect(compose.services['postgres']?.image).toMatch(/^postgres:18\./);
    expect(compose.services['kafka']?.image).toBe('apache/kafka:4.3.1');
    const images = Object.values(compose.services).map(({ image }) => image ?? '');
    expect(images.filter((image) => !/:[^:]+$/.test(image) || image.endsWith(':latest'))).toEqual([]);
  });

  it.each(folders)('has %s, built from the one Dockerfile, read-only and watched', (folder) => {
    expect(compose.services[folder]).toMatchObject({
      build: { dockerfile: 'infra/images/Dockerfile', args: { SERVICE: folder } },
      read_only: true,
      tmpfs: ['/tmp'],
      healthcheck: { test: expect.arrayContaining([expect.stringContaining('/health/ready')]) },
    });
  });

  it('starts nothing that has no folder', () => {
    const built = Object.values(compose.services).flatMap(({ build }) => build?.args.SERVICE ?? []);
    expect(built.sort()).toEqual(folders.sort());
  });

  it('keeps telemetry behind its profile', () => {
    const withProfile = Object.entries(compose.services).filter(([, { profiles }]) => profiles !== undefined);
    expect(withProfile.map(([name, { profiles }]) => [name, profiles])).toEqual(
      ['otel-collector', 'jaeger', 'prometheus'].map((name) => [name, ['telemetry']]),
    );
  });

  it('opens ports on this machine only', () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(new Set(ports).size).toBe(ports.length);
  });
});

describe('secrets', () => {
  const secretName = /PASSWORD|SECRET|VAULT_KEY|FIRST_ADMIN/;
  const required = new Set([...source.matchAll(/\$\{([A-Z_]+):\?[^}]+\}/g)].map(([, name]) => name ?? ''));
  const scratch = mkdtempSync(join(tmpdir(), 'estafette-env-'));
  afterAll(() => rmSync(scratch, { recursive: true }));
  const namesIn = (env: string) => [...env.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);

  it('come from the environment, never from the file', () => {
    const values = Object.values(compose.services).flatMap(({ environment }) => Object.entries(environment ?? {}));
    const secrets = values.filter(([name]) => secretName.test(name));
    expect(secrets.length).toBeGreaterThan(20);
    for (const [name, value] of secrets) expect(value, name).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$|^[a-z-]+$/);
    const withPassword = values.filter(([, value]) => value.includes('postgresql://'));
    for (const [name, value] of withPassword)
      expect(value, name).toMatch(/^postgresql:\/\/\w+:\$\{\w+_PASSWORD:\?[^}]+\}@/);
  });

  it('are all named in .env.example, without a value', () => {
    const example = text('.env.example');
    expect(namesIn(example).sort()).toEqual([...required].sort());
    expect(example.match(/^[A-Z_]+=.+$/gm)).toBeNull();
  });

  it('are all made by npm run compose:env, which spares an existing file', () => {
    const file = join(scratch, '.env');
    const make = () => execFileSync(process.execPath, [join(root, 'tools/compose-env.mjs'), file], { stdio: 'pipe' });
    make();
    const made = readFileSync(file, 'utf8');
    expect(namesIn(made).sort()).toEqual([...required].sort());
    const values = made.split('\n').flatMap((line) => /^[A-Z_]+=(.+)$/.exec(line)?.[1] ?? []);
    expect(new Set(values).size).toBe(required.size);
    for (const [key] of made.matchAll(/(?<=_VAULT_KEY=).+/g)) expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect(make).toThrow(/is there already/);
    expect(readFileSync(file, 'utf8')).toBe(made);
  });
});
