import type { IdentityObject } from '@estafette/verifier';
import { many } from '@estafette/verifier';
import { PERSON_ID } from '../credential/credential-content.js';
import { whoseIs } from '../share/page/whose.js';
import type { Whose } from './imported-credential.events.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * Whether a credential is about the learner who brings it: by what stands hashed in it, held against their person id where it is of that
 * kind, and else against what they give, such as a mail address. What was given is kept nowhere.
 */
export function aboutWhom(document: Members, personId: string, given: string | undefined): Whose {
  const identifiers = identifiersIn(document);
  const ours = identifiers.filter(({ identityType }) => identityType === PERSON_ID);
  const others = identifiers.filter(({ identityType }) => identityType !== PERSON_ID);
  const told = [whoseIs(ours, personId), whoseIs(others, given)];
  if (told.includes('is-theirs')) return 'theirs';
  return told.includes('is-not-theirs') ? 'not-theirs' : 'nobody-checked';
}

/** Those that are hashed (Open Badges 3.0, `IdentityObject`), whatever else stands there. */
export function identifiersIn(document: Members): IdentityObject[] {
  return membersOf(document['credentialSubject'])
    .flatMap((subject) => membersOf(subject['identifier']))
    .flatMap(({ hashed, identityHash, identityType, salt = '' }) =>
      hashed === true && typeof identityHash === 'string' && typeof salt === 'string'
        ? [{ type: 'IdentityObject', hashed, identityHash, salt, identityType } as IdentityObject]
        : [],
    );
}

function membersOf(value: unknown): Members[] {
  return many(value).filter((one): one is Members => typeof one === 'object' && one !== null);
}
