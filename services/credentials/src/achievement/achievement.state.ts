import type { AchievementEvent, Definition } from './achievement.events.js';

export interface AchievementState {
  readonly achievementId: string;
  /** The school that defined it; null while there is nothing. */
  readonly organisationId: string | null;
  /** What would be published next. */
  readonly draft: Definition | null;
  /** Version n stands at n - 1, and never changes. */
  readonly versions: readonly Definition[];
  readonly retired: boolean;
}

export const nothingDefined: AchievementState = {
  achievementId: '',
  organisationId: null,
  draft: null,
  versions: [],
  retired: false,
};

export function evolve(state: AchievementState, event: AchievementEvent): AchievementState {
  switch (event.type) {
    case 'AchievementDefined': {
      const { achievementId, organisationId, definition } = event.data;
      return { ...state, achievementId, organisationId, draft: definition };
    }
    case 'AchievementRevised':
      return { ...state, draft: event.data.definition };
    case 'AchievementPublished':
      return { ...state, draft: null, versions: [...state.versions, event.data.definition] };
    case 'AchievementRetired':
      return { ...state, retired: true };
  }
}
