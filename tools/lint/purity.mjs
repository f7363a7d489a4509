// Deciders, events and views compute from what they are given, so that tests take milliseconds and a replay says the same
// every time. Time, ids and randomness arrive in the command.

import { importRules, pureSuffixes } from './imports.mjs';

const given = 'take it from the command or event';

const globals = [
  'crypto',
  'performance',
  'process',
  'console',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'globalThis',
  'global',
  'Temporal',
  'require',
].map((name) => ({ name, message: `A pure file has no clock, randomness or outside world: ${given}.` }));

const syntax = [
  { selector: 'Decorator', message: 'A pure file has no decorators: Nest stays in controllers and modules.' },
  { selector: 'ImportExpression', message: 'A pure file loads nothing while it runs.' },
  { selector: ':function[async=true]', message: 'A pure file answers at once: no async.' },
  { selector: 'AwaitExpression', message: 'A pure file answers at once: no await.' },
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: `new Date() reads the clock: ${given}.`,
  },
  { selector: 'CallExpression[callee.name="Date"]', message: `Date() reads the clock: ${given}.` },
  {
    selector:
      ':not(NewExpression, CallExpression, MemberExpression, TSTypeReference, BinaryExpression) > Identifier[name="Date"]',
    message: 'Date is not passed on: its clock would go with it.',
  },
];

const properties = [
  { object: 'Date', property: 'now', message: `Date.now() reads the clock: ${given}.` },
  { object: 'Math', property: 'random', message: `Math.random() differs each time: ${given}.` },
];

export const purity = {
  name: 'estafette/purity',
  files: pureSuffixes.map((suffix) => `**/src/**/*.${suffix}.ts`),
  rules: {
    ...importRules.pure,
    'no-restricted-globals': ['error', ...globals],
    'no-restricted-syntax': ['error', ...syntax],
    'no-restricted-properties': ['error', ...properties],
  },
};
