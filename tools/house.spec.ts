import { join } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from './projects.mjs';

// The real configuration judges planted sources. They are not on disk, so the type information comes from a default
// project; nothing else differs from `npm run lint`.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['*/*/src/planted*.ts', '{bench,contracts}/src/planted*.ts'],
          defaultProject: 'tsconfig.base.json',
          maximumDefaultProjectFileMatchCount_THIS_WILL_SLOW_DOWN_LINTING: 100,
        },
      },
    },
  },
});

/** The rules that a planted file breaks, with what they say. */
async function faults(filePath: string, source: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${source}\n`, { filePath: join(root, filePath) });
  return (result?.messages ?? [])
    .filter(({ ruleId }) => ruleId !== '@typescript-eslint/no-unused-vars')
    .map(({ ruleId, message }) => `${ruleId ?? 'parser'}: ${message}`);
}

const service = 'services/challenges/src/planted.ts';
const boundary = expect.stringContaining('@nx/enforce-module-boundaries');
const banned = expect.stringContaining('no-restricted-imports');

// The first look loads TypeScript and draws the whole project graph.
beforeAll(() => faults(service, 'export {};'), 120_000);

describe('module boundaries', () => {
  it.each([
    ['a service imports another service', service, '@estafette/validation'],
    ['a service imports the local servers', service, '@estafette/local-servers'],
    ['the event store imports messaging', 'libs/event-store/src/planted.ts', '@estafette/messaging'],
    ['messaging imports the service host', 'libs/messaging/src/planted.ts', '@estafette/service-host'],
    ['a library imports a service', 'libs/service-host/src/planted.ts', '@estafette/challenges'],
    ['contracts import a library', 'contracts/src/planted.ts', '@estafette/decider'],
    ['the verifier imports another library', 'libs/verifier/src/planted.ts', '@estafette/decider'],
    ['a relative path leads into another service', service, '../../validation/src/index.js'],
    ['a spec of a service imports another service', 'services/challenges/src/planted.spec.ts', '@estafette/validation'],
  ])('catches that %s', async (_, file, target) => {
    expect(await faults(file, `export * from '${target}';`)).toContainEqual(boundary);
  });

  it.each([
    ['the decider library imports another library', 'libs/decider/src/planted.ts', '@estafette/event-store'],
    ['the decider library imports a package', 'libs/decider/src/planted.ts', 'uuid'],
    ['kafkajs is imported by a service', service, 'kafkajs'],
    ['kafkajs is imported by another library', 'libs/service-host/src/planted.ts', 'kafkajs'],
    ['kafkajs is imported by a spec of a service', 'services/challenges/src/planted.spec.ts', 'kafkajs'],
    ['test-kit is imported by what runs', service, '@estafette/test-kit'],
    ['the browser of test-kit is imported by what runs', service, '@estafette/test-kit/browser'],
    ['test-kit is imported by a bench', 'bench/src/planted.ts', '@estafette/test-kit'],
    ['test-kit is imported by what a library runs', 'libs/messaging/src/planted.ts', '@estafette/test-kit'],
    ['vitest is imported by what runs', service, 'vitest'],
    ['a library imports Prisma', 'libs/event-store/src/planted.ts', '@prisma/client'],
    ['the verifier imports a module of Node', 'libs/verifier/src/planted.ts', 'node:crypto'],
  ])('catches that %s', async (_, file, target) => {
    expect(await faults(file, `export * from '${target}';`)).toContainEqual(banned);
  });

  it.each([
    ['a service imports a library', service, '@estafette/service-host'],
    ['a service imports contracts', service, '@estafette/contracts'],
    ['a spec of a service imports test-kit', 'services/challenges/src/planted.spec.ts', '@estafette/test-kit'],
    ['messaging imports kafkajs', 'libs/messaging/src/planted.ts', 'kafkajs'],
    ['a bench imports kafkajs', 'bench/src/planted.ts', 'kafkajs'],
    ['a service imports the verifier', 'services/credentials/src/planted.ts', '@estafette/verifier'],
    ['the region imports a service', 'infra/region/src/planted.ts', '@estafette/challenges'],
  ])('allows that %s', async (_, file, target) => {
    const found = await faults(file, `export * from '${target}';`);
    expect(found.filter((fault) => /boundaries|restricted-imports/.test(fault))).toEqual([]);
  });
});

describe.each(['decider', 'events', 'view', 'rules'])('purity of *.%s.ts', (suffix) => {
  const file = `services/challenges/src/planted.${suffix}.ts`;

  it.each([
    '@nestjs/common',
    '@prisma/client',
    'node:crypto',
    'fs',
    'pg',
    'fastify',
    'zod',
    'uuid',
    '@estafette/service-host',
    '@estafette/messaging',
    '../generated/client.js',
    './challenge.controller.js',
  ])('catches an import of %s', async (target) => {
    expect(await faults(file, `export * from '${target}';`)).toContainEqual(banned);
  });

  it('catches values of the event store, and takes its types', async () => {
    expect(await faults(file, `import { append } from '@estafette/event-store';\nappend();`)).toContainEqual(banned);
    const types = await faults(file, `import type { View } from '@estafette/event-store';\nexport type Board = View;`);
    expect(types).not.toContainEqual(banned);
  });

  it.each([
    ['no-restricted-properties', 'export const at = () => Date.now();'],
    ['no-restricted-properties', 'export const { now } = Date;'],
    ['no-restricted-properties', 'export const luck = () => Math.random();'],
    ['no-restricted-syntax', 'export const at = () => new Date();'],
    ['no-restricted-syntax', 'export const at = () => Date();'],
    ['no-restricted-syntax', 'export const clock = Date;'],
    ['no-restricted-syntax', "export const load = () => import('node:fs');"],
    ['no-restricted-syntax', 'export async function decide() { await null; }'],
    ['no-restricted-syntax', 'const mark = (c: unknown) => c;\n@mark\nexport class Challenge {}'],
    ['no-restricted-globals', 'export const id = () => crypto.randomUUID();'],
    ['no-restricted-globals', 'export const at = () => performance.now();'],
    ['no-restricted-globals', 'setTimeout(() => 0, 1);'],
    ['no-restricted-globals', "export const home = process.env['HOME'];"],
    ['no-restricted-globals', 'export const at = () => globalThis.Date;'],
  ])('catches (%s) %s', async (rule, source) => {
    expect(await faults(file, source)).toContainEqual(expect.stringMatching(new RegExp(`^${rule}: `)));
  });

  it('takes what only computes', async () => {
    const pure = [
      `import { DomainError } from '@estafette/decider';`,
      `import { legOf } from './leg.rules.js';`,
      `import type { ChallengeEvent } from './challenge.events.js';`,
      `export const before = (a: string, b: string) => new Date(a).getTime() < Date.parse(b);`,
      `export { DomainError, legOf, type ChallengeEvent };`,
    ];
    const found = await faults(file, pure.join('\n'));
    expect(found.filter((fault) => /restricted/.test(fault))).toEqual([]);
  });
});

describe('the rest of the house', () => {
  it('catches a floating promise', async () => {
    const source = 'export const start = async () => Promise.resolve(1);\nexport function go() {\n  start();\n}';
    expect(await faults(service, source)).toContainEqual(expect.stringContaining('no-floating-promises'));
  });

  const open = `export type Step = { type: 'Posted' } | { type: 'Accepted' };\nexport function say(step: Step) {\n  switch (step.type) {\n    case 'Posted':\n      return 1;`;
  const exhaustive = expect.stringContaining('switch-exhaustiveness-check');

  it('catches a switch that forgets a case', async () => {
    expect(await faults(service, `${open}\n  }\n  return 2;\n}`)).toContainEqual(exhaustive);
  });

  it('takes a default for a forgotten case, but not in a decider', async () => {
    const source = `${open}\n    default:\n      return 2;\n  }\n}`;
    expect(await faults(service, source)).not.toContainEqual(exhaustive);
    expect(await faults('services/challenges/src/planted.decider.ts', source)).toContainEqual(exhaustive);
  });

  it('catches any', async () => {
    const source = 'export const read = (text: string) => JSON.parse(text).title;';
    expect(await faults(service, source)).toContainEqual(expect.stringContaining('no-unsafe'));
  });

  it('catches a file of more than 300 lines, blank lines and comments counted', async () => {
    const lines = (count: number) =>
      ['// a file', ...Array.from({ length: count - 2 }, () => ''), 'export {};'].join('\n');
    const long = expect.stringContaining('max-lines');
    expect(await faults(service, lines(300))).not.toContainEqual(long);
    expect(await faults(service, lines(301))).toContainEqual(long);
    expect(await faults('tools/planted.mjs', lines(301))).toContainEqual(long);
    expect(await faults('services/challenges/src/planted.spec.ts', lines(400))).not.toContainEqual(long);
    expect(await faults('services/challenges/src/planted.spec.ts', lines(401))).toContainEqual(long);
  });
});
