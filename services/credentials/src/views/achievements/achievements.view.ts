import type { View } from '@estafette/event-store';
import type { AchievementEvent, Definition } from '../../achievement/achievement.events.js';

export interface PublishedVersion {
  readonly version: number;
  readonly publishedAt: string;
  readonly definition: Definition;
}

/** One published achievement with all its versions; version n stands at n - 1. */
export interface AchievementsRow {
  readonly achievementId: string;
  readonly organisationId: string;
  /** False once it was retired. */
  readonly open: boolean;
  readonly fields: readonly string[];
  readonly versions: readonly PublishedVersion[];
  readonly revision: number;
}

/** What can be earned, and of what was earned before: which version said what. Drafts stand in a view of their own. */
export const achievements: View<AchievementsRow, AchievementEvent> = {
  name: 'achievements',
  version: 2,
  key: 'achievementId',
  keys: (event) => (event.streamId.startsWith('achievement-') ? [event.data.achievementId] : []),
  evolve: (row, event) => {
    switch (event.type) {
      case 'AchievementPublished': {
        const { achievementId, organisationId, version, definition } = event.data;
        const published = { version, publishedAt: event.metadata.at, definition };
        return {
          achievementId,
          organisationId,
          open: true,
          fields: definition.fields,
          versions: [...(row?.versions ?? []), published],
          revision: event.revision,
        };
      }
      case 'AchievementRetired':
        return row && { ...row, open: false, revision: event.revision };
      case 'AchievementDefined':
      case 'AchievementRevised':
        return row && { ...row, revision: event.revision };
    }
  },
};
