import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

export type HubKind = 'hub' | 'lab' | 'workshop' | 'field-lab' | 'learning-community';

export type HubEvent =
  | DomainEvent<
      'HubFounded',
      { hubId: string; organisationId: string; kind: HubKind; name: string; town: string; by: string }
    >
  | DomainEvent<'OrganisationJoinedHub', { hubId: string; organisationId: string; by: string }>;

export const hubEvents: EventTypes<HubEvent> = {
  HubFounded: { version: 1 },
  OrganisationJoinedHub: { version: 1 },
};
