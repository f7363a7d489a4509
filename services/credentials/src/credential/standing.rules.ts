import { refuse } from '@estafette/decider';

export const STANDINGS = ['valid', 'suspended', 'revoked', 'declined'] as const;
export type Standing = (typeof STANDINGS)[number];

/** For good: it never holds again. */
export const hasEnded = (standing: Standing): boolean => standing === 'revoked' || standing === 'declined';

/** @throws DomainError `credential-revoked`, `credential-declined` */
export function assertNotEnded({ standing }: { readonly standing: Standing }): void {
  if (standing === 'revoked') {
    refuse('credential-revoked', 'It was revoked, which is for good. Grant it again if it should hold after all.');
  }
  if (standing === 'declined') {
    refuse(
      'credential-declined',
      'Its holder declined it, which is for good. Grant it again if they want it after all.',
    );
  }
}

/** It was signed anew since what somebody looked at. */
export const CREDENTIAL_CHANGED = 'credential-changed';

/**
 * What is signed is made of what was signed last: of an older version, what was put right meanwhile would be told wrong again.
 *
 * @param of the version that something was made of, by its digest
 * @throws DomainError `credential-changed`
 */
export function assertNewest(of: string, signed: { readonly digest: string }): void {
  if (signed.digest !== of) refuse(CREDENTIAL_CHANGED, 'It was issued anew a moment ago: ask again.');
}
