import type { StreamType } from '@estafette/event-store';
import type { ValidationCommand } from './validation.commands.js';
import { validationDecider } from './validation.decider.js';
import type { ValidationEvent } from './validation.events.js';
import { validationEvents } from './validation.events.js';
import type { ValidationState } from './validation.state.js';

export const validation: StreamType<ValidationState, ValidationCommand, ValidationEvent> = {
  name: 'validation',
  decider: validationDecider,
  events: validationEvents,
};
