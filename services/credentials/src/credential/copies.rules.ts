import type { CredentialState } from './credential.decider.js';
import type { CredentialEvent, EndedCopy } from './credential.events.js';
import { ofCredential } from './of-credential.rules.js';

/** A key was withdrawn that may have signed copies. */
export interface EndCopies {
  readonly type: 'EndCopies';
  readonly keyId: string;
  /** By which holders are told once, however many of their credentials it is about. */
  readonly operationId: string;
}

/** A copy that holds. */
export interface HeldCopy extends EndedCopy {
  readonly keyId: string;
}

/** As it is noted when they end. */
export const endedOf = (copies: readonly HeldCopy[]): EndedCopy[] =>
  copies.map(({ copyId, status }) => ({ copyId, status }));

/** The copies that the key signed. Where it signed the credential too, that is issued anew, which ends all of its copies. */
export function endCopies(
  { keyId, operationId }: EndCopies,
  { issued, signed, copies }: CredentialState,
): CredentialEvent[] {
  const ended = endedOf(copies.filter((copy) => copy.keyId === keyId));
  if (!issued || signed?.keyId === keyId || ended.length === 0) return [];
  const why = { keyId, reason: 'key-compromised', copies: ended, operationId } as const;
  return [{ type: 'CredentialCopiesEnded', data: { ...ofCredential(issued), ...why } }];
}
