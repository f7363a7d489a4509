import type { DomainEvent } from '@estafette/decider';
import type { EventTypes, PersonalMember } from '@estafette/event-store';
import type { JwtAlgorithm } from '../issuer/issuer.events.js';

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
  | 'not-claimed'
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
  /** Until when it holds by itself; null where it has no end, or that was not noted. */
  readonly validUntil: string | null;
  /** Whose endorsements stand in it, in their order, then those of batons; with which of their keys each is signed. */
  readonly endorsedBy: readonly Endorser[];
}

export type Endorser = WorkplaceEndorser | LinkedEndorser;

interface WithKey {
  readonly organisationId: string;
  readonly keyId: string;
}

/** Of an endorsement that stands in the credential. */
export interface WorkplaceEndorser extends WithKey {
  /** What the endorsement rests on: the statement of somebody who was logged in. */
  readonly statementId: string;
}

/** Of an endorsement of a baton, to which the credential links as evidence. */
export interface LinkedEndorser extends WithKey {
  readonly acceptanceId: string;
}

/**
 * How a copy is secured: a JWT in the profile of Open Badges 3.0, a Data Integrity proof, or an SD-JWT, of the VC Data Model or as the
 * IETF has it.
 */
export type CopyFormat = 'jwt' | 'ldp_vc' | 'vc+sd-jwt' | 'dc+sd-jwt';

/**
 * A credential once more, bound to a key of its holder by the DID of its subject, for a wallet. It holds for as long as the version that
 * it was made of.
 */
export interface Copy {
  readonly copyId: string;
  readonly format: CopyFormat;
  readonly algorithm: 'EdDSA' | JwtAlgorithm;
  /** With which key of the issuer it was signed. */
  readonly keyId: string;
  /** The DID of the holder, who showed to have its key. */
  readonly holder: string;
  /** As it was handed over. */
  readonly text: string;
  /** SHA-256 of that text, 64 lower-case hex digits. */
  readonly digest: string;
  readonly status: StatusPlace;
}

/** What ends with a version of a credential: the copies that were made of it. */
export type EndedCopy = Pick<Copy, 'copyId' | 'status'>;

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

interface Ending {
  readonly copies: readonly EndedCopy[];
}

export type CredentialEvent =
  | DomainEvent<
      'CredentialIssued',
      Of &
        SignedVersion & {
          /** What it follows from: a validation, or a bulk award of the school; the other one is null. */
          validationId: string | null;
          bulkAwardId: string | null;
          achievementId: string;
          achievementVersion: number;
          /** The links of the path behind it (`PathLink[]`), as JSON text; null where none were kept. For the holder. */
          path: string | null;
          issuedAt: string;
        }
    >
  | DomainEvent<'CredentialCopied', Of & Copy>
  /** A key was withdrawn that signed these copies, and not the credential: it holds, and they do not. */
  | DomainEvent<'CredentialCopiesEnded', Of & Ending & { keyId: string; reason: PublicReason; operationId: string }>
  | DomainEvent<'CredentialSuspended', Changed & Ending & { status: StatusPlace | null }>
  /** Signed again, from a later moment and with another place in the list: the place before stays set. */
  | DomainEvent<'CredentialReinstated', Changed & SignedVersion>
  | DomainEvent<'CredentialRevoked', Changed & Ending & { status: StatusPlace | null }>
  /** Signed again since the one before was wrong, or its key was compromised. `replaces` is the place that is set now. */
  | DomainEvent<
      'CredentialReissued',
      Changed &
        Ending &
        SignedVersion & {
          replaces: StatusPlace | null;
          achievementVersion: number;
          /** What it was part of, where many were issued anew: its holder is told of that once. */
          operationId: string | null;
        }
    >
  /** By its holder, who saw what it says. */
  | DomainEvent<'CredentialAccepted', Of>
  /** By its holder, instead of accepting it: then it does not hold. */
  | DomainEvent<'CredentialDeclined', Of & Ending & { note: string | null; status: StatusPlace | null }>
  /** The school reminds its holder, who has not accepted it yet. */
  | DomainEvent<'CredentialReminded', Of & { by: string; remindedAt: string }>;

const sealed = ({ learnerId }: Of): PersonalMember[] => [{ path: 'credential', of: learnerId }];
const noted = ({ learnerId, note }: Pick<Changed, 'learnerId' | 'note'>): PersonalMember[] =>
  note === null ? [] : [{ path: 'note', of: learnerId }];

const withoutCopies = (data: unknown): object => ({ ...(data as object), copies: [] });

const withoutEnd = (data: unknown): object => ({ ...(data as object), validUntil: null });

/** What somebody learned is theirs: erasing them leaves that something was issued, and its digest. */
export const credentialEvents: EventTypes<CredentialEvent> = {
  CredentialIssued: {
    version: 3,
    personal: (data) => [...sealed(data), ...(data.path === null ? [] : [{ path: 'path', of: data.learnerId }])],
    upcast: {
      1: (data) => ({ ...(data as object), keyId: null, status: null, endorsedBy: [] }),
      2: (data) => ({ ...withoutEnd(data), bulkAwardId: null, path: null }),
    },
  },
  CredentialCopied: {
    version: 1,
    personal: ({ learnerId }) => ['text', 'holder'].map((path) => ({ path, of: learnerId })),
  },
  CredentialCopiesEnded: { version: 1 },
  CredentialSuspended: { version: 2, personal: noted, upcast: { 1: withoutCopies } },
  CredentialReinstated: {
    version: 2,
    personal: (data) => [...sealed(data), ...noted(data)],
    upcast: { 1: withoutEnd },
  },
  CredentialRevoked: { version: 2, personal: noted, upcast: { 1: withoutCopies } },
  CredentialReissued: {
    version: 2,
    personal: (data) => [...sealed(data), ...noted(data)],
    upcast: { 1: (data) => ({ ...withoutCopies(data), validUntil: null, operationId: null }) },
  },
  CredentialAccepted: { version: 1 },
  CredentialDeclined: { version: 1, personal: noted },
  CredentialReminded: { version: 1 },
};
