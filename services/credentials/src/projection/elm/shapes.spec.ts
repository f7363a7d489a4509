import { beforeAll, describe, expect, it } from 'vitest';
import { returnBread } from '../../return-bread.example.js';
import { badgeOf, ISSUED_AT } from '../badge.example.js';
import { europeanDigitalCredential } from './european-digital-credential.js';
import { shaclFaults } from './fixtures/shacl.js';

// A check that cannot fail is none: each of these is a credential that the application profile does not let pass.

type Json = Record<string, unknown>;

let document: Json;
let claim: Json;
let specification: Json;
let person: Json;
let issuer: Json;

beforeAll(() => {
  const definition = returnBread();
  const level = { basis: 'law', eqf: 5, nlqf: null, cycle: null } as const;
  const badge = badgeOf({ ...definition, standardElements: { ...definition.standardElements, level } });
  document = europeanDigitalCredential(badge, ISSUED_AT, { legalIdentifier: '12345678' }).credential;
});

/** A copy of its own for each case: what stands in it several times is told apart there. */
function copied(): Json {
  const copy = JSON.parse(JSON.stringify(document)) as Json;
  person = copy['credentialSubject'] as Json;
  [claim = {}] = person['hasClaim'] as Json[];
  specification = claim['specifiedBy'] as Json;
  issuer = copy['issuer'] as Json;
  return copy;
}

const at = (json: Json, ...path: (string | number)[]): Json =>
  path.reduce<unknown>((inner, name) => (inner as Json)[name], json) as Json;

describe('the shapes', () => {
  it('let pass what none of these cases changed', async () => {
    expect(await shaclFaults(copied())).toEqual([]);
  });

  it.each<[string, string, (copy: Json) => void]>([
    ['no issuer', 'issuer MinCount', (copy) => delete copy['issuer']],
    ['no moment of issue', 'issued MinCount', (copy) => delete copy['issued']],
    ['no beginning', 'validFrom MinCount', (copy) => delete copy['validFrom']],
    ['no display', 'displayParameter MinCount', (copy) => delete copy['displayParameter']],
    ['no profile', 'credentialProfiles MinCount', (copy) => delete copy['credentialProfiles']],
    ['no schema', 'credentialSchema MinCount', (copy) => delete copy['credentialSchema']],
    ['a profile of no list', 'credentialProfiles Node', (copy) => delete at(copy, 'credentialProfiles', 0)['inScheme']],
    ['a time that is none', 'issued Datatype', (copy) => (copy['issued'] = 'yesterday')],
    ['a learner without a claim', 'hasClaim MinCount', () => delete person['hasClaim']],
    ['a claim of another kind', 'hasClaim Node', () => (claim['type'] = 'Note')],
    ['a claim without a title', 'title MinCount', () => delete claim['title']],
    ['a claim that nobody awarded', 'awardedBy MinCount', () => delete claim['awardedBy']],
    ['a title twice in a language', 'title UniqueLang', () => (claim['title'] = { en: ['one', 'another'] })],
    ['an assessment without a grade', 'grade MinCount', () => delete at(claim, 'provenBy', 0)['grade']],
    ['two grades', 'grade MaxCount', () => (at(claim, 'provenBy', 0)['grade'] = [note('a'), note('b')])],
    ['an assessment of another kind', 'provenBy Class', () => (at(claim, 'provenBy', 0)['type'] = 'Note')],
    ['a duration in parts of hours', 'volumeOfLearning Datatype', () => (specification['volumeOfLearning'] = 'PT2.5H')],
    ['two volumes', 'volumeOfLearning MaxCount', () => (specification['volumeOfLearning'] = ['PT1H', 'PT2H'])],
    ['a level of no list', 'EQFLevel Node', () => delete at(specification, 'eqfLevel')['inScheme']],
    [
      'a level of what is no qualification',
      'EQFLevel Closed',
      () => (specification['type'] = 'LearningAchievementSpecification'),
    ],
    [
      'a language of no list',
      'language Node',
      () => (specification['language'] = { id: 'urn:of:none', type: 'Concept' }),
    ],
    ['a workload where there is none', 'Safe mode', () => (specification['workload'] = 'PT2H')],
    ['an outcome without a title', 'title MinCount', () => delete at(specification, 'learningOutcome', 0)['title']],
    ['credits without points', 'point MinCount', () => delete at(specification, 'creditPoint', 0)['point']],
  ])('do not let pass %s', async (_what, fault, change) => {
    const copy = copied();
    change(copy);
    expect((await faultsOf(copy)).join('\n')).toContain(fault);
  });

  it.each<[string, string, (school: Json) => void]>([
    ['no legal identifier', 'issuer Node', (school) => delete school['eIDASIdentifier']],
    ['no legal name', 'legalName MinCount', (school) => delete school['legalName']],
    ['no place', 'location MinCount', (school) => delete school['location']],
    ['no country', 'countryCode MinCount', (school) => delete at(school, 'location', 0, 'address', 0)['countryCode']],
  ])('do not let pass a school with %s', async (_what, fault, change) => {
    const copy = copied();
    // The school stands at each award and assessment too, where it is the same one.
    for (const school of [issuer, ...schoolsIn(copy)]) change(school);
    expect((await faultsOf(copy)).join('\n')).toContain(fault);
  });
});

function note(words: string): Json {
  return { type: 'Note', noteLiteral: { en: words } };
}

/** Faults in short; JSON-LD that drops something is one too. */
async function faultsOf(copy: Json): Promise<readonly string[]> {
  try {
    const faults = await shaclFaults(copy);
    return faults.map((one) => one.replace('ConstraintComponent', ''));
  } catch (error) {
    return [String(error)];
  }
}

function schoolsIn(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(schoolsIn);
  return (value as Json)['type'] === 'Organisation' ? [value as Json, ...inner] : inner;
}
