import type { StreamType } from '@estafette/event-store';
import type { OrganisationCommand, OrganisationState } from './organisation.decider.js';
import { organisationDecider } from './organisation.decider.js';
import type { OrganisationEvent } from './organisation.events.js';
import { organisationEvents } from './organisation.events.js';

export const organisation: StreamType<OrganisationState, OrganisationCommand, OrganisationEvent> = {
  name: 'organisation',
  decider: organisationDecider,
  events: organisationEvents,
};
