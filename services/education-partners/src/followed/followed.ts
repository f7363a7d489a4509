import type { DomainEvent } from '@estafette/decider';
import type { StreamType } from '@estafette/event-store';

type OrganisationFact = DomainEvent<string, { organisationId: string; kind: string }>;

/** What of an organisation matters here: whether it is a school. */
export const followedOrganisation: StreamType<{ kind: string }, never, OrganisationFact> = {
  name: 'organisations:organisation',
  events: {},
  decider: {
    initialState: { kind: '' },
    decide: () => [],
    evolve: (_before, { data }) => ({ kind: data.kind }),
  },
};

export const follows = [
  'nl.estafette.organisations.organisation-registered.v1',
  'nl.estafette.organisations.organisation-changed.v1',
] as const;
