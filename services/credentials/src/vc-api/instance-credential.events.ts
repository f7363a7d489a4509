import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';
import type { StatusPlace } from '../credential/credential.events.js';
import type { EntryKind } from '../status/series.rules.js';

/** A place in a list of the instance, which says one thing of a credential. */
export interface PlaceFor extends StatusPlace, EntryKind {}

/** What the instance signed for somebody by the VC API. What stood in it is theirs: nothing of it is kept but its digest. */
export interface SignedForOthers {
  /** A UUID made of its id, from which nobody can tell the id; random where it has none. */
  readonly key: string;
  /** SHA-256 of the signed credential as JSON text, 64 lower-case hex digits. */
  readonly digest: string;
  /** With which key of the instance it was signed. */
  readonly keyId: string;
  readonly places: readonly PlaceFor[];
  /** The moment that its proof names: with it the same request gives the same credential. */
  readonly signedAt: string;
}

export type InstanceCredentialEvent =
  | DomainEvent<'InstanceCredentialIssued', SignedForOthers & { by: string }>
  /** `value`: 1 where it is set, or the number of its message; else 0. */
  | DomainEvent<'InstanceCredentialStatusSet', { key: string; place: PlaceFor; value: number; by: string }>;

const ofOneBit = (place: object): object => ({ ...place, size: 1 });

export const instanceCredentialEvents: EventTypes<InstanceCredentialEvent> = {
  InstanceCredentialIssued: {
    version: 2,
    upcast: { 1: (data) => ({ ...(data as object), places: (data as { places: object[] }).places.map(ofOneBit) }) },
  },
  InstanceCredentialStatusSet: {
    version: 2,
    upcast: {
      1: (data) => {
        const { place, value } = data as { place: object; value: boolean };
        return { ...(data as object), place: ofOneBit(place), value: value ? 1 : 0 };
      },
    },
  },
};
