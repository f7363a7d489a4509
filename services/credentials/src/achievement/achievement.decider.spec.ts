import { readFileSync } from 'node:fs';
import { DomainError, fold, given } from '@estafette/decider';
import { EventRegistry } from '@estafette/event-store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { returnBread } from '../return-bread.example.js';
import type { AchievementCommand } from './achievement.commands.js';
import { achievementDecider } from './achievement.decider.js';
import type { AchievementEvent, Definition } from './achievement.events.js';
import { achievement } from './achievement.stream.js';
import { NOTHING_TOLD } from './standard-elements.rules.js';

const achievementId = 'achievement';
const by = { person: 'clerk', for: 'school' };
const elsewhere = { person: 'other', for: 'other-school' };
const first = returnBread();
const second: Definition = { ...first, name: 'Return bread, anew' };

const define = {
  type: 'DefineAchievement',
  by,
  achievementId,
  issuerRegistered: true,
  definition: first,
  hasImage: false,
} as const;
const revise = (definition: Definition, hasImage = false): AchievementCommand => ({
  type: 'ReviseAchievement',
  by,
  definition,
  hasImage,
});
const publish: AchievementCommand = { type: 'PublishAchievement', by };
const retire: AchievementCommand = { type: 'RetireAchievement', by };

const defined: AchievementEvent = {
  type: 'AchievementDefined',
  data: { achievementId, organisationId: 'school', definition: first, by: 'clerk' },
};
const revised = (definition: Definition): AchievementEvent => ({
  type: 'AchievementRevised',
  data: { achievementId, definition, by: 'clerk' },
});
const published = (version: number, definition: Definition): AchievementEvent => ({
  type: 'AchievementPublished',
  data: { achievementId, organisationId: 'school', version, definition, by: 'clerk' },
});
const retired = (version: number): AchievementEvent => ({
  type: 'AchievementRetired',
  data: { achievementId, version, by: 'clerk' },
});
const achievements = given(achievementDecider);

describe('defining an achievement', () => {
  it('makes a draft', () => {
    achievements().when(define).then(defined);
  });

  it('again, the same, changes nothing, also when members stand in another order', () => {
    const { name, ...rest } = first;
    achievements(defined)
      .when({ ...define, definition: { ...rest, name } })
      .thenNothing();
  });

  it('under an id that is taken is refused', () => {
    achievements(defined)
      .when({ ...define, definition: second })
      .thenRefuses('achievement-exists');
    achievements(defined)
      .when({ ...define, by: elsewhere })
      .thenRefuses('achievement-exists');
  });

  it('needs a registered issuer', () => {
    achievements()
      .when({ ...define, issuerRegistered: false })
      .thenRefuses('issuer-not-registered');
  });

  it('names all that is wrong at once', () => {
    const [one, two] = first.criteria;
    if (!one || !two) throw new Error('the example has criteria');
    const [level] = two.levels;
    const unsound: Definition = {
      ...first,
      achievementType: 'MicroCredential',
      fields: ['food', 'food'],
      criteria: [
        { ...one, requiredLevelId: 'nothing' },
        { ...two, criterionId: one.criterionId, levels: level ? [level, { ...level, name: 'again' }] : [] },
        { ...one, criterionId: achievementId, levels: [] },
      ],
    };
    expect(faultsOf({ ...define, definition: unsound })).toEqual([
      '/awardingFramework framework-missing',
      '/fields/1 field-twice',
      '/criteria/0/requiredLevelId required-level-unknown',
      '/criteria/1/requiredLevelId required-level-unknown',
      '/criteria/1/levels/1/rank rank-twice',
      '/criteria/2/levels level-missing',
      '/criteria/2/requiredLevelId required-level-unknown',
      '/criteria/1/criterionId id-twice',
      '/criteria/1/levels/1/levelId id-twice',
      '/criteria/2/criterionId id-twice',
    ]);
    expect(faultsOf({ ...define, definition: { ...first, criteria: [] } })).toEqual(['/criteria criterion-missing']);
    expect(faultsOf({ ...define, definition: first })).toEqual([]);
  });

  it('refuses one that could be earned by showing nothing, or whose credentials could not be verified', () => {
    const criteria = first.criteria.map((one) => ({ ...one, required: false }));
    expect(faultsOf({ ...define, definition: { ...first, criteria } })).toEqual([
      '/criteria required-criterion-missing',
    ]);
    achievements(defined, published(1, first))
      .when(revise({ ...second, criteria }))
      .thenRefuses('achievement-not-sound');
    // In UTF-8, as it travels: each of these is two bytes.
    const large = { ...first, description: 'é'.repeat(33 * 1024) };
    expect(faultsOf({ ...define, definition: large })).toEqual([' definition-too-large']);
  });

  it('takes an image that its school uploaded, and no other, also in a next version', () => {
    const image = { file: `${'a'.repeat(64)}.png`, caption: 'A loaf.' };
    const shown: Definition = { ...first, image };
    expect(faultsOf({ ...define, definition: shown, hasImage: true })).toEqual([]);
    expect(faultsOf({ ...define, definition: { ...shown, fields: ['a', 'a'] }, hasImage: false })).toEqual([
      '/fields/1 field-twice',
      '/image/file image-unknown',
    ]);
    achievements(defined, published(1, first)).when(revise(shown)).thenRefuses('achievement-not-sound');
    achievements(defined, published(1, first)).when(revise(shown, true)).then(revised(shown));
  });

  it('takes a micro-credential with the framework under which it is awarded', () => {
    const micro: Definition = { ...first, achievementType: 'MicroCredential', awardingFramework: 'Npuls 2026' };
    expect(faultsOf({ ...define, definition: micro })).toEqual([]);
  });
});

describe('publishing', () => {
  it('makes the draft version 1, and a revision the next', () => {
    achievements(defined).when(publish).then(published(1, first));
    achievements(defined, published(1, first), revised(second)).when(publish).then(published(2, second));
  });

  it('without a new draft changes nothing', () => {
    achievements(defined, published(1, first)).when(publish).thenNothing();
  });

  it('never touches a version that was published', () => {
    const state = fold(achievementDecider, [defined, published(1, first), revised(second), published(2, second)]);
    expect(state.versions).toEqual([first, second]);
  });
});

describe('revising', () => {
  it('replaces the draft, and drafts the next version after publication', () => {
    achievements(defined).when(revise(second)).then(revised(second));
    achievements(defined, published(1, first)).when(revise(second)).then(revised(second));
  });

  it('with what stands already changes nothing', () => {
    achievements(defined).when(revise(first)).thenNothing();
    achievements(defined, published(1, first)).when(revise(first)).thenNothing();
  });

  it('refuses a definition that is not sound', () => {
    achievements(defined)
      .when(revise({ ...first, criteria: [] }))
      .thenRefuses('achievement-not-sound');
  });
});

describe('retiring', () => {
  it('ends every version', () => {
    achievements(defined, published(1, first), revised(second), published(2, second))
      .when(retire)
      .then(retired(1), retired(2));
  });

  it('again changes nothing', () => {
    achievements(defined, published(1, first), retired(1)).when(retire).thenNothing();
  });

  it('is for what was published', () => {
    achievements(defined).when(retire).thenRefuses('achievement-not-published');
  });

  it('is the end: nothing is revised or published after it', () => {
    const history = [defined, published(1, first), revised(second), retired(1)];
    achievements(...history)
      .when(revise(second))
      .thenRefuses('achievement-retired');
    achievements(...history)
      .when(publish)
      .thenRefuses('achievement-retired');
  });
});

describe('another school', () => {
  const theirs = [revise(second), publish, retire].map((command) => ({ ...command, by: elsewhere }));

  it('does not see a first draft, nor what is not there', () => {
    for (const command of theirs) {
      achievements(defined).when(command).thenRefuses('achievement-unknown');
      achievements().when(command).thenRefuses('achievement-unknown');
    }
  });

  it('sees what is published, and leaves it alone', () => {
    for (const command of theirs) {
      achievements(defined, published(1, first)).when(command).thenRefuses('not-the-issuing-school');
    }
  });
});

describe('the rules as a whole', () => {
  const commands = fc.constantFrom(define, revise(first), revise(second), publish, retire);
  const events = fc.constantFrom(defined, revised(first), revised(second), published(1, first), retired(1));

  it('a command that was carried out decides nothing when it is repeated', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 12 }), (sequence) => {
        let history: readonly AchievementEvent[] = [];
        for (const command of sequence) {
          const decided = decideOrRefuse(command, history);
          if (decided === null) continue;
          history = [...history, ...decided];
          expect(decideOrRefuse(command, history)).toEqual([]);
        }
      }),
    );
  });

  it('any history can be folded', () => {
    fc.assert(
      fc.property(fc.array(events), (history) => {
        const { versions } = fold(achievementDecider, history);
        expect(versions).toHaveLength(history.filter(({ type }) => type === 'AchievementPublished').length);
      }),
    );
  });
});

describe('publishing', () => {
  const nothing = { ...returnBread(), standardElements: NOTHING_TOLD };
  const by = { person: 'clerk', for: 'school' };
  const drafted = (definition: Definition): AchievementEvent => ({
    type: 'AchievementDefined',
    data: { achievementId: 'achievement', organisationId: 'school', definition, by: 'clerk' },
  });
  const missingIn = (definition: Definition): string[] => {
    try {
      achievementDecider.decide({ type: 'PublishAchievement', by }, fold(achievementDecider, [drafted(definition)]));
      return [];
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(error.code).toBe('achievement-not-complete');
      return (error.facts['errors'] as { at: string }[]).map(({ at }) => at);
    }
  };

  it('is refused to a draft that leaves standard elements open, and all of them are named at once', () => {
    expect(missingIn(nothing)).toEqual(
      ['learningOutcomes', 'studyLoad', 'level', 'assessmentTypes', 'participation', 'qualityAssurance'].map(
        (name) => `/standardElements/${name}`,
      ),
    );
  });

  it.each(Object.keys(NOTHING_TOLD) as (keyof typeof NOTHING_TOLD)[])(
    'asks for %s only where it must be told',
    (name) => {
      const definition = returnBread();
      const without = { ...definition.standardElements, [name]: NOTHING_TOLD[name] };
      const optional = ['prerequisites', 'supervision', 'stackability', 'furtherInformation'].includes(name);
      expect(missingIn({ ...definition, standardElements: without })).toEqual(
        optional ? [] : [`/standardElements/${name}`],
      );
    },
  );
});

describe('a stored event of version 1', () => {
  it.each([
    ['AchievementDefined', 'achievement-defined', { organisationId: '01a06648-2800-7302-9100-4aa0516ed123' }],
    ['AchievementRevised', 'achievement-revised', { draft: { name: 'Working with return bread' } }],
    ['AchievementPublished', 'achievement-published', { versions: [{ criteria: [{ levels: [{ rank: 1 }] }] }] }],
    ['AchievementRetired', 'achievement-retired', { retired: true }],
  ])('%s still reads', (type, file, expected) => {
    const stored = JSON.parse(readFileSync(new URL(`golden/${file}.v1.json`, import.meta.url), 'utf8')) as object;
    const data = new EventRegistry([achievement]).upcast(type, 1, stored);
    expect(fold(achievementDecider, [{ type, data } as AchievementEvent])).toMatchObject(expected);
  });
});

function faultsOf(command: AchievementCommand): string[] {
  try {
    achievementDecider.decide(command, achievementDecider.initialState);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('achievement-not-sound');
    return (error.facts['errors'] as { at: string; code: string }[]).map(({ at, code }) => `${at} ${code}`);
  }
}

function decideOrRefuse(
  command: AchievementCommand,
  history: readonly AchievementEvent[],
): readonly AchievementEvent[] | null {
  try {
    return achievementDecider.decide(command, fold(achievementDecider, history));
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
