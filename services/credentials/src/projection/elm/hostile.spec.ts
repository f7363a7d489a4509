import { readBakedImage } from '@estafette/verifier';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../achievement/achievement.events.js';
import type { SkillAlignment, StandardElements } from '../../achievement/standard-elements.rules.js';
import { ASSESSMENT_TYPES, NLQF, PARTICIPATIONS, SUPERVISIONS } from '../../achievement/standard-elements.rules.js';
import { returnBread } from '../../return-bread.example.js';
import { badgeOf, ISSUED_AT } from '../badge.example.js';
import { europeanDigitalCredential } from './european-digital-credential.js';
import { graphOf, shaclFaults } from './fixtures/shacl.js';
import { pictureOf } from './picture.js';

const projected = (definition: Definition, badge = badgeOf(definition)) =>
  europeanDigitalCredential(badge, ISSUED_AT, { legalIdentifier: '12345678' });

const HOSTILE = '<script>alert("1")</script> & "quoted" \\ \u0001\u007f\u2028\ufffe 🥖 {"@id":"x"} _:b0 %00 ]]>';

// Addresses that stand in the document already, or twice, or that RDF cannot hold as they are.
const COLLIDING = [
  'http://publications.europa.eu/resource/authority/language/ENG',
  'http://publications.europa.eu/resource/authority/country/NLD',
  'http://publications.europa.eu/resource/authority/country',
  'http://data.europa.eu/snb/assessment/4f03b91c0e',
  'http://data.europa.eu/snb/model/ap/edc-generic-full',
  'http://data.europa.eu/esco/skill/1',
  'http://data.europa.eu/snb/isced-f/0721',
  'https://skills.example/a b<c>"d"|e^f`{g}',
  'https://skills.example/é?q=\u{1f956}#x',
];

const skillAt = (url: string, name: string): SkillAlignment => ({
  kind: 'skill',
  name,
  url,
  framework: `of ${name}`,
  code: name,
});

describe('texts of a school that mean harm', () => {
  it('stay texts, whole, wherever they stand', async () => {
    const definition = returnBread();
    const [first] = definition.criteria;
    const { credential } = projected({
      ...definition,
      name: HOSTILE,
      description: HOSTILE,
      criteria: first ? [{ ...first, name: HOSTILE, statement: HOSTILE }] : [],
      standardElements: { ...definition.standardElements, learningOutcomes: [HOSTILE], prerequisites: HOSTILE },
    });
    expect(await shaclFaults(credential)).toEqual([]);
    const graph = await graphOf(credential);
    const titles = graph.getQuads(null, 'http://purl.org/dc/terms/title', null, null);
    expect(titles.filter(({ object }) => object.value === HOSTILE).length).toBeGreaterThan(3);
  });

  it('have terms at addresses that stand there already', async () => {
    const alignments = COLLIDING.flatMap((url) => [skillAt(url, 'one name'), skillAt(url, 'another name')]);
    const { credential, notCarried } = projected({ ...returnBread(), alignments });
    expect(await shaclFaults(credential)).toEqual([]);
    const all = JSON.stringify([credential, notCarried]);
    for (const { name, framework } of alignments) {
      expect(all).toContain(name);
      expect(all).toContain(framework);
    }
  });
});

describe('the picture of a credential', () => {
  const read = (picture: string) => readBakedImage(Buffer.from(picture, 'base64'));

  it.each([HOSTILE, '', ' ', 'a'.repeat(200), 'long words '.repeat(40), '🥖'.repeat(100), '\ud800'])(
    'is well-formed and without scripts, of %j',
    (name) => {
      const picture = pictureOf(name, name, '2026-11-21');
      // It is read as a picture into which nothing was baked; one that is not well-formed cannot be read at all.
      expect(read(picture)).toEqual({ fault: 'image-without-credential' });
      const svg = Buffer.from(picture, 'base64').toString();
      expect(svg.match(/<[a-z]+/g)?.every((tag) => ['<svg', '<rect', '<text', '<tspan'].includes(tag))).toBe(true);
      expect(svg.length).toBeLessThan(3_000);
    },
  );

  it('shows the name and the school', () => {
    const svg = Buffer.from(
      pictureOf('Working with return bread', 'School for Food', '2026-11-21'),
      'base64',
    ).toString();
    for (const shown of ['Working with return bread', 'School for Food', '2026-11-21']) expect(svg).toContain(shown);
  });
});

describe('any achievement', () => {
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
  const elements: fc.Arbitrary<StandardElements> = fc.record({
    learningOutcomes: fc.array(words, { maxLength: 3 }),
    studyLoad: maybe(
      fc.record({
        unit: fc.constantFrom('ects', 'sbu', 'hour'),
        value: fc.integer({ min: 1, max: 1_000_000 }).map((hundredths) => hundredths / 100),
      }),
    ),
    level: maybe(
      fc.record({
        basis: fc.constantFrom('law', 'classified', 'indicative'),
        eqf: fc.integer({ min: 1, max: 8 }),
        nlqf: maybe(fc.constantFrom(...NLQF)),
        cycle: maybe(fc.constantFrom('short', 'first', 'second', 'third')),
      }),
    ),
    assessmentTypes: fc.uniqueArray(fc.constantFrom(...ASSESSMENT_TYPES)),
    participation: maybe(fc.constantFrom(...PARTICIPATIONS)),
    qualityAssurance: maybe(fc.record({ type: fc.constantFrom('accredited', 'internal'), statement: words })),
    prerequisites: maybe(words),
    supervision: maybe(fc.constantFrom(...SUPERVISIONS)),
    stackability: maybe(fc.constantFrom('stand-alone', 'stackable')),
    furtherInformation: maybe(fc.constantFrom('https://school.example/more', ...COLLIDING)),
  });
  const alignment: fc.Arbitrary<SkillAlignment> = fc.record({
    kind: fc.constantFrom('skill', 'work-process', 'occupation', 'qualification'),
    name: words,
    url: fc.constantFrom('https://skills.example/1', ...COLLIDING),
    framework: words,
    code: maybe(words),
  });
  const definition: fc.Arbitrary<Definition> = fc
    .record({
      name: words,
      description: words,
      inLanguage: fc.constantFrom('nl', 'en', 'en-GB', 'de'),
      achievementType: fc.constantFrom('Competency', 'MicroCredential'),
      standardElements: elements,
      alignments: fc.array(alignment, { maxLength: 4 }),
      tags: fc.array(words, { maxLength: 2 }),
      validForMonths: maybe(fc.integer({ min: 1, max: 600 })),
    })
    .map((told) => ({ ...returnBread(), ...told }));

  it('is as the application profile wants it', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(definition, async (any) => {
        expect(await shaclFaults(projected(any).credential)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('is told there, or is said not to be, down to the last text', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(definition, (any) => {
        const badge = badgeOf(any);
        const { credential, notCarried } = projected(any, badge);
        const there = leaves(credential).map(([, value]) => value);
        const whys = notCarried.map(({ why }) => why);
        const isTold = (value: string): boolean =>
          there.includes(value) ||
          [...there, ...whys].some((text) => value.length > 5 && text.includes(value)) ||
          whys.some((why) => why.includes(`"${value}"`));
        const { alignment: terms = [], ...achievement } = badge.credentialSubject.achievement;
        const rest = { ...badge, credentialSubject: { ...badge.credentialSubject, achievement } };
        const isSaid = (path: string): boolean =>
          notCarried.some(({ member }) => path.startsWith(member) && member !== 'credentialSubject');
        const lost = leaves(rest).filter(([path, value]) => !STRUCTURE.test(path) && !isSaid(path) && !isTold(value));
        const lostTerms = terms.filter(({ targetType = '', targetName, targetCode, targetFramework }) => {
          if (IN_OTHER_WORDS.includes(targetType)) return false;
          const isSkill = targetType === 'ceasn:Competency' && !whys.some((why) => why.includes(`"${targetName}"`));
          return ![targetName, ...(isSkill ? [targetCode, targetFramework] : [])].every(
            (text) => text === undefined || isTold(text),
          );
        });
        expect([lost, lostTerms]).toEqual([[], []]);
      }),
      { numRuns: 200 },
    );
  });
});

/** What only holds the badge together: types, the ids by which results name levels, and the rank by which those are in order here. */
const STRUCTURE =
  /(^|\.)(@context|type|hashed)$|addressCountryCode$|\.(resultDescription|achievedLevel|requiredLevel|resultType)$|resultDescription\.id$|rubricCriterionLevel\.(id|level)$/;

/** A duration, a language and a method are told by their concept. */
const IN_OTHER_WORDS = ['ext:Workload', 'ext:Language', 'ext:Supervision'];

/** Every value with its path, without the places in lists. */
function leaves(value: unknown, path = ''): [path: string, value: string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, Array.isArray(value) ? path : [path, name].filter(Boolean).join('.')),
  );
}
