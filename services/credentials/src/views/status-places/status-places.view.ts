import type { View } from '@estafette/event-store';
import type { CredentialEvent, StatusPlace } from '../../credential/credential.events.js';
import { seriesOfInstance, type Series } from '../../status/series.rules.js';
import type { InstanceCredentialEvent, PlaceFor } from '../../vc-api/instance-credential.events.js';

/** One place in a status list that was taken. */
export interface StatusPlacesRow {
  /** `<series>-<list>-<index>` */
  readonly place: string;
  /** The series: an organisation's id, or one of the instance. */
  readonly organisationId: Series;
  readonly list: number;
  readonly index: number;
  /** Whether what took the place does not hold (any more). */
  readonly isSet: boolean;
  readonly changedAt: string;
}

/** What the status lists of an issuer say. */
export const statusPlaces: View<StatusPlacesRow, CredentialEvent | InstanceCredentialEvent> = {
  name: 'status-places',
  version: 1,
  key: 'place',
  keys: (event) => {
    if (event.type === 'InstanceCredentialIssued') return event.data.places.map(nameOfInstance);
    if (event.type === 'InstanceCredentialStatusSet') return [nameOfInstance(event.data.place)];
    if (!event.streamId.startsWith('credential-')) return [];
    const { organisationId } = event.data;
    const places = [
      'status' in event.data ? event.data.status : null,
      event.type === 'CredentialReissued' ? event.data.replaces : null,
      ...('copies' in event.data ? event.data.copies.map((copy) => copy.status) : []),
    ];
    return places.flatMap((place) => (place === null ? [] : [nameOf(organisationId, place)]));
  },
  evolve: (row, event, place) => {
    const changedAt = event.metadata.at;
    switch (event.type) {
      case 'CredentialSuspended':
      case 'CredentialRevoked':
      case 'CredentialDeclined':
      case 'CredentialCopiesEnded':
        return row && { ...row, isSet: true, changedAt };
      case 'CredentialAccepted':
      case 'CredentialReminded':
        return row;
      case 'CredentialIssued':
      case 'CredentialCopied':
      case 'CredentialReinstated':
      case 'CredentialReissued': {
        const { organisationId, status } = event.data;
        if (status === null || nameOf(organisationId, status) !== place)
          return row && { ...row, isSet: true, changedAt };
        return { place, organisationId, ...status, isSet: false, changedAt };
      }
      case 'InstanceCredentialIssued': {
        const taken = event.data.places.find((one) => nameOfInstance(one) === place);
        if (!taken) return row;
        const { purpose, list, index } = taken;
        return { place, organisationId: seriesOfInstance(purpose), list, index, isSet: false, changedAt };
      }
      case 'InstanceCredentialStatusSet':
        return row && { ...row, isSet: event.data.value, changedAt };
    }
  },
};

export function nameOf(series: Series, { list, index }: StatusPlace): string {
  return `${series}-${list}-${index}`;
}

const nameOfInstance = (place: PlaceFor): string => nameOf(seriesOfInstance(place.purpose), place);
