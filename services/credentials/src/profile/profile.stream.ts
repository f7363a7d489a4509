import type { StreamType } from '@estafette/event-store';
import type { ProfileCommand, ProfileState } from './profile.decider.js';
import { profileDecider } from './profile.decider.js';
import type { ProfileEvent } from './profile.events.js';
import { profileEvents } from './profile.events.js';

/** `profile-<person id>`: what one learner tells of themselves to other systems. */
export const profile: StreamType<ProfileState, ProfileCommand, ProfileEvent> = {
  name: 'profile',
  decider: profileDecider,
  events: profileEvents,
};
