import type { View } from '@estafette/event-store';
import type { IssuerEvent } from '../../issuer/issuer.events.js';

/** What anybody may know of an issuer. */
export interface IssuersRow {
  readonly organisationId: string;
  readonly name: string;
  readonly did: string;
  readonly registeredAt: string;
  readonly revision: number;
}

/** Which school signs with which key. */
export const issuers: View<IssuersRow, IssuerEvent> = {
  name: 'issuers',
  version: 1,
  key: 'organisationId',
  keys: (event) => (event.streamId.startsWith('issuer-') ? [event.data.organisationId] : []),
  evolve: (_row, { data: { organisationId, name, did }, metadata, revision }) => ({
    organisationId,
    name,
    did,
    registeredAt: metadata.at,
    revision,
  }),
};
