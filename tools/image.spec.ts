import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { closure, collect } from '../infra/images/collect.mjs';
import { build } from './build.mjs';
import { projects, root } from './projects.mjs';

const services = readdirSync(join(root, 'services'));
const scratch = mkdtempSync(join(tmpdir(), 'estafette-image-'));
afterAll(() => rmSync(scratch, { recursive: true }), 60_000);

describe('an image', () => {
  it.each(services)('of %s holds nothing that only builds or tests', (service) => {
    const tools =
      /(^|\/)(test-kit|local-servers|vitest|typescript|eslint|nx|prettier|testcontainers|@swc\/core|prisma)$/;
    expect(closure(service).filter((path) => tools.test(path))).toEqual([]);
  });

  it('refuses a service that does not exist', () => {
    expect(() => closure('planted')).toThrow();
  });

  // Between them these two need every package that any service needs.
  it.each(['identity', 'credentials'])(
    'of %s holds all that its code imports',
    { timeout: 60_000 },
    async (service) => {
      await build(projects(), () => undefined);
      const target = join(scratch, service);
      collect(service, target);
      const folder = join(target, 'services', service);
      const load = ['--input-type=module', '-e', "await import('./dist/index.js')"];
      await expect(promisify(execFile)(process.execPath, load, { cwd: folder })).resolves.toMatchObject({ stderr: '' });
    },
  );

  it('gets kafkajs as patches/ changes it', () => {
    const queue = readFileSync(join(root, 'node_modules/kafkajs/src/network/requestQueue/index.js'), 'utf8');
    expect(queue).toContain('if (scheduleAt <= 0) return');
  });
});
