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
  /** 1 where what took the place does not hold (any more), or the number of the message that it has; else 0. */
  readonly value: number;
  /** How often something happened to it. */
  readonly changes: number;
  readonly changedAt: string;
}

/** What the status lists of an issuer say. */
export const statusPlaces: View<StatusPlacesRow, CredentialEvent | InstanceCredentialEvent> = {
  name: 'status-places',
  version: 2,
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
    const changes = (row?.changes ?? 0) + 1;
    const changedAt = event.metadata.at;
    const changedTo = (value: number) => row && { ...row, value, changes, changedAt };
    switch (event.type) {
      case 'CredentialSuspended':
      case 'CredentialRevoked':
      case 'CredentialDeclined':
      case 'CredentialCopiesEnded':
        return changedTo(1);
      case 'CredentialAccepted':
      case 'CredentialReminded':
        return row;
      case 'CredentialIssued':
      case 'CredentialCopied':
      case 'CredentialReinstated':
      case 'CredentialReissued': {
        const { organisationId, status } = event.data;
        if (status === null || nameOf(organisationId, status) !== place) return changedTo(1);
        return { place, organisationId, ...status, value: 0, changes, changedAt };
      }
      case 'InstanceCredentialIssued': {
        const taken = event.data.places.find((one) => nameOfInstance(one) === place);
        if (!taken) return row;
        const { list, index } = taken;
        return { place, organisationId: seriesOfInstance(taken), list, index, value: 0, changes, changedAt };
      }
      case 'InstanceCredentialStatusSet':
        return changedTo(event.data.value);
    }
  },
};

export function nameOf(series: Series, { list, index }: StatusPlace): string {
  return `${series}-${list}-${index}`;
}

const nameOfInstance = (place: PlaceFor): string => nameOf(seriesOfInstance(place), place);
