import type { StreamType } from '@estafette/event-store';
import type { IssuerCommand, IssuerState } from './issuer.decider.js';
import { issuerDecider } from './issuer.decider.js';
import type { IssuerEvent } from './issuer.events.js';
import { issuerEvents } from './issuer.events.js';

/** Its id is the organisation's: `issuer-<organisation id>`. */
export const issuer: StreamType<IssuerState, IssuerCommand, IssuerEvent> = {
  name: 'issuer',
  decider: issuerDecider,
  events: issuerEvents,
};
