import type { DomainEvent } from '@estafette/decider';
import type { StreamType } from '@estafette/event-store';

type HubFact = DomainEvent<string, { hubId: string; organisationId: string }>;

export interface FollowedHub {
  readonly organisationId: string;
  readonly members: readonly string[];
}

/** A hub as the organisations service told of it. */
export const followedHub: StreamType<FollowedHub, never, HubFact> = {
  name: 'organisations:hub',
  events: {},
  decider: {
    initialState: { organisationId: '', members: [] },
    decide: () => [],
    evolve: (hub, { type, data }) =>
      type.includes('.hub-founded.')
        ? { ...hub, organisationId: data.organisationId }
        : { ...hub, members: [...hub.members, data.organisationId] },
  },
};

type OrganisationFact = DomainEvent<string, { organisationId: string; soleTrader: boolean; name: string | null }>;

/** What of an organisation matters here: whether its texts are a person's. */
export const followedOrganisation: StreamType<{ soleTrader: boolean }, never, OrganisationFact> = {
  name: 'organisations:organisation',
  events: {},
  decider: {
    initialState: { soleTrader: true },
    decide: () => [],
    evolve: (_before, { data }) => ({ soleTrader: data.soleTrader }),
  },
};

export const follows = [
  'nl.estafette.organisations.organisation-registered.v1',
  'nl.estafette.organisations.organisation-changed.v1',
  'nl.estafette.organisations.hub-founded.v1',
  'nl.estafette.organisations.organisation-joined-hub.v1',
] as const;
