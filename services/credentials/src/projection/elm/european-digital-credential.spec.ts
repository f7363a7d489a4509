import { describe, expect, it } from 'vitest';
import type { Definition } from '../../achievement/achievement.events.js';
import type { Level, StandardElements } from '../../achievement/standard-elements.rules.js';
import { NOTHING_TOLD } from '../../achievement/standard-elements.rules.js';
import { returnBread } from '../../return-bread.example.js';
import { badgeOf, ISSUED_AT } from '../badge.example.js';
import { europeanDigitalCredential, type Brought } from './european-digital-credential.js';
import { shaclFaults } from './fixtures/shacl.js';

type Json = Record<string, unknown>;

const KVK = { legalIdentifier: '12345678' };

function told(definition: Partial<Definition> = {}, brought: Brought = KVK) {
  const { credential, notCarried } = europeanDigitalCredential(
    badgeOf({ ...returnBread(), ...definition }),
    ISSUED_AT,
    brought,
  );
  const document = JSON.parse(JSON.stringify(credential)) as Json;
  const person = document['credentialSubject'] as Json;
  const [claim] = person['hasClaim'] as Json[];
  return { document, person, claim: claim ?? {}, specification: claim?.['specifiedBy'] as Json, notCarried };
}

const withElements = (elements: Partial<StandardElements>) =>
  told({ standardElements: { ...returnBread().standardElements, ...elements } });

describe('a credential as a European Digital Credential', () => {
  it('is as the application profile wants it', async () => {
    expect(await shaclFaults(told().document)).toEqual([]);
  });

  it('tells supervision alike where a credential from before names the list of it in place of the concept', () => {
    const badge = badgeOf();
    const { alignment = [], ...achievement } = badge.credentialSubject.achievement;
    const list = 'http://data.europa.eu/snb/supervision-verification/25831c2';
    const asBefore = alignment.map((one) => (one.targetType === 'ext:Supervision' ? { ...one, targetUrl: list } : one));
    expect(asBefore).not.toEqual(alignment);
    const before = {
      ...badge,
      credentialSubject: { ...badge.credentialSubject, achievement: { ...achievement, alignment: asBefore } },
    };
    const now = europeanDigitalCredential(badge, ISSUED_AT, KVK);
    expect(europeanDigitalCredential(before, ISSUED_AT, KVK)).toEqual(now);
    expect(JSON.stringify(now.credential)).toContain('http://data.europa.eu/snb/supervision-verification/70be69aaf9');
  });

  it('says who awarded what, when, and for what', () => {
    const { document, claim, specification } = told();
    expect(document).toMatchObject({
      id: 'urn:credential:0199a2f4-7c10-7000-8000-000000000001',
      type: ['VerifiableCredential', 'EuropeanDigitalCredential'],
      issuer: {
        id: 'did:web:estafette.example:organisations:0199a2f4-7c10-7000-8000-000000000003',
        legalName: { en: 'School for Food' },
        eIDASIdentifier: {
          notation: '12345678',
          spatial: { id: 'http://publications.europa.eu/resource/authority/country/NLD' },
        },
      },
      issued: '2026-11-21T14:33:00Z',
      validFrom: '2026-11-21T14:30:00Z',
    });
    expect(document).not.toHaveProperty('proof');
    expect(claim).toMatchObject({
      title: { en: 'Working with return bread' },
      awardedBy: { awardingDate: '2026-11-21T14:33:00Z' },
      creditReceived: [{ point: '2.5' }],
      influencedBy: [{ temporal: [{ startDate: '2026-09-01T00:00:00Z', endDate: '2026-11-14T00:00:00Z' }] }],
    });
    const grades = (claim['provenBy'] as Json[]).map(({ title, grade }) => [title, (grade as Json)['noteLiteral']]);
    expect(grades).toEqual([
      [{ en: 'Measures what comes back' }, { en: 'on your own' }],
      [{ en: 'Bakes something new' }, { en: 'on your own' }],
      [{ en: 'Explains it' }, { en: 'on your own' }],
    ]);
    expect((specification['learningOutcome'] as Json[]).map(({ title }) => title)).toEqual([
      { en: 'bake bread' },
      { en: 'Knows what comes back and why.' },
      { en: 'Can make something of it that is sold.' },
    ]);
  });

  it('names the learner where somebody brings the name, and says so where nobody does', async () => {
    const learner = { givenName: 'Noor', familyName: 'de Bruin', dateOfBirth: '2004-02-29' };
    const { document, person, notCarried } = told({ inLanguage: 'nl' }, { ...KVK, learner });
    expect(person).toMatchObject({
      givenName: { nl: 'Noor' },
      familyName: { nl: 'de Bruin' },
      fullName: { nl: 'Noor de Bruin' },
      dateOfBirth: '2004-02-29T00:00:00Z',
    });
    expect(await shaclFaults(document)).toEqual([]);
    expect(notCarried.map(({ member }) => member)).not.toContain('credentialSubject');
    const nameless = told();
    expect(nameless.person).not.toHaveProperty('fullName');
    expect(nameless.notCarried.map(({ member }) => member)).toContain('credentialSubject');
  });

  it('tells all that the profile demands of what tells hardly anything', async () => {
    const { document, notCarried } = told({
      standardElements: NOTHING_TOLD,
      alignments: [],
      tags: [],
      criteria: [],
      awardingFramework: null,
    });
    expect(await shaclFaults(document)).toEqual([]);
    expect(notCarried.map(({ member }) => member)).toEqual(['proof', 'evidence', 'credentialSubject']);
  });

  it('tells everything at once', async () => {
    const badge = badgeOf(
      {
        ...returnBread(),
        achievementType: 'MicroCredential',
        awardingFramework: 'The framework of the universities.',
        validForMonths: 24,
        translations: [{ achievementId: '0199a2f4-7c10-7000-8000-000000000009', version: 2 }],
        standardElements: {
          ...returnBread().standardElements,
          level: { basis: 'classified', eqf: 4, nlqf: '4+', cycle: 'short' },
          prerequisites: 'One must have baked bread before.',
        },
        alignments: [
          { kind: 'skill', name: 'bake', url: 'http://data.europa.eu/esco/skill/1', framework: 'ESCO', code: 'S1' },
          {
            kind: 'work-process',
            name: 'B1-K1-W1',
            url: 'https://kwalificaties.example/1',
            framework: 'SBB',
            code: null,
          },
          {
            kind: 'occupation',
            name: 'baker',
            url: 'http://data.europa.eu/esco/occupation/1',
            framework: 'ESCO',
            code: null,
          },
          {
            kind: 'qualification',
            name: 'Food',
            url: 'http://data.europa.eu/snb/isced-f/0721',
            framework: 'ISCED',
            code: '0721',
          },
        ],
      },
      { addressRegion: 'Overijssel' },
    );
    const { credential, notCarried } = europeanDigitalCredential(badge, ISSUED_AT, KVK);
    expect(await shaclFaults(credential)).toEqual([]);
    expect(credential).toMatchObject({ validUntil: '2028-11-21T14:30:00Z', expirationDate: '2028-11-21T14:30:00Z' });
    const kindOf = (why: string): string => /^[\w:-]+(?=[,:])/.exec(why)?.[0] ?? '';
    const achievement = 'credentialSubject.achievement';
    expect(notCarried.map(({ member, why }) => `${member} ${kindOf(why)}`.trim())).toEqual([
      'proof',
      'evidence',
      'credentialSubject',
      `${achievement}.alignment ext:Supervision`,
      `${achievement}.achievementType`,
      `${achievement}.related`,
      `${achievement}.tag`,
      `${achievement}.alignment ext:WorkProcess`,
      `${achievement}.alignment ext:Occupation`,
      `${achievement}.alignment isced-f`,
      `${achievement}.alignment ext:NLQF`,
      `${achievement}.alignment ext:QualityAssurance`,
      `${achievement}.alignment ext:Stackability`,
    ]);
  });
});

describe('a level', () => {
  const level = (of: Partial<Level>) =>
    withElements({ level: { basis: 'law', eqf: null, nlqf: null, cycle: null, ...of } });

  it.each<Level['basis']>(['law', 'classified'])('by %s is a level of a qualification', async (basis) => {
    const { document, specification } = level({ basis, eqf: 6, nlqf: '6', cycle: 'first' });
    expect(specification).toMatchObject({
      type: 'Qualification',
      eqfLevel: { id: 'http://data.europa.eu/snb/eqf/6', inScheme: { id: 'http://data.europa.eu/snb/eqf/25831c2' } },
      educationLevel: [{ prefLabel: { en: 'NLQF 6' } }, { prefLabel: { en: 'First cycle higher education' } }],
    });
    expect(await shaclFaults(document)).toEqual([]);
  });

  it('that is indicative is a sentence and no level', async () => {
    const { document, specification, notCarried } = level({ basis: 'indicative', eqf: 4, nlqf: '4' });
    expect(specification['type']).toBe('LearningAchievementSpecification');
    expect(JSON.stringify(document)).not.toMatch(/eqfLevel|nqfLevel|educationLevel|NLQF/i);
    expect(JSON.stringify(specification['additionalNote'])).toContain('Indicative level 4 (not classified)');
    expect(notCarried.map(({ why }) => why).join()).toContain('ext:IndicativeLevel');
    expect(await shaclFaults(document)).toEqual([]);
  });

  it('of the NLQF alone, or none at all, makes no qualification', async () => {
    for (const of of [{ nlqf: 'entry' }, { basis: 'none' }] as const) {
      const { document, specification } = level(of);
      expect(specification['type']).toBe('LearningAchievementSpecification');
      expect(specification).not.toHaveProperty('eqfLevel');
      expect(await shaclFaults(document)).toEqual([]);
    }
  });
});

describe('a study load', () => {
  it.each([
    ['ects', 2.5, 'PT70H', '2.5'],
    ['ects', 0.01, 'PT16M48S', '0.01'],
    ['sbu', 40, 'PT40H', undefined],
    ['sbu', 7.5, 'PT7H30M', undefined],
    ['hour', 8, 'PT8H', undefined],
    ['hour', 0.01, 'PT36S', undefined],
    ['hour', 10_000, 'PT10000H', undefined],
  ] as const)('in %s, %d of them, is a duration that XML Schema knows', async (unit, value, duration, credits) => {
    const { document, specification } = withElements({ studyLoad: { unit, value } });
    expect(specification['volumeOfLearning']).toBe(duration);
    const [credit] = (specification['creditPoint'] ?? []) as Json[];
    expect(credit?.['point']).toBe(credits);
    expect(await shaclFaults(document)).toEqual([]);
  });
});

describe('a language', () => {
  it.each([
    ['nl', 'NLD', 'nl'],
    ['en-GB', 'ENG', 'en'],
    ['fy', 'FRY', 'en'],
    ['pl', 'POL', 'en'],
    ['nds', 'NDS', 'en'],
  ])('%s is that of its texts, as the list of the European Union has it', async (inLanguage, code, labels) => {
    const { document, claim, specification } = told({ inLanguage });
    expect(claim['title']).toEqual({ [inLanguage]: 'Working with return bread' });
    expect(document['displayParameter']).toMatchObject({
      primaryLanguage: { id: `http://publications.europa.eu/resource/authority/language/${code}` },
    });
    const [mode] = specification['mode'] as Json[];
    expect(Object.keys(mode?.['prefLabel'] as Json)).toEqual([labels]);
    expect(await shaclFaults(document)).toEqual([]);
  });

  it.each(['xx', 'qu-PE'])('that the list has not here, %s, is refused', (inLanguage) => {
    expect(() => told({ inLanguage })).toThrow(/not-sayable-in-elm/);
  });
});

it('is refused where the country of the school is none of the list here', () => {
  const badge = badgeOf(returnBread(), { addressCountryCode: 'ZZ' });
  expect(() => europeanDigitalCredential(badge, ISSUED_AT, KVK)).toThrow(/not-sayable-in-elm.*"ZZ"/);
});
