import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aboutWhom as told } from './about-whom.js';

const aboutWhom = (document: object, personId: string, given: string | undefined, isOfHere = false) =>
  told(document as Readonly<Record<string, unknown>>, { personId, given, isOfHere });

const person = '019ab1c2-0000-7000-8000-000000000008';
const identity = (value: string, identityType: string, salt?: string): object => ({
  type: 'IdentityObject',
  hashed: true,
  identityHash: `sha256$${hash('sha256', value + (salt ?? ''))}`,
  identityType,
  ...(salt !== undefined && { salt }),
});
const about = (...identifier: unknown[]) => ({ credentialSubject: { type: ['AchievementSubject'], identifier } });
const ours = 'ext:estafettePersonId';
const mail = identity('sam@example.org', 'emailAddress', 'salt');

describe('whom a credential is about', () => {
  it('is told by the person id of this installation, without a question', () => {
    expect(aboutWhom(about(identity(person, ours, 's')), person, undefined)).toBe('theirs');
    expect(aboutWhom(about(identity('another', ours, 's')), person, undefined)).toBe('not-theirs');
    // Only what says that it is such an id is one.
    expect(aboutWhom(about(identity(person, 'systemId', 's')), person, undefined)).toBe('nobody-checked');
  });

  it('is told by a mail address that they give, with or without a salt, alone or in a list', () => {
    expect(aboutWhom(about(mail), person, ' Sam@example.org ')).toBe('theirs');
    expect(aboutWhom(about(mail), person, 'bo@example.org')).toBe('not-theirs');
    expect(aboutWhom(about(identity('sam@example.org', 'emailAddress')), person, 'sam@example.org')).toBe('theirs');
    const [identifier] = about(mail).credentialSubject.identifier;
    expect(aboutWhom({ credentialSubject: [{ identifier }] }, person, 'sam@example.org')).toBe('theirs');
    expect(aboutWhom(about(identity('another', ours, 's'), mail), person, 'sam@example.org')).toBe('theirs');
  });

  it('is told by nothing but the person id where it was issued here: others know a mail address too', () => {
    const both = about(identity('another', ours, 's'), mail);
    expect(aboutWhom(both, person, 'sam@example.org', true)).toBe('not-theirs');
    expect(aboutWhom(about(identity(person, ours, 's'), mail), person, 'bo@example.org', true)).toBe('theirs');
    expect(aboutWhom(about(mail), person, 'sam@example.org', true)).toBe('theirs');
  });

  it.each([
    ['nobody gave anything', about(mail), undefined],
    ['nothing stands in it', {}, 'sam@example.org'],
    ['it is not hashed', about({ ...mail, hashed: false }), 'sam@example.org'],
    ['it is hashed in a way that nobody knows', about({ ...mail, identityHash: 'md5$00' }), 'sam@example.org'],
    ['it is nothing of the kind', about(null, 7, 'x', [], { hashed: true, identityHash: 7 }), 'sam@example.org'],
    ['its subject is only named', { credentialSubject: 'did:example:sam' }, 'sam@example.org'],
  ])('nobody checked where %s', (_what, document, given) => {
    expect(aboutWhom(document, person, given)).toBe('nobody-checked');
  });
});
