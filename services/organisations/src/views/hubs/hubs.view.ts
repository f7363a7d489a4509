import type { View } from '@estafette/event-store';
import type { HubEvent, HubKind } from '../../hub/hub.events.js';

export interface HubsRow {
  readonly hubId: string;
  /** The organisation that founded it. */
  readonly organisationId: string;
  readonly kind: HubKind;
  readonly name: string;
  readonly town: string;
  /** Organisations that joined, in that order. */
  readonly members: readonly string[];
  readonly revision: number;
}

/** Which hubs there are, and who takes part in them. */
export const hubs: View<HubsRow, HubEvent> = {
  name: 'hubs',
  version: 1,
  key: 'hubId',
  keys: (event) => (event.streamId.startsWith('hub-') ? [event.data.hubId] : []),
  evolve: (row, event) => {
    switch (event.type) {
      case 'HubFounded': {
        const { by: _by, ...facts } = event.data;
        return { ...facts, members: [], revision: event.revision };
      }
      case 'OrganisationJoinedHub':
        return row && { ...row, members: [...row.members, event.data.organisationId], revision: event.revision };
    }
  },
};
