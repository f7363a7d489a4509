import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { AchievementEvent } from '../../achievement/achievement.events.js';
import { returnBread } from '../../return-bread.example.js';
import type { AchievementDraftsRow } from './achievement-drafts.view.js';
import { achievementDrafts } from './achievement-drafts.view.js';

const achievementId = 'achievement';
const first = returnBread();
const second = { ...first, name: 'Anew' };

const rowAfter = (...events: readonly AchievementEvent[]): AchievementDraftsRow | null =>
  events
    .map((event, index): Recorded & AchievementEvent => ({
      ...event,
      id: `event-${index}`,
      streamId: 'achievement-achievement',
      revision: index + 1,
      cursor: START,
      metadata: { at: `2026-11-2${index}T14:00:00.000Z`, by: 'clerk', for: 'school' },
    }))
    .reduce<AchievementDraftsRow | null>((row, event) => {
      const [key = ''] = achievementDrafts.keys(event);
      return achievementDrafts.evolve(row, event, key);
    }, null);

const defined: AchievementEvent = {
  type: 'AchievementDefined',
  data: { achievementId, organisationId: 'school', definition: first, by: 'clerk' },
};
const revised: AchievementEvent = {
  type: 'AchievementRevised',
  data: { achievementId, definition: second, by: 'clerk' },
};
const published: AchievementEvent = {
  type: 'AchievementPublished',
  data: { achievementId, organisationId: 'school', version: 1, definition: first, by: 'clerk' },
};
const retired: AchievementEvent = { type: 'AchievementRetired', data: { achievementId, version: 1, by: 'clerk' } };

describe('the view achievement-drafts', () => {
  it('shows a draft as it was last written', () => {
    const draft = { achievementId, organisationId: 'school', version: 1 };
    expect(rowAfter(defined)).toEqual({ ...draft, since: '2026-11-20T14:00:00.000Z', definition: first, revision: 1 });
    expect(rowAfter(defined, revised)).toMatchObject({ since: '2026-11-21T14:00:00.000Z', definition: second });
  });

  it('has none once it was published, until the next version is drafted', () => {
    expect(rowAfter(defined, published)).toMatchObject({ version: 2, since: null, definition: null });
    expect(rowAfter(defined, published, revised)).toMatchObject({
      organisationId: 'school',
      version: 2,
      since: '2026-11-22T14:00:00.000Z',
      definition: second,
    });
  });

  it('has none of what was retired', () => {
    expect(rowAfter(defined, published, revised, retired, { ...retired })).toBeNull();
  });
});
