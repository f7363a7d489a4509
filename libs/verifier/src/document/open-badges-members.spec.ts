import { describe, expect, it } from 'vitest';
import { changed, EVERY_ENDORSEMENT_MEMBER, EVERY_MEMBER } from './open-badges.example.js';
import { formalFaults } from './open-badges.js';

// Of every single member: that the model looks at it, and whether it may be missing.

/** By the member that holds an object, what that object must have. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  achievement: ['id', 'type', 'criteria', 'description', 'name'],
  address: ['type'],
  alignment: ['type', 'targetName', 'targetUrl'],
  creator: ['id', 'type'],
  credentialSchema: ['id', 'type'],
  credentialStatus: ['id', 'type'],
  criteria: [],
  evidence: ['type'],
  geo: ['type', 'latitude', 'longitude'],
  identifier: ['type', 'hashed', 'identityHash', 'identityType'],
  image: ['id', 'type'],
  issuer: ['id', 'type'],
  otherIdentifier: ['type', 'identifier', 'identifierType'],
  parentOrg: ['id', 'type'],
  proof: ['type'],
  refreshService: ['id', 'type'],
  related: ['id', 'type'],
  result: ['type'],
  resultDescription: ['id', 'type', 'name', 'resultType'],
  rubricCriterionLevel: ['id', 'type', 'name'],
  source: ['id', 'type'],
  termsOfUse: ['type'],
};
const REQUIRED_OF_CREDENTIAL = ['@context', 'id', 'type', 'issuer', 'validFrom', 'credentialSubject'];

describe.each([
  {
    kind: 'achievement',
    document: EVERY_MEMBER,
    required: { ...REQUIRED, credential: REQUIRED_OF_CREDENTIAL, credentialSubject: ['type', 'achievement'] },
  },
  {
    kind: 'endorsement',
    document: EVERY_ENDORSEMENT_MEMBER,
    required: { ...REQUIRED, credential: [...REQUIRED_OF_CREDENTIAL, 'name'], credentialSubject: ['id', 'type'] },
  },
] as const)('each member of an $kind', ({ kind, document, required }) => {
  const places = placesIn(document).filter((path) => path !== '@context.2.bread');

  it.each(['strict', 'lenient'] as const)('is looked at (%s)', (level) => {
    for (const path of places) {
      const wrong = typeof valueAt(document, path) === 'number' ? '5' : 5;
      const faults = formalFaults(changed(document, [path, wrong]), kind, level);
      expect(faults.map((fault) => fault.split(': must be ')[0])).toEqual([path]);
    }
  });

  it('may be missing where the model lets it', () => {
    for (const path of places.filter((place) => !/\.\d+$/.test(place))) {
      const names = path.split('.').filter((name) => !/^\d+$/.test(name));
      const holder = names.at(-2) ?? 'credential';
      const mayBeMissing = !(required as typeof REQUIRED)[holder]?.includes(names.at(-1) ?? '');
      const faults = formalFaults(changed(document, [path]), kind);
      expect(faults, path).toEqual(mayBeMissing ? [] : [`${path}: must be there`]);
    }
  });
});

it('each object must be of the class of its place, where that is one of Open Badges', () => {
  const ofAnyClass = /^(credentialSchema|credentialStatus|proof|refreshService|termsOfUse)\b/;
  for (const path of placesIn(EVERY_MEMBER).filter((place) => place.endsWith('type') && !ofAnyClass.test(place))) {
    const wrong = Array.isArray(valueAt(EVERY_MEMBER, path)) ? ['Thing', 'Log'] : 'Thing';
    const faults = formalFaults(changed(EVERY_MEMBER, [path, wrong]), 'achievement');
    expect(new Set(faults.map((fault) => fault.split(': must ')[0])), path).toEqual(new Set([path]));
  }
  const ofEndorsement = changed(EVERY_ENDORSEMENT_MEMBER, ['credentialSubject.type', ['Thing']]);
  expect(formalFaults(ofEndorsement, 'endorsement')).toEqual([
    'credentialSubject.type: must include EndorsementSubject',
  ]);
});

/** Every path, but for what stands within the endorsements of others: those have a document of their own. */
function placesIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || path.endsWith('endorsement.0')) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const place = path === '' ? name : `${path}.${name}`;
    return [place, ...placesIn(member, place)];
  });
}

function valueAt(document: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], document);
}
