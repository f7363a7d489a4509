import type { DomainEvent } from '@estafette/decider';
import type { EventTypes, PersonalMember } from '@estafette/event-store';

/** Which place in which status list of its issuer says whether a credential still holds. */
export interface StatusPlace {
  /** Lists of an issuer are numbered from 1. */
  readonly list: number;
  readonly index: number;
}

/** Why it was changed, as outsiders may see it; in the words of their language where it is shown. */
export type PublicReason =
  | 'issued-in-error'
  | 'conditions-not-met'
  | 'under-review'
  | 'review-closed'
  | 'at-request-of-holder'
  | 'corrected'
  | 'key-compromised'
  | 'other';

/** A credential as it was signed at one time; the next time it keeps its id. */
export interface SignedVersion {
  /** The signed credential: JSON text, exactly as it is given out. */
  readonly credential: string;
  /** SHA-256 of that text, 64 lower-case hex digits. It has a random salt in it, so nobody can guess the text by it. */
  readonly digest: string;
  /** With which key of the issuer it was signed; null in what was issued before that was noted. */
  readonly keyId: string | null;
  /** Null in what was issued before there were status lists. */
  readonly status: StatusPlace | null;
  /** Whose endorsements stand in it, and with which of their keys each is signed. */
  readonly endorsedBy: readonly Endorser[];
}

export interface Endorser {
  readonly organisationId: string;
  readonly keyId: string;
  /** What the endorsement rests on: the statement of somebody who was logged in. */
  readonly statementId: string;
}

interface Of {
  readonly credentialId: string;
  readonly learnerId: string;
  /** The school that issued it. */
  readonly organisationId: string;
}

interface Changed extends Of {
  readonly reason: PublicReason;
  /** For the school and the holder alone. */
  readonly note: string | null;
  readonly by: string;
}

export type CredentialEvent =
  | DomainEvent<
      'CredentialIssued',
      Of &
        SignedVersion & {
          validationId: string;
          achievementId: string;
          achievementVersion: number;
          issuedAt: string;
        }
    >
  | DomainEvent<'CredentialSuspended', Changed & { status: StatusPlace | null }>
  /** Signed again, from a later moment and with another place in the list: the place before stays set. */
  | DomainEvent<'CredentialReinstated', Changed & SignedVersion>
  | DomainEvent<'CredentialRevoked', Changed & { status: StatusPlace | null }>
  /** Signed again since the one before was wrong, or its key was compromised. `replaces` is the place that is set now. */
  | DomainEvent<
      'CredentialReissued',
      Changed & SignedVersion & { replaces: StatusPlace | null; achievementVersion: number }
    >;

const sealed = ({ learnerId }: Of): PersonalMember[] => [{ path: 'credential', of: learnerId }];
const noted = ({ learnerId, note }: Changed): PersonalMember[] =>
  note === null ? [] : [{ path: 'note', of: learnerId }];

/** What somebody learned is theirs: erasing them leaves that something was issued, and its digest. */
export const credentialEvents: EventTypes<CredentialEvent> = {
  CredentialIssued: {
    version: 2,
    personal: sealed,
    upcast: { 1: (data) => ({ ...(data as object), keyId: null, status: null, endorsedBy: [] }) },
  },
  CredentialSuspended: { version: 1, personal: noted },
  CredentialReinstated: { version: 1, personal: (data) => [...sealed(data), ...noted(data)] },
  CredentialRevoked: { version: 1, personal: noted },
  CredentialReissued: { version: 1, personal: (data) => [...sealed(data), ...noted(data)] },
};
