import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';
import type { StatusPlace } from '../credential/credential.events.js';
import type { StatusPurpose } from '../status/series.rules.js';

/** A place in a list of the instance, which says one thing of a credential. */
export interface PlaceFor extends StatusPlace {
  readonly purpose: StatusPurpose;
}

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
  | DomainEvent<'InstanceCredentialStatusSet', { key: string; place: PlaceFor; value: boolean; by: string }>;

export const instanceCredentialEvents: EventTypes<InstanceCredentialEvent> = {
  InstanceCredentialIssued: { version: 1 },
  InstanceCredentialStatusSet: { version: 1 },
};
