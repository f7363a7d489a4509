// Packages that only some folders may import. ESLint replaces a rule's options instead of merging them, so every folder's
// whole list is put together here.

const ban = (regex, message, more = {}) => ({ regex, message, ...more });

const kafka = ban('^kafkajs($|/)', 'Only libs/messaging imports kafkajs.');
const testKit = ban('^@estafette/test-kit($|/)', 'test-kit is for specs.');
const vitest = ban('^(vitest(?!/config$)|fast-check)($|/)', 'Test tools are for specs.');
const prisma = ban('(^@prisma/|^prisma($|/)|/generated/)', 'Libraries never see Prisma.');
const node = ban(
  '^(node:|(crypto|fs|path|zlib|buffer|timers|http|https)($|/))',
  'The verifier runs in a browser too: what it asks of Node stands in src/platform/node.ts.',
);
const packages = ban('^[^.]', 'The decider library imports nothing.');

/** Suffixes of files that only compute. A pure file may import another one, so the rules below hold for the whole chain. */
export const pureSuffixes = ['decider', 'events', 'view', 'state', 'commands', 'rules'];
const pureFile = `\\.(${pureSuffixes.join('|')})\\.js$`;

const impure = [
  ban(
    '^(?!\\.{1,2}/|@estafette/(decider|event-store|contracts)$)',
    'Deciders, events and views are pure: they import @estafette/decider, types of @estafette/event-store and @estafette/contracts, and each other.',
  ),
  ban('^@estafette/(event-store|contracts)$', 'A pure file takes only types from here: use import type.', {
    allowTypeImports: true,
  }),
  ban(
    `^\\.{1,2}/(?!.*${pureFile})`,
    `A pure file takes values only from pure files (${pureSuffixes.map((suffix) => `*.${suffix}.ts`).join(', ')}).`,
    { allowTypeImports: true },
  ),
];

const restrict = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

export const importRules = {
  everywhere: restrict(kafka, testKit, vitest),
  libraries: restrict(kafka, testKit, vitest, prisma),
  messaging: restrict(testKit, vitest, prisma),
  // What we add to Kafka is held against kafkajs alone.
  bench: restrict(testKit, vitest),
  decider: restrict(packages),
  verifier: restrict(kafka, testKit, vitest, prisma, node),
  testKit: restrict(kafka, prisma),
  specs: restrict(kafka),
  // What nobody sends in earnest, and an operator's hand at the broker, come from outside of the product.
  faultsTopics: restrict(),
  messagingSpecs: { '@typescript-eslint/no-restricted-imports': 'off' },
  pure: restrict(...impure),
};
