import type { Decider } from '@estafette/decider';
import { forbid, refuse, unknown } from '@estafette/decider';
import type { AchievementCommand, By } from './achievement.commands.js';
import type { AchievementEvent } from './achievement.events.js';
import type { AchievementState } from './achievement.state.js';
import { evolve, nothingDefined } from './achievement.state.js';
import { assertComplete, assertSound, sameDefinition } from './definition.rules.js';

type Command<Type extends AchievementCommand['type']> = Extract<AchievementCommand, { type: Type }>;

/** The rules of an achievement: drafted, published in versions that never change, retired. */
export const achievementDecider: Decider<AchievementState, AchievementCommand, AchievementEvent> = {
  initialState: nothingDefined,
  evolve,
  decide: (command, state) => {
    if (command.type === 'DefineAchievement') return define(command, state);
    assertOfSchool(command.by, state);
    switch (command.type) {
      case 'ReviseAchievement':
        return revise(command, state);
      case 'PublishAchievement':
        return publish(command, state);
      case 'RetireAchievement':
        return retire(command, state);
    }
  },
};

/** What is published, everybody sees; a first draft, only its school. */
function assertOfSchool(by: By, { organisationId, versions }: AchievementState): void {
  if (organisationId === by.for) return;
  if (versions.length === 0) unknown('achievement-unknown', 'There is no achievement with this id that you can see.');
  forbid('not-the-issuing-school', 'Only the school that defined this achievement can do this.');
}

function define(command: Command<'DefineAchievement'>, state: AchievementState): AchievementEvent[] {
  const { by, achievementId, issuerRegistered, definition, hasImage } = command;
  if (!issuerRegistered) {
    refuse('issuer-not-registered', 'Register your school as an issuer first: POST /v1/issuers.');
  }
  if (state.organisationId !== null) {
    const known = [state.draft, ...state.versions].some((one) => sameDefinition(one, definition));
    if (state.organisationId === by.for && known) return [];
    refuse('achievement-exists', 'An achievement with this id is there already: give the new one an id of its own.');
  }
  assertSound(achievementId, definition, hasImage);
  return [{ type: 'AchievementDefined', data: { achievementId, organisationId: by.for, definition, by: by.person } }];
}

function revise(
  { by, definition, hasImage }: Command<'ReviseAchievement'>,
  state: AchievementState,
): AchievementEvent[] {
  assertNotRetired(state);
  if (sameDefinition(state.draft ?? state.versions.at(-1), definition)) return [];
  assertSound(state.achievementId, definition, hasImage);
  return [{ type: 'AchievementRevised', data: { achievementId: state.achievementId, definition, by: by.person } }];
}

function publish({ by }: Command<'PublishAchievement'>, state: AchievementState): AchievementEvent[] {
  assertNotRetired(state);
  const { achievementId, organisationId, draft, versions } = state;
  if (draft === null || organisationId === null) return [];
  assertComplete(draft);
  const version = versions.length + 1;
  return [
    {
      type: 'AchievementPublished',
      data: { achievementId, organisationId, version, definition: draft, by: by.person },
    },
  ];
}

/** Every version ends: what was earned keeps its worth, nothing more can be asked for. */
function retire({ by }: Command<'RetireAchievement'>, state: AchievementState): AchievementEvent[] {
  if (state.retired) return [];
  if (state.versions.length === 0) {
    refuse('achievement-not-published', 'Only a published achievement can be retired; a draft hurts nobody.');
  }
  return state.versions.map((_definition, index) => ({
    type: 'AchievementRetired',
    data: { achievementId: state.achievementId, version: index + 1, by: by.person },
  }));
}

function assertNotRetired({ retired }: AchievementState): void {
  if (retired) refuse('achievement-retired', 'This achievement is retired: define a new one.');
}
