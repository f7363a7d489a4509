import type { StreamType } from '@estafette/event-store';
import type { IssuerState, RegisterIssuer } from './issuer.decider.js';
import { issuerDecider } from './issuer.decider.js';
import type { IssuerEvent } from './issuer.events.js';
import { issuerEvents } from './issuer.events.js';

/** Its id is the school's: `issuer-<organisation id>`. */
export const issuer: StreamType<IssuerState, RegisterIssuer, IssuerEvent> = {
  name: 'issuer',
  decider: issuerDecider,
  events: issuerEvents,
};
