import type { DomainEvent } from '@estafette/decider';
import type { EventTypes, PersonalMember } from '@estafette/event-store';

/** Whether it is about its holder, where that could be told: by a hash over their person id, or over what they gave. */
export const WHOSE = ['theirs', 'not-theirs', 'nobody-checked'] as const;
export type Whose = (typeof WHOSE)[number];

// What the verifier's words are today; what is stored keeps to these, whatever it says later.

/** In which form it came. */
export type Form = 'json' | 'jwt' | 'png' | 'svg';
export type Kind = 'achievement' | 'endorsement' | 'record' | 'status-list' | 'presentation' | 'other';
export type Verdict = 'valid' | 'valid-issuer-unknown' | 'not-valid-any-more' | 'not-genuine' | 'undecided';

export interface Check {
  readonly check: string;
  readonly outcome: 'passed' | 'failed' | 'undecided' | 'not-asked';
  readonly code: string;
  /** In the language that was asked for. */
  readonly reason: string;
}

/** What a credential says of itself; nobody vouches for it but who signed. Null where it says nothing of the kind. */
export interface Content {
  readonly name: string | null;
  /** Its own id, as its issuer gave it. */
  readonly credentialId: string | null;
  readonly issuerId: string | null;
  readonly issuerName: string | null;
  /** ISO 8601 instants, in UTC. Of two versions the later one counts (Open Badges 3.0, section 10). */
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

export interface Version {
  readonly form: Form;
  readonly secured: 'data-integrity' | 'jwt';
  readonly kind: Kind;
  /** The JSON or JWT, byte for byte as it came or stood in the image. */
  readonly text: string;
  readonly content: Content;
  /** SHA-256 of the text in UTF-8, 64 lower-case hex digits. Sealed: whoever has the text could tell by it who holds it. */
  readonly sha256: string;
}

/** What the verifier said of it at one moment. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly whose: Whose;
  readonly judgedAt: string;
  /** Sealed: a reason may repeat what the credential says. */
  readonly checks: readonly Check[];
}

interface Of {
  readonly importedCredentialId: string;
  readonly learnerId: string;
}

export type ImportedCredentialEvent =
  /** The learner brought a credential that somebody else issued. */
  | DomainEvent<'CredentialImported', Of & Version & Judgement>
  /** The learner brought another version of it, which is not older than the one before. */
  | DomainEvent<'ImportedCredentialReplaced', Of & Version & Judgement>
  | DomainEvent<'ImportedCredentialJudged', Of & Judgement>
  | DomainEvent<'ImportedCredentialRemoved', Of>;

const judged = ({ learnerId }: Of): PersonalMember[] => [{ path: 'checks', of: learnerId }];
const brought = ({ learnerId }: Of): PersonalMember[] =>
  ['text', 'content', 'sha256', 'checks'].map((path) => ({ path, of: learnerId }));

/** What somebody brought is theirs: erasing them leaves that something was brought, and the verdicts on it. */
export const importedCredentialEvents: EventTypes<ImportedCredentialEvent> = {
  CredentialImported: { version: 1, personal: brought },
  ImportedCredentialReplaced: { version: 1, personal: brought },
  ImportedCredentialJudged: { version: 1, personal: judged },
  ImportedCredentialRemoved: { version: 1 },
};
