import { describe, expect, it } from 'vitest';
import { importedCredentialIdOf } from './imported-credential.stream.js';

const vault = { lookupName: (purpose: string, value: string) => `${purpose} ${value}` };
const same = { learnerId: 'sam', issuerId: 'did:web:a.example', credentialId: 'urn:uuid:1', sha256: 'first' };
const idOf = (more: Partial<Parameters<typeof importedCredentialIdOf>[1]> = {}): string =>
  importedCredentialIdOf(vault, { ...same, ...more });

describe('the id of a credential from elsewhere', () => {
  it('is one for all versions of issuer and id, however those are spelt', () => {
    expect(idOf({ sha256: 'second' })).toBe(idOf());
    expect(idOf({ credentialId: ' urn%3Auuid:1 ' })).toBe(idOf());
    expect(idOf({ credentialId: '%' })).toBe(idOf({ credentialId: '%' }));
  });

  it('is another for another learner, issuer or credential, and for each text without an id', () => {
    const ids = [
      idOf(),
      idOf({ learnerId: 'bo' }),
      idOf({ issuerId: 'did:web:b.example' }),
      idOf({ issuerId: undefined }),
      idOf({ credentialId: 'urn:uuid:2' }),
      idOf({ credentialId: undefined }),
      idOf({ credentialId: undefined, sha256: 'second' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
