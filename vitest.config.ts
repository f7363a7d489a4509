import { defineConfig } from 'vitest/config';

// Tests read the sources (condition @estafette/source), so they need no build.
const resolve = { conditions: ['@estafette/source'] };
const ssr = { resolve: { conditions: ['@estafette/source', 'node', 'import', 'module', 'default'] } };
const roots = '{libs,services,infra,contracts,journeys,bench,tools}';

export default defineConfig({
  resolve,
  ssr,
  test: {
    projects: [
      {
        resolve, ssr,
        test: {
          name: 'spec',
          include: [`${roots}/**/*.spec.ts`],
          exclude: ['**/*.int.spec.ts', '**/*.e2e.spec.ts', '**/node_modules/**', '**/dist/**'],
          setupFiles: ['reflect-metadata'],
        },
      },
      {
        resolve, ssr,
        test: {
          name: 'int',
          include: [`${roots}/**/*.int.spec.ts`],
          exclude: ['**/node_modules/**', '**/dist/**'],
          setupFiles: ['reflect-metadata'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve, ssr,
        test: {
          name: 'e2e',
          include: [`${roots}/**/*.e2e.spec.ts`],
          exclude: ['**/node_modules/**', '**/dist/**'],
          setupFiles: ['reflect-metadata'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
