import type { View } from '@estafette/event-store';
import type { HubFact } from '../../followed/followed.js';

/** The organisations of one hub: its own, and those that joined it. */
export interface HubMembersRow {
  readonly hubId: string;
  readonly organisations: readonly string[];
}

/** Which hubs an organisation belongs to, and so which challenges it sees. */
export const hubMembers: View<HubMembersRow, HubFact> = {
  name: 'hub-members',
  version: 1,
  key: 'hubId',
  keys: (event) => (event.streamId.startsWith('organisations:hub-') ? [event.data.hubId] : []),
  evolve: (row, { data: { hubId, organisationId } }) => ({
    hubId,
    organisations: [...new Set([...(row?.organisations ?? []), organisationId])],
  }),
};
