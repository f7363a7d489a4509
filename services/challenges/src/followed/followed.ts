import type { DomainEvent } from '@estafette/decider';
import { refuse } from '@estafette/decider';
import type { EventStore, StreamType } from '@estafette/event-store';
import { soon } from '@estafette/service-host';
import type { KnownHub } from '../challenge/challenge.commands.js';

const REGISTERED = 'nl.estafette.organisations.organisation-registered.v1';
const CHANGED = 'nl.estafette.organisations.organisation-changed.v1';
export const HUB_FOUNDED = 'nl.estafette.organisations.hub-founded.v1';
export const HUB_JOINED = 'nl.estafette.organisations.organisation-joined-hub.v1';

export const follows = [REGISTERED, CHANGED, HUB_FOUNDED, HUB_JOINED] as const;

export type HubFact = DomainEvent<string, { readonly hubId: string; readonly organisationId: string }>;

interface FollowedHub {
  /** The organisation to which it belongs; null as long as only what came after its founding is known. */
  readonly organisationId: string | null;
  readonly members: readonly string[];
}

/** A hub as the organisations service told of it. */
export const followedHub: StreamType<FollowedHub, never, HubFact> = {
  name: 'organisations:hub',
  events: {},
  decider: {
    initialState: { organisationId: null, members: [] },
    decide: () => [],
    evolve: (hub, { type, data: { organisationId } }) => {
      if (type === HUB_FOUNDED) return { ...hub, organisationId };
      if (type !== HUB_JOINED || hub.members.includes(organisationId)) return hub;
      return { ...hub, members: [...hub.members, organisationId] };
    },
  },
};

/** A hub as it is known now; one that may be on its way is waited for. @throws DomainError `hub-not-known-yet` */
export async function knownHub(store: EventStore, hubId: string): Promise<KnownHub> {
  const found = await soon(async () => {
    const { state, revision } = await store.load(followedHub, hubId);
    const { organisationId, members } = state;
    return organisationId === null ? undefined : { hubId, organisationId, members, revision };
  });
  if (found) return found;
  refuse('hub-not-known-yet', 'This hub is not known here (yet). Check its id, or try again in a moment.');
}

type OrganisationFact = DomainEvent<string, { readonly organisationId: string; readonly soleTrader: boolean }>;

/** What of an organisation matters here: whether its texts are a person's. Taken for one until it is known. */
export const followedOrganisation: StreamType<{ readonly soleTrader: boolean }, never, OrganisationFact> = {
  name: 'organisations:organisation',
  events: {},
  decider: {
    initialState: { soleTrader: true },
    decide: () => [],
    evolve: (_before, { data }) => ({ soleTrader: data.soleTrader }),
  },
};
