import type { StreamType } from '@estafette/event-store';
import type { ChallengeCommand } from './challenge.commands.js';
import { challengeDecider } from './challenge.decider.js';
import type { ChallengeEvent } from './challenge.events.js';
import { challengeEvents } from './challenge.events.js';
import type { ChallengeState } from './challenge.state.js';

export const challenge: StreamType<ChallengeState, ChallengeCommand, ChallengeEvent> = {
  name: 'challenge',
  decider: challengeDecider,
  events: challengeEvents,
};
