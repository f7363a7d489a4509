import type { Decider } from '@estafette/decider';
import { forbid, refuse, unknown } from '@estafette/decider';
import type { Asked } from '../by.js';
import type { HubEvent, HubKind } from './hub.events.js';

type Found = Asked<'FoundHub'> & {
  readonly hubId: string;
  readonly kind: HubKind;
  readonly name: string;
  readonly town: string;
};
/** `organisationId` is of an organisation that is registered. */
type Join = Asked<'JoinHub'> & { readonly organisationId: string };
export type HubCommand = Found | Join;

export interface HubState {
  readonly founded: Extract<HubEvent, { type: 'HubFounded' }>['data'] | null;
  readonly members: readonly string[];
}

/** The rules of a hub: founded by an organisation, joined by others. */
export const hubDecider: Decider<HubState, HubCommand, HubEvent> = {
  initialState: { founded: null, members: [] },
  evolve: (state, event) => {
    switch (event.type) {
      case 'HubFounded':
        return { ...state, founded: event.data };
      case 'OrganisationJoinedHub':
        return { ...state, members: [...state.members, event.data.organisationId] };
    }
  },
  decide: (command, state) => {
    switch (command.type) {
      case 'FoundHub':
        return found(command, state);
      case 'JoinHub':
        return join(command, state);
    }
  },
};

function found({ by, hubId, kind, name, town }: Found, { founded }: HubState): HubEvent[] {
  if (founded) {
    const same =
      founded.organisationId === by.for && founded.kind === kind && founded.name === name && founded.town === town;
    if (same) return [];
    refuse('hub-exists', 'A hub with this id is there already: give the new one an id of its own.');
  }
  return [{ type: 'HubFounded', data: { hubId, organisationId: by.for, kind, name, town, by: by.person } }];
}

function join({ by, organisationId }: Join, { founded, members }: HubState): HubEvent[] {
  if (!founded) unknown('hub-unknown', 'There is no hub with this id.');
  const own = by.for === organisationId;
  const coordinator = by.roles.includes('hub-coordinator') && by.for === founded.organisationId;
  if (!own && !coordinator) {
    forbid('not-for-this-organisation', 'An organisation joins a hub itself, or the coordinator of the hub adds it.');
  }
  // The founding organisation belongs to its hub from the start.
  if (organisationId === founded.organisationId || members.includes(organisationId)) return [];
  return [{ type: 'OrganisationJoinedHub', data: { hubId: founded.hubId, organisationId, by: by.person } }];
}
