import type { View } from '@estafette/event-store';
import type { OrganisationEvent, OrganisationKind } from '../../organisation/organisation.events.js';

/** One organisation of the directory. Of a sole trader `name`, `kvkNumber` and `branchNumber` are sealed. */
export interface OrganisationsRow {
  readonly organisationId: string;
  readonly kind: OrganisationKind;
  readonly soleTrader: boolean;
  readonly ownerPersonId: string | null;
  readonly name: unknown;
  readonly kvkNumber: unknown;
  readonly branchNumber: unknown;
  readonly brin: string | null;
  readonly rio: string | null;
  readonly revision: number;
}

/** Which organisations there are. */
export const organisationsView: View<OrganisationsRow, OrganisationEvent> = {
  name: 'organisations',
  version: 1,
  key: 'organisationId',
  keys: (event) => (event.streamId.startsWith('organisation-') ? [event.data.organisationId] : []),
  evolve: (_row, { data, revision }) => {
    const { by: _by, ...facts } = data;
    return { ...facts, revision };
  },
};
