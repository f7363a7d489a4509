import type { StreamType } from '@estafette/event-store';
import type { AchievementCommand } from './achievement.commands.js';
import { achievementDecider } from './achievement.decider.js';
import type { AchievementEvent } from './achievement.events.js';
import { achievementEvents } from './achievement.events.js';
import type { AchievementState } from './achievement.state.js';

export const achievement: StreamType<AchievementState, AchievementCommand, AchievementEvent> = {
  name: 'achievement',
  decider: achievementDecider,
  events: achievementEvents,
};
