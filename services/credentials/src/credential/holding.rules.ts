import { refuse, unknown } from '@estafette/decider';
import { endedOf } from './copies.rules.js';
import type { CopyCredential, CredentialCommand, CredentialState, OfHolder } from './credential.decider.js';
import type { CredentialEvent, SignedVersion } from './credential.events.js';
import { ofCredential, type OfCredential } from './of-credential.rules.js';
import { assertNewest, assertNotEnded, hasEnded } from './standing.rules.js';

// What the holder of a credential may do with it.

type CommandOf<Type extends CredentialCommand['type']> = Extract<CredentialCommand, { readonly type: Type }>;

/** So many copies of one version may hold at once: a wallet or two, and again on the next phone. */
export const MOST_COPIES = 20;

/** What its holder may do; for others there is nothing here. */
function ofHolder({ by }: OfHolder, { issued, signed }: CredentialState): { of: OfCredential; signed: SignedVersion } {
  if (issued?.learnerId !== by.person || !signed) {
    unknown('credential-unknown', 'There is no credential with this id that you can see.');
  }
  return { of: ofCredential(issued), signed };
}

export function accept(command: CommandOf<'AcceptCredential'>, state: CredentialState): CredentialEvent[] {
  const { accepted, issued } = state;
  if (command.implied === true && (hasEnded(state.standing) || issued?.learnerId !== command.by.person)) return [];
  const { of } = ofHolder(command, state);
  if (accepted) return [];
  assertNotEnded(state);
  return [{ type: 'CredentialAccepted', data: of }];
}

export function decline(command: CommandOf<'DeclineCredential'>, state: CredentialState): CredentialEvent[] {
  const { of, signed } = ofHolder(command, state);
  if (state.standing === 'declined') return [];
  assertNotEnded(state);
  if (state.accepted) {
    refuse(
      'credential-accepted',
      'You accepted it before. If you do not want it any more, ask the school to revoke it.',
    );
  }
  const { note } = command;
  return [{ type: 'CredentialDeclined', data: { ...of, note, status: signed.status, copies: endedOf(state.copies) } }];
}

/** @throws DomainError where the credential is not theirs, does not hold, or was signed anew since it was copied */
export function copy({ by, of, copy: made }: CopyCredential, state: CredentialState): CredentialEvent[] {
  const { copies, copied } = state;
  const { of: credentialOf, signed } = ofHolder({ by }, state);
  if (copied.has(made.copyId)) return [];
  assertHolds(state);
  assertNewest(of, signed);
  if (copies.length >= MOST_COPIES) {
    refuse('too-many-copies', `There are ${MOST_COPIES} copies of it that hold, which is as many as there may be.`);
  }
  return [{ type: 'CredentialCopied', data: { ...credentialOf, ...made } }];
}

/**
 * It tells more of whose it is from now on. Whoever wants that has accepted it.
 *
 * @throws DomainError where the credential is not theirs, does not hold, or was signed anew since
 */
export function identify(command: CommandOf<'IdentifyHolder'>, state: CredentialState): CredentialEvent[] {
  const { of, signed } = ofHolder(command, state);
  const { accepted, achievementVersion, copies } = state;
  assertHolds(state);
  assertNewest(command.of, signed);
  const why = { reason: 'at-request-of-holder', note: null, by: command.by.person, operationId: null } as const;
  const again = { ...of, ...command.signed, ...why, achievementVersion };
  return [
    ...(accepted ? [] : [{ type: 'CredentialAccepted' as const, data: of }]),
    { type: 'CredentialReissued', data: { ...again, copies: endedOf(copies), replaces: signed.status } },
  ];
}

function assertHolds({ standing }: CredentialState): void {
  if (standing !== 'valid') {
    refuse(`credential-${standing}`, `It is ${standing}: nothing is signed of what does not hold.`);
  }
}
