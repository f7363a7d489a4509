import { describe, expect, it } from 'vitest';
import { didWebOf, didWebUrl } from './did-web.js';

// Credentials of such issuers are in the corpus (../../corpus/cases/did-web).

describe('a did:web', () => {
  it.each([
    ['did:web:school.example', 'https://school.example/.well-known/did.json'],
    ['did:web:school.example:issuers:1', 'https://school.example/issuers/1/did.json'],
    ['did:web:localhost%3A8443:a', 'https://localhost:8443/a/did.json'],
    ['did:web:school.example:caf%C3%A9', 'https://school.example/caf%C3%A9/did.json'],
  ])('%s has its document at %s', (did, url) => {
    expect(didWebUrl(did)).toBe(url);
    // A browser that reads the address goes nowhere else.
    expect(new URL(url).href).toBe(url);
  });

  it.each([
    'did:web:',
    'did:key:z6Mk',
    'did:web:school.example:..:other',
    'did:web:school.example:.',
    'did:web:school.example::a',
    'did:web:school.example:a%2Fb',
    'did:web:school.example:a%2fb',
    'did:web:school.example:a/b',
    'did:web:school.example:a?b',
    'did:web:school.example:a%',
    'did:web:user%40school.example',
    'did:web:school.example%3A',
    'did:web:school.example%3A123456',
    'did:web:school.example/path',
    'did:web:school.example#key',
    'did:web:[::1]',
  ])('%s has none', (did) => {
    expect(() => didWebUrl(did)).toThrow(expect.objectContaining({ code: 'did-web-malformed' }));
  });

  it('is written of an address, by which its document is found again', () => {
    expect(didWebOf('https://school.example')).toBe('did:web:school.example');
    expect(didWebOf('https://localhost:8443/credentials/', 'issuers', '1')).toBe(
      'did:web:localhost%3A8443:credentials:issuers:1',
    );
    expect(() => didWebOf('https://school.example', 'a/b')).toThrow();
  });
});
