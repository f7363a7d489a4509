import { CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT } from './contexts/contexts.js';
import type { AchievementCredential, Alignment, Profile, ResultDescription } from './document/credential.js';

const uuid = (number: string): string => `urn:uuid:0199a2f4-7c10-7000-8000-${number.padStart(12, '0')}`;
const level = (criterion: number, rank: number): string => uuid(`${criterion}0${rank}`);

const criterion = (number: number, name: string): ResultDescription => ({
  id: uuid(`${number}00`),
  type: ['ResultDescription'],
  name,
  resultType: 'RubricCriterionLevel',
  requiredLevel: level(number, 2),
  rubricCriterionLevel: [
    { id: level(number, 1), type: ['RubricCriterionLevel'], name: 'with help', level: '1' },
    { id: level(number, 2), type: ['RubricCriterionLevel'], name: 'on your own', level: '2' },
    {
      id: level(number, 3),
      type: ['RubricCriterionLevel'],
      name: 'and can teach it',
      level: '3',
      description: 'Has shown it to "somebody else".',
    },
  ],
});

const alignment = (targetType: string, targetName: string, targetUrl: string): Alignment => ({
  type: ['Alignment'],
  targetName,
  targetUrl,
  targetType,
});

const result = (criterionNumber: number, rank: number) => ({
  type: ['Result'] as const,
  resultDescription: uuid(`${criterionNumber}00`),
  achievedLevel: level(criterionNumber, rank),
});

/** What a baker in training earned with return bread, as a usual credential of ours has it; not signed yet. */
export function returnBread(
  issuer: string = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
): AchievementCredential {
  const school: Profile = { id: issuer, type: ['Profile'], name: 'School for Food, Zwolle' };
  return {
    '@context': [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT],
    id: uuid('1'),
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: 'Working with return bread',
    issuer: { ...school, address: { type: ['Address'], addressCountryCode: 'NL', addressRegion: 'Overijssel' } },
    validFrom: '2026-11-21T14:33:00Z',
    credentialSubject: {
      type: ['AchievementSubject'],
      identifier: [
        {
          type: 'IdentityObject',
          hashed: true,
          identityHash: 'sha256$9c1b0d2f5f0a7a1e7a5b7f3d54b1f6d0a7c0e7b9f1d2c3b4a5968778695a4b3c',
          identityType: 'emailAddress',
          salt: 'k3v9-q0s1-77ab',
        },
      ],
      activityStartDate: '2026-09-01T00:00:00Z',
      activityEndDate: '2026-11-14T00:00:00Z',
      creditsEarned: 2.5,
      role: 'professional',
      achievement: {
        id: uuid('2'),
        type: ['Achievement'],
        name: 'Working with return bread',
        description: 'Makes something worth eating out of bread that comes back.\nNot a diploma, and no exemption.',
        criteria: { narrative: 'Shown at work, seen by the bakery, judged by the school.' },
        achievementType: 'Competency',
        version: '1',
        creditsAvailable: 2.5,
        creator: school,
        related: [{ id: uuid('4'), type: ['Related'], version: '1' }],
        tag: ['bread', 'waste'],
        alignment: [
          alignment('ext:EQF', 'EQF 4', 'http://data.europa.eu/snb/eqf/4'),
          alignment('ceasn:Competency', 'Bakes bread', 'https://example.org/skills/bakes-bread'),
        ],
        resultDescription: [
          criterion(1, 'Measures how much bread comes back, and why'),
          criterion(2, 'Bakes a product from return bread that can be sold'),
          criterion(3, 'Explains the price of waste to a colleague'),
          criterion(4, 'Hands work over so that the next team can go on'),
        ],
      },
      result: [result(1, 2), result(2, 3), result(3, 2), result(4, 3)],
    },
    evidence: [
      {
        id: uuid('3'),
        type: ['Evidence'],
        name: 'Log of four weeks',
        digestMultibase: 'uEiD_____________________________________________w',
      },
      {
        id: 'https://files.example.org/recipes/crumble.pdf',
        type: ['Evidence'],
        name: 'Recipe «crumble» – versie 2',
        description: 'The recipe that the bakery took over.',
        digestMultibase: 'uEiABI0VniavN7wEjRWeJq83vASNFZ4mrze8BI0VniavN7w',
      },
    ],
  };
}

/** What the bakery says to it, in its own name; not signed yet. */
export function confirmation(issuer: string, credentialId = uuid('1')) {
  return {
    '@context': [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT],
    id: uuid('5'),
    type: ['VerifiableCredential', 'EndorsementCredential'] as const,
    name: 'Confirmed by the bakery',
    issuer: { id: issuer, type: ['Profile'] as const, name: 'Bakery Van Dam' },
    validFrom: '2026-11-20T10:00:00Z',
    credentialSubject: {
      id: credentialId,
      type: ['EndorsementSubject'] as const,
      endorsementComment: 'We saw each of these at work.',
    },
  };
}
