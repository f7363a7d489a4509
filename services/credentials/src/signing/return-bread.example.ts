import type { CredentialContent } from './build-credential.js';

const level = (criterion: number, rank: number) =>
  `0199a2f4-7c10-7000-8000-0000000${String(criterion).padStart(2, '0')}1${String(rank).padStart(2, '0')}`;

const criterion = (number: number, name: string) => ({
  id: `0199a2f4-7c10-7000-8000-0000000${String(number).padStart(2, '0')}000`,
  name,
  requiredLevel: level(number, 2),
  levels: [
    { id: level(number, 1), name: 'with help', level: '1' },
    { id: level(number, 2), name: 'on your own', level: '2' },
    { id: level(number, 3), name: 'and can teach it', level: '3', description: 'Has shown it to "somebody else".' },
  ],
});

const criteria = [
  criterion(1, 'Measures how much bread comes back, and why'),
  criterion(2, 'Bakes a product from return bread that can be sold'),
  criterion(3, 'Explains the price of waste to a colleague'),
  criterion(4, 'Hands work over so that the next team can go on'),
];

/** What a baker-in-training earned with return bread: seven blank nodes, as a usual credential of ours has. */
export const returnBread: CredentialContent = {
  id: '0199a2f4-7c10-7000-8000-000000000001',
  name: 'Working with return bread',
  issuer: {
    id: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
    type: ['Profile'],
    name: 'School for Food, Zwolle',
  },
  validFrom: new Date('2026-11-21T14:33:00Z'),
  identity: { value: 'noor@example.org', type: 'emailAddress', salt: 'k3v9-q0s1-77ab' },
  achievement: {
    id: '0199a2f4-7c10-7000-8000-000000000002',
    name: 'Working with return bread',
    description: 'Makes something worth eating out of bread that comes back.\nNot a diploma, and no exemption.',
    narrative: 'Shown at work, seen by the bakery, judged by the school.',
    achievementType: 'Competency',
    version: '1',
    criteria,
  },
  results: [
    { criterion: criteria[0]?.id ?? '', level: level(1, 2) },
    { criterion: criteria[1]?.id ?? '', level: level(2, 3) },
    { criterion: criteria[2]?.id ?? '', level: level(3, 2) },
    { criterion: criteria[3]?.id ?? '', level: level(4, 3) },
  ],
  evidence: [
    {
      id: '0199a2f4-7c10-7000-8000-000000000003',
      name: 'Log of four weeks',
      sha256: 'f'.repeat(64),
    },
    {
      id: 'https://files.example.org/recipes/crumble.pdf',
      name: 'Recipe «crumble» – versie 2',
      description: 'The recipe that the bakery took over.',
      sha256: '0123456789abcdef'.repeat(4),
    },
  ],
  activity: { start: new Date('2026-09-01T00:00:00Z'), end: new Date('2026-11-14T00:00:00Z') },
};
