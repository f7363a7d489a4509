import { hash, timingSafeEqual } from 'node:crypto';
import type { IdentityObject } from '@estafette/verifier';
import { PERSON_ID } from '../../credential/credential-content.js';

/** What came of holding an address or id against a credential. */
export type Whose = 'not-asked' | 'is-theirs' | 'is-not-theirs' | 'cannot-be-told';

/**
 * Whether a credential is about whoever has this mail address or id: holds it against the salted hashes (Open Badges 3.0,
 * `IdentityObject`). What was given is kept nowhere.
 */
export function whoseIs(identifiers: readonly IdentityObject[], identity: string | undefined): Whose {
  const given = identity?.trim().normalize('NFC') ?? '';
  if (given === '') return 'not-asked';
  const hashed = identifiers.filter(
    ({ identityHash, identityType }) => SHA_256.test(identityHash) && mayBe(identityType, given),
  );
  if (hashed.length === 0) return 'cannot-be-told';
  // Mail addresses and ids are hashed in lower case by most, and typed as it comes.
  const spellings = [...new Set([given, given.toLowerCase()])];
  const fits = hashed.map((one) => spellings.some((spelling) => isHashOf(one, spelling)));
  return fits.includes(true) ? 'is-theirs' : 'is-not-theirs';
}

/** A mail address never fits the hash of an id, which says nothing of whose it is. Of other kinds nobody knows what they look like. */
function mayBe(type: string, given: string): boolean {
  const isMail = given.includes('@');
  return type === 'emailAddress' ? isMail : !(type === PERSON_ID && isMail);
}

const SHA_256 = /^sha256\$[0-9a-f]{64}$/;

function isHashOf({ identityHash, salt }: IdentityObject, identity: string): boolean {
  const expected = Buffer.from(identityHash.slice('sha256$'.length), 'hex');
  return timingSafeEqual(expected, hash('sha256', identity + salt, 'buffer'));
}
