import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

export type IssuerEvent = DomainEvent<
  'IssuerRegistered',
  {
    organisationId: string;
    /** As credentials show it; public. */
    name: string;
    /** `did:key:z6Mk…`; public. */
    did: string;
    /** The 32 bytes of the private Ed25519 key in base64: whoever has it can sign for the school. */
    seed: string;
    by: string;
  }
>;

/** The seed lies in the vault's keeping like personal data does, under a key of the school's own. */
export const issuerEvents: EventTypes<IssuerEvent> = {
  IssuerRegistered: { version: 1, personal: ({ organisationId }) => [{ path: 'seed', of: organisationId }] },
};
