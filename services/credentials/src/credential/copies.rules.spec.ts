import { given } from '@estafette/decider';
import { describe, expect, it } from 'vitest';
import { credentialDecider } from './credential.decider.js';
import { MOST_COPIES } from './holding.rules.js';
import { credentialEvents, type Copy, type CredentialEvent } from './credential.events.js';

const of = { credentialId: 'credential', learnerId: 'learner', organisationId: 'school' };
const status = { list: 1, index: 7 };
const signed = { credential: '{}', digest: 'f'.repeat(64), status, validUntil: null, endorsedBy: [] };
const because = { reason: 'other', note: null, by: { person: 'clerk', for: 'school' } } as const;
const issued = (keyId: string | null): CredentialEvent => ({
  type: 'CredentialIssued',
  data: {
    ...of,
    ...signed,
    ...{ keyId, validationId: 'validation', bulkAwardId: null, path: null },
    ...{ achievementId: 'achievement', achievementVersion: 1, issuedAt: '2026-11-21T14:00:00.000Z' },
  },
});
const copy = (copyId: string, keyId: string): Copy => ({
  ...{ copyId, keyId, format: 'jwt', algorithm: 'ES256', holder: 'did:jwk:abc', text: 'e30.e30.c2ln' },
  ...{ digest: 'd'.repeat(64), status: { list: 1, index: copyId.length } },
});
const copied = (copyId: string, keyId: string): CredentialEvent => ({
  type: 'CredentialCopied',
  data: { ...of, ...copy(copyId, keyId) },
});
const ended = (...copyIds: string[]): CredentialEvent => ({
  type: 'CredentialCopiesEnded',
  data: {
    ...of,
    ...{ keyId: 'es256-1', reason: 'key-compromised', operationId: 'operation' },
    copies: copyIds.map((copyId) => ({ copyId, status: copy(copyId, '').status })),
  },
});
const command = { type: 'EndCopies', keyId: 'es256-1', operationId: 'operation' } as const;
const credentials = given(credentialDecider);

describe('a key that was withdrawn', () => {
  const history = [issued('key-1'), copied('a', 'es256-1'), copied('bb', 'rs256-1'), copied('ccc', 'es256-1')];

  it('ends the copies that it signed, once', () => {
    credentials(...history)
      .when(command)
      .then(ended('a', 'ccc'));
    credentials(...history, ended('a', 'ccc'))
      .when(command)
      .thenNothing();
    credentials(issued('key-1'), copied('bb', 'rs256-1')).when(command).thenNothing();
    credentials().when(command).thenNothing();
  });

  it('leaves them to the new version of what it signed itself', () => {
    credentials(issued('es256-1'), copied('a', 'es256-1')).when(command).thenNothing();
  });

  it('makes room for new copies, and what it ended does not end again', () => {
    const many = Array.from({ length: MOST_COPIES }, (_, nth) => copied(`copy-${nth}`, 'es256-1'));
    const all = ended(...many.map((_, nth) => `copy-${nth}`));
    const next = {
      type: 'CopyCredential',
      by: { person: 'learner' },
      of: signed.digest,
      copy: copy('a', 'next'),
    } as const;
    credentials(issued('key-1'), ...many)
      .when(next)
      .thenRefuses('too-many-copies');
    credentials(issued('key-1'), ...many, all)
      .when(next)
      .then(copied('a', 'next'));
    const { by, ...changed } = because;
    credentials(...history, ended('a', 'ccc'))
      .when({ type: 'RevokeCredential', ...because })
      .then({
        type: 'CredentialRevoked',
        data: { ...of, ...changed, by: by.person, status, copies: [{ copyId: 'bb', status: copy('bb', '').status }] },
      });
  });

  it('is noted without anything personal', () => {
    expect(credentialEvents.CredentialCopiesEnded).toEqual({ version: 1 });
  });
});
