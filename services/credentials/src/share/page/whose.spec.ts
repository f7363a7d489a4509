import { describe, expect, it } from 'vitest';
import { hashIdentity } from '../../signing/index.js';
import { whoseIs } from './whose.js';

const mail = hashIdentity({ value: 'sam@example.org', type: 'emailAddress', salt: 'salt' });
const id = hashIdentity({
  value: '01a07ae1-9800-7254-afc2-8c1deebd12c7',
  type: 'ext:estafettePersonId',
  salt: 'other',
});

describe('whose a credential is', () => {
  it('is told of a mail address or id that was hashed into it, however it is typed', () => {
    expect(whoseIs([mail, id], 'sam@example.org')).toBe('is-theirs');
    expect(whoseIs([mail, id], '  Sam@Example.org ')).toBe('is-theirs');
    expect(whoseIs([mail, id], '01A07AE1-9800-7254-AFC2-8C1DEEBD12C7')).toBe('is-theirs');
  });

  it('is not told of any other', () => {
    expect(whoseIs([mail, id], 'kim@example.org')).toBe('is-not-theirs');
    expect(whoseIs([mail, id], '01a07ae1-9800-7254-afc2-8c1deebd12c8')).toBe('is-not-theirs');
    expect(whoseIs([{ ...mail, salt: 'else' }], 'sam@example.org')).toBe('is-not-theirs');
  });

  it('is not asked without one, and cannot be told without a hash', () => {
    expect(whoseIs([mail], undefined)).toBe('not-asked');
    expect(whoseIs([mail], '   ')).toBe('not-asked');
    expect(whoseIs([], 'sam@example.org')).toBe('cannot-be-told');
    expect(whoseIs([id], 'sam@example.org')).toBe('cannot-be-told');
    expect(whoseIs([mail], '01a07ae1-9800-7254-afc2-8c1deebd12c7')).toBe('cannot-be-told');
    const other = { ...mail, identityType: 'ext:studentNumber' } as const;
    expect(whoseIs([other], 'kim@example.org')).toBe('is-not-theirs');
    expect(whoseIs([{ ...mail, identityHash: 'sam@example.org' }], 'sam@example.org')).toBe('cannot-be-told');
    expect(whoseIs([{ ...mail, identityHash: 'sha256$00' }], 'sam@example.org')).toBe('cannot-be-told');
  });
});
