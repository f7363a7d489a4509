import { describe, expect, it } from 'vitest';
import type { Level, StandardElements, StudyLoad, Supervision } from '../achievement/standard-elements.rules.js';
import {
  ASSESSMENT_TYPES,
  NLQF,
  NOTHING_TOLD,
  PARTICIPATIONS,
  SUPERVISIONS,
} from '../achievement/standard-elements.rules.js';
import { returnBread } from '../return-bread.example.js';
import { alignmentsOf } from './alignments.js';

const toldOf = (elements: Partial<StandardElements>, inLanguage = 'nl') =>
  alignmentsOf({
    ...returnBread(),
    inLanguage,
    alignments: [],
    standardElements: { ...NOTHING_TOLD, ...elements },
  }).filter(({ targetType }) => targetType !== 'ext:Language');
const namesOf = (elements: Partial<StandardElements>, inLanguage?: string): string[] =>
  toldOf(elements, inLanguage).map(({ targetName }) => targetName);

describe('what a credential tells as alignments', () => {
  it('is every standard element that Open Badges has no member for, each with a type and an address', () => {
    const types = alignmentsOf(returnBread()).map(({ targetType }) => targetType);
    expect(types).toEqual([
      'ceasn:Competency',
      'ext:Language',
      'ext:LearningOutcome',
      'ext:LearningOutcome',
      'ext:Workload',
      'ext:IndicativeLevel',
      'ext:AssessmentType',
      'ext:AssessmentType',
      'ext:Participation',
      'ext:QualityAssurance',
      'ext:Supervision',
      'ext:Stackability',
      'ext:FurtherInformation',
    ]);
    for (const { targetUrl } of alignmentsOf(returnBread())) expect(() => new URL(targetUrl)).not.toThrow();
  });

  it('is nothing of what is not told', () => {
    expect(toldOf({})).toEqual([]);
  });

  it.each<[StudyLoad, string, string, string]>([
    [{ unit: 'ects', value: 2.5 }, '2.5 EC (70 SBU)', 'PT70H', 'http://data.europa.eu/snb/education-credit/6fcec5c5af'],
    [{ unit: 'sbu', value: 40 }, '40 SBU', 'PT40H', 'http://data.europa.eu/snb/model/elm/volumeOfLearning'],
    [{ unit: 'hour', value: 8 }, '8 uur', 'PT8H', 'http://data.europa.eu/snb/model/elm/volumeOfLearning'],
  ])('is the study load %o', (studyLoad, targetName, targetCode, targetUrl) => {
    expect(toldOf({ studyLoad })).toEqual([
      { type: ['Alignment'], targetType: 'ext:Workload', targetName, targetCode, targetUrl },
    ]);
  });

  it('is a level by law or classification in the words of its framework', () => {
    const level: Level = { basis: 'classified', eqf: 4, nlqf: '4+', cycle: null };
    expect(namesOf({ level })).toEqual(['EQF 4', 'NLQF 4+']);
    expect(toldOf({ level })[0]?.targetUrl).toBe('http://data.europa.eu/snb/eqf/4');
  });

  it('is never an indicative level as one of the NLQF, whichever it is', () => {
    for (const nlqf of [...NLQF, null]) {
      for (const language of ['nl', 'en', 'de']) {
        const told = JSON.stringify(toldOf({ level: { basis: 'indicative', eqf: 5, nlqf, cycle: 'short' } }, language));
        expect(told).toMatch(/[Ii]ndicati/);
        expect(told).not.toMatch(/NLQF|"EQF \d/);
      }
    }
  });

  it.each<[Supervision, string]>([
    ['unsupervised', 'c598449d64'],
    ['unsupervised-identified', 'df2880c5cb'],
    ['supervised', '44314532f9'],
    ['supervised-online-identified', '70be69aaf9'],
    ['supervised-on-site-identified', '70be69aaf9'],
  ])('is the European concept of supervision for %s, and our code, which tells more apart', (supervision, concept) => {
    expect(toldOf({ supervision })).toMatchObject([
      {
        targetType: 'ext:Supervision',
        targetUrl: `http://data.europa.eu/snb/supervision-verification/${concept}`,
        targetCode: supervision,
      },
    ]);
  });

  it('names a whole list for quality assurance alone, of which no concept means what is said', () => {
    const lists = alignmentsOf(returnBread()).filter(({ targetUrl }) => targetUrl.endsWith('/25831c2'));
    expect(lists).toMatchObject([
      { targetType: 'ext:QualityAssurance', targetUrl: 'http://data.europa.eu/snb/accreditation/25831c2' },
    ]);
  });

  it('is known in both languages for every code that can be said', () => {
    for (const language of ['nl', 'en']) {
      const told = [
        ...ASSESSMENT_TYPES.flatMap((type) => namesOf({ assessmentTypes: [type] }, language)),
        ...PARTICIPATIONS.flatMap((participation) => namesOf({ participation }, language)),
        ...SUPERVISIONS.flatMap((supervision) => namesOf({ supervision }, language)),
      ];
      expect(told).toHaveLength(ASSESSMENT_TYPES.length + PARTICIPATIONS.length + SUPERVISIONS.length);
      expect(new Set(told).size).toBe(told.length);
    }
  });

  it.each([
    ['nl', 'http://publications.europa.eu/resource/authority/language/NLD'],
    ['en-GB', 'http://publications.europa.eu/resource/authority/language/ENG'],
    ['sv', 'http://id.loc.gov/vocabulary/iso639-1/sv'],
    ['pap', 'http://id.loc.gov/vocabulary/iso639-2/pap'],
  ])('is the language %s', (inLanguage, targetUrl) => {
    const [language] = alignmentsOf({ ...returnBread(), inLanguage, alignments: [] });
    expect(language).toMatchObject({ targetType: 'ext:Language', targetName: inLanguage, targetUrl });
  });
});
