import { refuse, unknown } from '@estafette/decider';
import type { Brought } from './brought-credentials.js';

/** A credential that was issued to somebody here. */
export interface Held {
  readonly credentialId: string;
  /** As it was signed. */
  readonly text: string;
  readonly holds: boolean;
}

/** Which somebody asks for; null: all. */
export interface Asked {
  readonly credentialIds: readonly string[] | null;
  readonly importedCredentialIds: readonly string[] | null;
}

/** Of others nobody is told that there is such a thing. */
export function assertTheirs(held: readonly Held[], brought: readonly Brought[], asked: Asked): void {
  const theirs = new Set([
    ...held.map(({ credentialId }) => credentialId),
    ...brought.map(({ importedCredentialId }) => importedCredentialId),
  ]);
  const others = [...(asked.credentialIds ?? []), ...(asked.importedCredentialIds ?? [])].filter(
    (one) => !theirs.has(one),
  );
  if (others.length === 0) return;
  unknown('credential-unknown', `There are no credentials with these ids that are yours: ${others.join(', ')}.`);
}

/** What goes into the record: all that can, or what was chosen, all of which must. */
export function choose(
  held: readonly Held[],
  brought: readonly Brought[],
  { credentialIds, importedCredentialIds }: Asked,
): { readonly held: readonly Held[]; readonly brought: readonly Brought[] } {
  const own = held.filter(({ credentialId, holds }) => credentialIds?.includes(credentialId) ?? holds);
  const not = own.filter(({ holds }) => !holds).map(({ credentialId }) => credentialId);
  const notCarried = importedCredentialIds === null ? [] : notCarriedOf(brought);
  const reasons = [
    ...not.map((one) => `The credential ${one} does not hold: it was suspended, revoked or declined.`),
    ...notCarried.map(({ importedCredentialId, why }) => `${importedCredentialId}: ${why}`),
  ];
  if (reasons.length > 0) {
    const code = not.length > 0 ? 'credential-does-not-hold' : 'credential-not-carried';
    refuse(code, `Leave these out. ${reasons.join(' ')}`, { notHolding: not, notCarried });
  }
  const carried = brought.filter(({ why }) => why === null);
  if (own.length + carried.length === 0) refuse('nothing-to-record', 'There is no credential of yours that holds.');
  return { held: own, brought: carried };
}

export function notCarriedOf(
  brought: readonly Brought[],
): { readonly importedCredentialId: string; readonly why: string }[] {
  return brought.flatMap(({ importedCredentialId, why }) => (why === null ? [] : [{ importedCredentialId, why }]));
}
