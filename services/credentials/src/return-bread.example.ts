import { randomUUID } from 'node:crypto';
import type { ValidationGranted } from '@estafette/contracts';
import type { Criterion, Definition } from './achievement/achievement.events.js';

// What the specs of this service work with: the achievement that people earn with return bread, its grant, and who issues it.

const criterion = (name: string, statement: string, required = true): Criterion => {
  const levels = ['with help', 'on your own'].map((level, index) => ({
    levelId: randomUUID(),
    name: level,
    rank: index + 1,
  }));
  return {
    criterionId: randomUUID(),
    name,
    statement,
    required,
    requiredLevelId: levels[1]?.levelId ?? '',
    levels,
  };
};

/** A definition with ids of its own. */
export const returnBread = (): Definition => ({
  achievementType: 'Competency',
  awardingFramework: null,
  name: 'Working with return bread',
  description: 'Makes something worth eating out of bread that comes back.',
  inLanguage: 'en',
  fields: ['food'],
  criteria: [
    criterion('Measures what comes back', 'They counted the bread that came back, for two weeks.'),
    criterion('Bakes something new', 'They baked something out of return bread that was sold.'),
    criterion('Explains it', 'They explained to a colleague what waste costs.', false),
  ],
  worth: 'Bakeries in the region know it and ask for it.',
  notWorth: 'It is no diploma, gives no exemption, and no claim to pay.',
  standardElements: {
    learningOutcomes: ['Knows what comes back and why.', 'Can make something of it that is sold.'],
    studyLoad: { unit: 'ects', value: 2.5 },
    level: { basis: 'indicative', eqf: 4, nlqf: '4', cycle: null },
    assessmentTypes: ['practical-assessment', 'portfolio'],
    participation: 'work-based',
    qualityAssurance: { type: 'internal', statement: 'The exam board of the school looks after it.' },
    prerequisites: null,
    supervision: 'supervised-on-site-identified',
    stackability: 'stackable',
    furtherInformation: 'https://school.example/return-bread',
  },
  alignments: [
    {
      kind: 'skill',
      name: 'bake bread',
      url: 'https://esco.example/skills/bake-bread',
      framework: 'ESCO',
      code: null,
    },
  ],
  translations: [],
  tags: ['bread'],
  validForMonths: null,
  image: null,
});

/** A grant on every criterion of a definition. */
export const grantOf = (
  { criteria }: Definition,
  more: Pick<ValidationGranted, 'achievementId' | 'organisationId' | 'learnerId'> & Partial<ValidationGranted>,
): ValidationGranted => ({
  validationId: randomUUID(),
  achievementVersion: 1,
  results: criteria.map(({ criterionId, requiredLevelId }) => ({ criterionId, levelId: requiredLevelId })),
  evidence: [{ evidenceId: randomUUID(), sha256: '0123456789abcdef'.repeat(4) }],
  // For no organisation, so that none needs to be known; with one, the workplace endorses what is issued.
  statement: { statementId: randomUUID(), organisationId: null, basis: 'appointed-practitioner' },
  assessedBy: [randomUUID()],
  period: { start: '2026-09-01', end: '2026-11-14' },
  grantedAt: new Date(Date.now() - 60_000).toISOString(),
  ...more,
});

/** That an organisation is registered, as the organisations service tells it. */
export const registeredAs = (organisationId: string, kind = 'school', name: string | null = 'School for Food') => ({
  type: 'nl.estafette.organisations.organisation-registered.v1',
  subject: `organisation-${organisationId}`,
  data: { organisationId, kind, soleTrader: name === null, name },
});
