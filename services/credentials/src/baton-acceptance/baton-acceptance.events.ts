import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** That a baton was accepted in the name of an organisation: what its endorsement tells, and nobody's name. */
export interface Accepted {
  readonly batonId: string;
  /** Of what was accepted: the SHA-256 over its canonical JSON, 64 lower-case hex digits. */
  readonly batonDigest: string;
  readonly organisationId: string;
  /** Whether the team of the next leg accepted it; else the organisation whose challenge it is. */
  readonly byNextTeam: boolean;
  readonly acceptedAt: string;
}

export type BatonAcceptanceEvent =
  /** Signed for the first time, and again where the key before was compromised. */
  DomainEvent<
    'BatonAcceptanceEndorsed',
    Accepted & {
      acceptanceId: string;
      /** From 1. */
      version: number;
      /** With which key of the organisation it was signed. */
      keyId: string;
      /** The signed endorsement: JSON text, exactly as it is given out. */
      endorsement: string;
      /** SHA-256 of that text, 64 lower-case hex digits. */
      digest: string;
    }
  >;

/** Nothing here is personal: it is made to be published. */
export const batonAcceptanceEvents: EventTypes<BatonAcceptanceEvent> = { BatonAcceptanceEndorsed: { version: 1 } };
