import type { DomainEvent } from '@estafette/decider';
import type { StreamType } from '@estafette/event-store';

type OrganisationFact = DomainEvent<string, { organisationId: string; kind: string; name: string | null }>;

/** What of an organisation matters here: whether it can be an issuer, and under which name. */
export const followedOrganisation: StreamType<{ kind: string; name: string | null }, never, OrganisationFact> = {
  name: 'organisations:organisation',
  events: {},
  decider: {
    initialState: { kind: '', name: null },
    decide: () => [],
    evolve: (_before, { data }) => ({ kind: data.kind, name: data.name }),
  },
};

export const follows = [
  'nl.estafette.organisations.organisation-registered.v1',
  'nl.estafette.organisations.organisation-changed.v1',
] as const;
