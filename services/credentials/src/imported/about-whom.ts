import type { IdentityObject } from '@estafette/verifier';
import { many } from '@estafette/verifier';
import { PERSON_ID } from '../credential/credential-content.js';
import { whoseIs } from '../share/page/whose.js';
import type { Whose } from './imported-credential.events.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * Whether a credential is about the learner who brings it: by what stands hashed in it, held against their person id where it is of that
 * kind, and else against what they give, such as a mail address. What was given is kept nowhere. Of what was issued here the person id
 * alone decides: others know a mail address too, while in another installation the same learner has another id.
 */
export function aboutWhom(
  document: Members,
  {
    personId,
    given,
    isOfHere,
  }: { readonly personId: string; readonly given: string | undefined; readonly isOfHere: boolean },
): Whose {
  const identifiers = identifiersIn(document);
  const ours = identifiers.filter(({ identityType }) => identityType === PERSON_ID);
  const others = identifiers.filter(({ identityType }) => identityType !== PERSON_ID);
  const byId = whoseIs(ours, personId);
  const told = isOfHere && ours.length > 0 ? [byId] : [byId, whoseIs(others, given)];
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
