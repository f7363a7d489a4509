import { defineConfig } from 'vitest/config';

// Tests read the sources (condition @estafette/source), so they need no build.
const resolve = { conditions: ['@estafette/source'] };
// No 'import' here: workers would hand it to Node, and `require` of a package would find its ES modules.
const ssr = { resolve: { conditions: ['@estafette/source', 'node'] } };
// The global setup runs in an environment of Vitest's own, which reads neither of the two above.
const environments = { __vitest__: { resolve } };
const roots = '{libs,services,infra,contracts,journeys,faults,bench,tools}';
const never = ['**/node_modules/**', '**/dist/**'];
const setupFiles = ['reflect-metadata'];

export default defineConfig({
  resolve,
  ssr,
  test: {
    reporters: ['default', './tools/closing-reporter.mjs'],
    // Most of the time goes by waiting for servers and brokers, so two files at once use two cores well.
    maxWorkers: 2,
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'spec',
          include: [`${roots}/**/*.spec.ts`],
          exclude: ['**/*.int.spec.ts', '**/*.e2e.spec.ts', '**/*.fault.spec.ts', ...never],
          setupFiles,
          // Only against what never ends: how long a test takes says nothing where others work on the same machine.
          testTimeout: 300_000,
        },
      },
      {
        resolve,
        ssr,
        environments,
        test: {
          name: 'int',
          include: [`${roots}/**/*.int.spec.ts`],
          globalSetup: ['libs/test-kit/src/global-setup.ts'],
          exclude: never,
          setupFiles,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve,
        ssr,
        environments,
        test: {
          name: 'e2e',
          include: [`${roots}/**/*.e2e.spec.ts`],
          globalSetup: ['libs/test-kit/src/global-setup.ts'],
          exclude: never,
          setupFiles,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          // Not part of a plain run: tools/faults.mjs starts it, with a scale and a seed.
          name: 'faults',
          include: ['faults/src/**/*.fault.spec.ts'],
          exclude: never,
          setupFiles,
          testTimeout: 1_800_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
