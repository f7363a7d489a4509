import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { AchievementEvent } from '../../achievement/achievement.events.js';
import { returnBread } from '../../return-bread.example.js';
import type { AchievementsRow } from './achievements.view.js';
import { achievements } from './achievements.view.js';

const achievementId = 'achievement';
const first = returnBread();
const second = { ...first, name: 'Anew', fields: ['baking'] };

const rowAfter = (...events: readonly AchievementEvent[]): AchievementsRow | null =>
  events
    .map((event, index): Recorded & AchievementEvent => ({
      ...event,
      id: `event-${index}`,
      streamId: 'achievement-achievement',
      revision: index + 1,
      cursor: START,
      metadata: { at: `2026-11-2${index}T14:00:00.000Z`, by: 'clerk', for: 'school' },
    }))
    .reduce<AchievementsRow | null>((row, event) => {
      const [key = ''] = achievements.keys(event);
      return achievements.evolve(row, event, key);
    }, null);

const defined: AchievementEvent = {
  type: 'AchievementDefined',
  data: { achievementId, organisationId: 'school', definition: first, by: 'clerk' },
};
const published = (version: number, definition: typeof first): AchievementEvent => ({
  type: 'AchievementPublished',
  data: { achievementId, organisationId: 'school', version, definition, by: 'clerk' },
});
const revised: AchievementEvent = {
  type: 'AchievementRevised',
  data: { achievementId, definition: second, by: 'clerk' },
};

describe('the view achievements', () => {
  it('shows no draft', () => {
    expect(rowAfter(defined)).toBeNull();
    expect(rowAfter(defined, { ...revised })).toBeNull();
  });

  it('keeps every version as it was published', () => {
    expect(rowAfter(defined, published(1, first), revised, published(2, second))).toEqual({
      achievementId,
      organisationId: 'school',
      open: true,
      fields: ['baking'],
      versions: [
        { version: 1, publishedAt: '2026-11-21T14:00:00.000Z', definition: first },
        { version: 2, publishedAt: '2026-11-23T14:00:00.000Z', definition: second },
      ],
      revision: 4,
    });
  });

  it('shows the published version while the next is a draft', () => {
    expect(rowAfter(defined, published(1, first), revised)).toMatchObject({
      versions: [{ version: 1, definition: first }],
    });
  });

  it('says when it was retired', () => {
    const retired: AchievementEvent = { type: 'AchievementRetired', data: { achievementId, version: 1, by: 'clerk' } };
    expect(rowAfter(defined, published(1, first), retired)).toMatchObject({ open: false, revision: 3 });
  });
});
