import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { readScenario, readScenarioFile, RETURN_BREAD, ScenarioError, scenarioJsonSchema } from './index.js';

const SCHEMA_FILE = new URL('../../scenarios/scenario.schema.json', import.meta.url);
const SOLE_TRADER = new URL('../../scenarios/sole-trader.json', import.meta.url);
const jsonOf = async (file: URL): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));

/** A small scenario that is right; each test breaks it somewhere. */
const right = () => ({
  title: 'Small',
  about: 'A bakery posts a challenge.',
  organisations: {
    bakery: { kind: 'sme', name: 'Bakery' },
    college: { kind: 'school', name: 'College', educationPartner: 'mbo' },
  },
  people: {
    bas: { name: 'Bas', email: 'bas@bakery.example', roles: [{ role: 'employer', for: '@bakery' }] },
    anneke: {
      name: 'Anneke',
      email: 'anneke@college.example',
      roles: [
        { role: 'issuer-admin', for: '@college' },
        { role: 'hub-coordinator', for: '@college' },
      ],
    },
  },
  hubs: { loft: { of: '@college', kind: 'hub', name: 'Loft', town: 'Ede', members: ['@bakery'] } },
  achievements: {
    bread: {
      of: '@college',
      achievementType: 'Competency',
      name: 'Bread',
      description: 'Bakes bread.',
      inLanguage: 'en',
      fields: ['food'],
      worth: 'Something.',
      notWorth: 'A diploma.',
      criteria: {
        bakes: {
          name: 'Bakes',
          statement: 'Bakes.',
          required: true,
          requiredLevel: 'alone',
          levels: { alone: 'alone' },
        },
      },
    },
  },
  steps: [
    {
      as: '@bas',
      say: 'Bas posts.',
      command: 'post-challenge',
      with: { challengeId: '@challenge', title: 'Bread', problem: 'It comes back.' },
    },
    {
      as: '@bas',
      say: 'Bas reads.',
      command: 'read-challenge-story',
      with: { challengeId: '@challenge' },
      expect: { steps: [{ what: 'challenge-posted', at: '?posted' }] },
    },
  ] as Record<string, unknown>[],
  credentials: [{ learner: '@bas', achievement: '@bread' }],
});

function faultsOf(raw: unknown): string[] {
  try {
    readScenario(raw);
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.faults.map(({ at, detail }) => `${at}: ${detail}`);
  }
}

describe('reading a scenario', () => {
  it('takes one that is right', () => {
    expect(faultsOf(right())).toEqual([]);
  });

  it('names all faults at once, of form and of meaning, each with its place', () => {
    const wrong = right();
    wrong.organisations.bakery.name = '';
    Object.assign(wrong.hubs.loft, { members: ['@baker'], colour: 'red' });
    wrong.steps.push(
      { as: '@bas', say: 'Bas flies.', command: 'fly', with: {} },
      { as: '@bas', say: 'Bas starts.', command: 'start-leg', with: { challengeId: '@challange', legId: '@leg1' } },
    );
    expect(faultsOf(wrong)).toEqual([
      expect.stringMatching(/^\/organisations\/bakery\/name: /),
      expect.stringMatching(/^\/hubs\/loft: .*colour/),
      expect.stringMatching(/^\/steps\/2\/command: /),
      '/steps/3/with/challengeId: Nothing before this is called @challange.',
      '/steps/3/with/legId: Nothing before this is called @leg1.',
    ]);
  });

  const step = (more: object) => ({ as: '@bas', say: 'Bas does it.', command: 'post-challenge', with: {}, ...more });
  it.each([
    ['a person that is not there', step({ as: '@bob' }), '/as: @bob is not one of the people of this file.'],
    ['an organisation that they have no role for', step({ for: '@college' }), '/for: @bas has no role for @college.'],
    [
      'a member of the path left out',
      step({ command: 'start-leg', with: { legId: '@challenge' } }),
      '/with: start-leg needs challengeId.',
    ],
    [
      'a misspelt reference',
      step({ with: { title: '@Bakery' } }),
      '/with/title: “@Bakery” is not how something is referred to: @name or @name.member.',
    ],
    [
      'a member that a thing has not',
      step({ with: { title: '@bakery.kvk' } }),
      '/with/title: @bakery has no "kvk": @bakery.kvk',
    ],
    [
      'a level that a criterion has not',
      step({ with: { title: '@bread.bakes.asleep' } }),
      '/with/title: @bread has no "asleep": @bread.bakes.asleep',
    ],
    [
      'something that a command should answer',
      step({ expect: { a: 1 } }),
      '/expect: A command answers nothing to compare: read a view after it.',
    ],
    [
      'a read that nothing is expected of',
      step({ command: 'read-my-learning' }),
      ': Say what is expected of what is read.',
    ],
    [
      'both outcomes',
      step({ command: 'read-my-learning', expect: {}, refused: 'no' }),
      ': Either it is expected to go well, or to be refused: not both.',
    ],
  ])('refuses %s', (_what, wrong, fault) => {
    const scenario = right();
    scenario.steps.push(wrong);
    expect(faultsOf(scenario)).toEqual([`/steps/2${fault}`]);
  });

  it('lets a refused step act for an organisation of others', () => {
    const scenario = right();
    scenario.steps.push(step({ for: '@college', refused: 'not-a-member' }));
    expect(faultsOf(scenario)).toEqual([]);
  });

  it('asks whose a sole trader is, among the people of the file', () => {
    const withBakery = (bakery: object) => ({ ...right(), organisations: { ...right().organisations, bakery } });
    const alone = { kind: 'self-employed', name: 'Bakery' };
    expect(faultsOf(withBakery({ ...alone, owner: '@bas' }))).toEqual([]);
    expect(faultsOf(withBakery(alone))).toEqual([
      '/organisations/bakery: Say whose it is: the owner is one of the people of this file.',
    ]);
    expect(faultsOf(withBakery({ ...alone, owner: '@college' }))).toEqual([
      '/organisations/bakery/owner: @college is not one of the people of this file.',
    ]);
  });

  it('names the kinds and roles that there are, where another is given', () => {
    const wrong = right();
    wrong.organisations.bakery.kind = 'smee';
    wrong.hubs.loft.kind = 'hubb';
    wrong.people.bas.roles[0] = { role: 'employr', for: '@bakery' };
    expect(faultsOf(wrong)).toEqual([
      expect.stringMatching(/^\/organisations\/bakery\/kind: .*"sme"/),
      expect.stringMatching(/^\/people\/bas\/roles\/0\/role: .*"employer"/),
      expect.stringMatching(/^\/hubs\/loft\/kind: .*"field-lab"/),
    ]);
  });

  it('knows what a read kept, from the next step on', () => {
    const scenario = right();
    const uses = step({ with: { challengeId: '@another', title: '@posted' } });
    expect(faultsOf({ ...scenario, steps: [...scenario.steps, uses] })).toEqual([]);
    expect(faultsOf({ ...scenario, steps: [uses, ...scenario.steps] })).toEqual([
      '/steps/0/with/title: Nothing before this is called @posted.',
    ]);
  });

  it('asks for whom, where a person has more than one organisation', () => {
    const scenario = right();
    scenario.people.bas.roles.push({ role: 'learner', for: '@college' });
    expect(faultsOf(scenario)).toEqual([
      '/steps/0/for: Say for whom @bas does this: @bakery, @college or self.',
      '/steps/1/for: Say for whom @bas does this: @bakery, @college or self.',
    ]);
  });

  it('finds things of the same name, and things that nobody in the file can make', () => {
    const scenario = right();
    const { bas } = scenario.people;
    const wrong = {
      ...scenario,
      people: { bas, bakery: bas, admin: bas },
      credentials: [{ learner: '@bread', achievement: '@bas' }],
    };
    expect(faultsOf(wrong).toSorted()).toEqual([
      '/achievements/bread/of: Nobody in this file can do this for @college: it takes a issuer-admin.',
      '/credentials/0/achievement: @bas is not one of the achievements of this file.',
      '/credentials/0/learner: @bread is not one of the people of this file.',
      '/hubs/loft/of: Nobody in this file can do this for @college: it takes a hub-coordinator or relationship-manager.',
      '/organisations/college/educationPartner: Nobody in this file can do this for @college: it takes a relationship-manager or issuer-admin.',
      '/people/admin: @admin is the first administrator of the region: choose another name.',
      '/people/bakery: @bakery is the name of /organisations/bakery already.',
    ]);
  });

  it.each([
    ['nothing', null],
    ['a list', []],
    ['a text', 'x'],
    ['steps that are none', { steps: [null, 'x', { with: 3 }] }],
  ])('is never thrown off by %s', (_what, raw) => {
    expect(faultsOf(raw).length).toBeGreaterThan(0);
  });

  it('says which file cannot be read, or is not JSON', async () => {
    await expect(readScenarioFile('no-such-file.json')).rejects.toThrow(/^no-such-file.json is not a scenario/);
    await expect(readScenarioFile(new URL(import.meta.url))).rejects.toThrow(/It is not JSON/);
  });
});

describe('the scenario of the return bread', () => {
  it('is right, and breaks a rule of the domain at least eight times', async () => {
    const { steps, credentials } = await readScenarioFile(RETURN_BREAD);
    const refused = steps.flatMap((one) => one.refused ?? []);
    expect(new Set(refused).size).toBeGreaterThanOrEqual(8);
    // A request that is merely malformed breaks no rule of the domain.
    expect(refused).not.toContain('request-not-valid');
    expect(credentials).toHaveLength(2);
  });
});

describe('the published schema', () => {
  it('is what the code reads; else: npm run demo -- --schema > infra/region/scenarios/scenario.schema.json', async () => {
    expect(await jsonOf(SCHEMA_FILE)).toEqual(scenarioJsonSchema());
  });

  it('lets a validator of its own tell right from wrong', async () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
      (await jsonOf(SCHEMA_FILE)) as object,
    );
    expect(validate(await jsonOf(RETURN_BREAD)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(await jsonOf(SOLE_TRADER)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...right(), steps: [{ as: '@bas', say: 'Bas flies.', command: 'fly' }] })).toBe(false);
    expect(validate({ ...right(), colour: 'red' })).toBe(false);
  });
});
