import type { StreamType } from '@estafette/event-store';
import type { PersonCommand, PersonState } from './person.decider.js';
import { personDecider } from './person.decider.js';
import type { PersonEvent } from './person.events.js';
import { personEvents } from './person.events.js';

export const person: StreamType<PersonState, PersonCommand, PersonEvent> = {
  name: 'person',
  decider: personDecider,
  events: personEvents,
};
