import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

export type CredentialEvent = DomainEvent<
  'CredentialIssued',
  {
    credentialId: string;
    validationId: string;
    achievementId: string;
    achievementVersion: number;
    learnerId: string;
    /** The school that issued it. */
    organisationId: string;
    /** The signed credential: JSON text, exactly as it is given out. */
    credential: string;
    /** SHA-256 of that text, 64 lower-case hex digits. It has a random salt in it, so nobody can guess the text by it. */
    digest: string;
    issuedAt: string;
  }
>;

/** What somebody learned is theirs: erasing them leaves that something was issued, and its digest. */
export const credentialEvents: EventTypes<CredentialEvent> = {
  CredentialIssued: { version: 1, personal: ({ learnerId }) => [{ path: 'credential', of: learnerId }] },
};
