import type { View } from '@estafette/event-store';
import type { AchievementEvent, Definition } from '../../achievement/achievement.events.js';

/** What a school works on for one achievement; gone once it is retired. */
export interface AchievementDraftsRow {
  readonly achievementId: string;
  readonly organisationId: string;
  /** Which version it becomes when it is published. */
  readonly version: number;
  /** When it was last changed; null while all that there is was published. */
  readonly since: string | null;
  readonly definition: Definition | null;
  readonly revision: number;
}

/** The drafts of a school, before anybody else sees them. */
export const achievementDrafts: View<AchievementDraftsRow, AchievementEvent> = {
  name: 'achievement-drafts',
  version: 2,
  key: 'achievementId',
  keys: (event) => (event.streamId.startsWith('achievement-') ? [event.data.achievementId] : []),
  evolve: (row, event) => {
    const { revision, metadata } = event;
    switch (event.type) {
      case 'AchievementDefined': {
        const { achievementId, organisationId, definition } = event.data;
        return { achievementId, organisationId, version: 1, since: metadata.at, definition, revision };
      }
      case 'AchievementRevised':
        return row && { ...row, since: metadata.at, definition: event.data.definition, revision };
      case 'AchievementPublished':
        return row && { ...row, version: event.data.version + 1, since: null, definition: null, revision };
      case 'AchievementRetired':
        return null;
    }
  },
};
