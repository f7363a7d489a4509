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
type Admit = Asked<'AdmitOrganisation'> & { readonly organisationId: string };
export type HubCommand = Found | Admit;

export interface HubState {
  readonly founded: Extract<HubEvent, { type: 'HubFounded' }>['data'] | null;
  readonly members: readonly string[];
}

/** The rules of a hub: founded by an organisation, which admits others: what runs in a hub is shown to all of them. */
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
      case 'AdmitOrganisation':
        return admit(command, state);
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

function admit({ by, organisationId }: Admit, { founded, members }: HubState): HubEvent[] {
  if (!founded) unknown('hub-unknown', 'There is no hub with this id.');
  const coordinator = by.roles.includes('hub-coordinator') && by.for === founded.organisationId;
  if (!coordinator && !by.roles.includes('region-admin')) {
    forbid(
      'not-coordinator-of-hub',
      'The hub-coordinator of the organisation that founded the hub admits others: ask them.',
    );
  }
  // The founding organisation belongs to its hub from the start.
  if (organisationId === founded.organisationId || members.includes(organisationId)) return [];
  return [{ type: 'OrganisationJoinedHub', data: { hubId: founded.hubId, organisationId, by: by.person } }];
}
