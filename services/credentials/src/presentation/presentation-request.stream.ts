import type { StreamType } from '@estafette/event-store';
import type { PresentationRequestCommand, PresentationRequestState } from './presentation-request.decider.js';
import { presentationRequestDecider } from './presentation-request.decider.js';
import type { PresentationRequestEvent } from './presentation-request.events.js';
import { presentationRequestEvents } from './presentation-request.events.js';

/** `presentation-request-<request id>`: one question to one wallet. */
export const presentationRequest: StreamType<
  PresentationRequestState,
  PresentationRequestCommand,
  PresentationRequestEvent
> = {
  name: 'presentation-request',
  decider: presentationRequestDecider,
  events: presentationRequestEvents,
};
