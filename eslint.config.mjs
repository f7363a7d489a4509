import nxPlugin from '@nx/eslint-plugin';
import { createProjectGraphAsync } from '@nx/devkit';
import prettier from 'eslint-config-prettier/flat';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { sourceBoundaries, specBoundaries } from './tools/lint/boundaries.mjs';
import { importRules } from './tools/lint/imports.mjs';
import { purity } from './tools/lint/purity.mjs';

// The boundary rule reads Nx's project graph from disk and silently skips when it is missing or old, so it is made here.
process.env['NX_DAEMON'] = 'false';
await createProjectGraphAsync({ exitOnError: true });

const specs = ['**/*.spec.ts', '**/*.arbitrary.ts', '**/*.set-up.ts', 'journeys/**/*.journey.ts', 'faults/src/**/*.ts'];
const typed = ['{libs,services,infra,contracts,journeys,faults,bench,tools}/**/*.ts', '*.ts'];
const maxLines = (max) => ['error', { max, skipBlankLines: false, skipComments: false }];

export default defineConfig(
  { ignores: ['**/dist/', '**/generated/', '**/node_modules/', '**/out/', '.nx/', '.data/', 'coverage/', '**/*.d.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    name: 'estafette/typescript',
    files: typed,
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { '@nx': nxPlugin },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...importRules.everywhere,
      '@nx/enforce-module-boundaries': sourceBoundaries,
      '@typescript-eslint/no-floating-promises': 'error',
      // A default that says "nothing to do" is an answer for a union, except where every event must be decided on (below).
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `this: void` says that a function may be taken off its object, as deciders and views are.
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'max-lines': maxLines(300),
    },
  },
  { name: 'estafette/libraries', files: ['libs/**/*.ts'], rules: importRules.libraries },
  { name: 'estafette/messaging', files: ['libs/messaging/**/*.ts'], rules: importRules.messaging },
  { name: 'estafette/decider', files: ['libs/decider/**/*.ts'], rules: importRules.decider },
  {
    name: 'estafette/verifier',
    files: ['libs/verifier/src/**/*.ts'],
    ignores: ['**/platform/node.ts', '**/*.example.ts', ...specs],
    rules: {
      ...importRules.verifier,
      'no-restricted-globals': ['error', 'Buffer', 'process', 'global', 'setImmediate', 'require', '__dirname'],
    },
  },
  { name: 'estafette/test-kit', files: ['libs/test-kit/**/*.ts'], rules: importRules.testKit },
  { name: 'estafette/bench', files: ['bench/**/*.ts'], rules: importRules.bench },
  purity,
  {
    name: 'estafette/every-event-decided',
    files: ['**/src/**/*.{decider,events,state}.ts'],
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: false }],
    },
  },
  {
    name: 'estafette/specs',
    files: specs,
    rules: {
      ...importRules.specs,
      '@nx/enforce-module-boundaries': specBoundaries,
      // expect.any() and expect.objectContaining() are typed any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      'max-lines': maxLines(400),
    },
  },
  { name: 'estafette/messaging-specs', files: ['libs/messaging/**/*.spec.ts'], rules: importRules.messagingSpecs },
  { name: 'estafette/faults-topics', files: ['faults/src/chain/topics.ts'], rules: importRules.faultsTopics },
  { name: 'estafette/plain-javascript', files: ['**/*.mjs'], rules: { 'max-lines': maxLines(300) } },
  prettier,
);
