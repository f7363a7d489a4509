import type { View } from '@estafette/event-store';
import type { CredentialEvent, StatusPlace } from '../../credential/credential.events.js';

/** One place in a status list that was taken. */
export interface StatusPlacesRow {
  /** `<organisation id>-<list>-<index>` */
  readonly place: string;
  readonly organisationId: string;
  readonly list: number;
  readonly index: number;
  /** Whether what took the place does not hold (any more). */
  readonly isSet: boolean;
  readonly changedAt: string;
}

/** What the status lists of an issuer say. */
export const statusPlaces: View<StatusPlacesRow, CredentialEvent> = {
  name: 'status-places',
  version: 1,
  key: 'place',
  keys: (event) => {
    if (!event.streamId.startsWith('credential-')) return [];
    const { organisationId, status } = event.data;
    const places = event.type === 'CredentialReissued' ? [status, event.data.replaces] : [status];
    return places.flatMap((place) => (place === null ? [] : [nameOf(organisationId, place)]));
  },
  evolve: (row, event, place) => {
    const changedAt = event.metadata.at;
    switch (event.type) {
      case 'CredentialSuspended':
      case 'CredentialRevoked':
        return row && { ...row, isSet: true, changedAt };
      case 'CredentialIssued':
      case 'CredentialReinstated':
      case 'CredentialReissued': {
        const { organisationId, status } = event.data;
        if (status === null || nameOf(organisationId, status) !== place)
          return row && { ...row, isSet: true, changedAt };
        return { place, organisationId, ...status, isSet: false, changedAt };
      }
    }
  },
};

export function nameOf(organisationId: string, { list, index }: StatusPlace): string {
  return `${organisationId}-${list}-${index}`;
}
