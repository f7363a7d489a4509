import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './projects.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'estafette-closing-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const spec = (name: string, body: string) =>
  writeFileSync(
    join(folder, `${name}.spec.ts`),
    `import { beforeAll, describe, expect, it } from 'vitest';\n${body}\n`,
  );

/** Runs Vitest on the planted specs. Gives its exit code and the last line that it prints. */
function run() {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=dot', `--reporter=${join(root, 'tools/closing-reporter.mjs')}`];
  const { TEST_COUNTS: _, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, [vitest, 'run', '--root', folder, ...reporters], {
    env,
    encoding: 'utf8',
  });
  return { status, closing: stdout.trimEnd().split('\n').at(-1) };
}

describe('the closing line', { timeout: 30_000 }, () => {
  it('counts what passed', () => {
    spec('good', `it('a', () => {}); it.each([1, 2])('b %i', () => {});`);
    expect(run()).toEqual({ status: 0, closing: '3 passed, 0 failed' });
  });

  it('counts what failed, and says what was skipped', () => {
    spec('good', `it('a', () => {}); it.skip('b', () => {});`);
    spec('bad', `it('a', () => expect(1).toBe(2));`);
    expect(run()).toEqual({ status: 1, closing: '1 passed, 1 failed, 1 skipped' });
  });

  it.each([
    ['a module that cannot be loaded', `import './nowhere.js';`],
    ['a module that throws', `throw new Error('planted');`],
    ['an error that no test awaits', `it('a', () => {}); Promise.reject(new Error('planted'));`],
    [
      'a hook that fails',
      `describe('a', () => { beforeAll(() => { throw new Error('planted'); }); it('b', () => {}); });`,
    ],
  ])('counts %s as failed', (_what, body) => {
    spec('bad', body);
    const { status, closing } = run();
    expect(status).toBe(1);
    expect(closing).toMatch(/^\d passed, [1-9] failed/);
  });

  it('counts finding no test as failed', () => {
    expect(run()).toEqual({ status: 1, closing: '0 passed, 1 failed' });
  });
});
