import { describe, expect, it } from 'vitest';
import { encodeStatusList, MIN_STATUS_BITS, statusAt, statusBits } from './bitstring.js';
import { faultInRevocationList, statusEntriesOf } from './status.js';

// Lists as they come with credentials are in the corpus (../../corpus/cases/status).

const SCHOOL = 'did:web:school.example';
const BADGE = 'urn:uuid:0199a2f4-7c10-7000-8000-000000000001';

describe('a revocation list of 1EdTech', () => {
  const list = (...revokedCredential: readonly object[]) => ({
    id: 'https://school.example/revoked',
    issuer: SCHOOL,
    revokedCredential,
  });

  it.each<[string, unknown, string | undefined]>([
    ['nothing of a credential that is not on it', list({ id: 'urn:x:other', revoked: true }), undefined],
    ['nothing when it is empty', list(), undefined],
    ['nothing when it lists none at all', { issuer: SCHOOL }, undefined],
    ['nothing of one that was given back', list({ id: BADGE, revoked: false }), undefined],
    ['that one on it is revoked', list({ id: 'urn:x:other' }, { id: BADGE, revoked: true }), 'revoked'],
    ['that one on it is revoked, where it does not say so again', list({ id: BADGE }), 'revoked'],
    [
      'that it is of somebody else',
      { ...list({ id: BADGE }), issuer: 'did:web:other.example' },
      'status-list-of-other-issuer',
    ],
    ['that it cannot be read without an issuer', { revokedCredential: [] }, 'status-list-not-genuine'],
    ['that it cannot be read as a list', [list()], 'status-list-not-genuine'],
    [
      'that it cannot be read when it names credentials otherwise',
      { issuer: SCHOOL, revokedCredential: [BADGE] },
      'status-list-not-genuine',
    ],
  ])('says %s', (_, document, fault) => {
    expect(faultInRevocationList(document, SCHOOL, BADGE)).toBe(fault);
  });

  it('is asked at the id of its entry', () => {
    const entry = { id: 'https://school.example/revoked', type: '1EdTechRevocationList' };
    expect(statusEntriesOf(entry)).toEqual([entry]);
    expect(statusEntriesOf({ type: '1EdTechRevocationList' })).toEqual(['status-malformed']);
  });
});

describe('a list of bits', () => {
  it('has its first place in the highest bit of the first byte', () => {
    expect(statusBits([0, 9].map((index) => [index, 1])).subarray(0, 2)).toEqual(
      Uint8Array.of(0b1000_0000, 0b0100_0000),
    );
    expect(statusBits([])).toHaveLength(MIN_STATUS_BITS / 8);
  });

  it('has entries of several bits next to each other, across bytes too', () => {
    const bits = Uint8Array.of(0b0000_0011, 0b1010_0000);
    expect([0, 1, 2, 3, 4].map((index) => statusAt(bits, index, 3))).toEqual([0, 0, 7, 2, 0]);
    expect(statusAt(bits, 5, 3)).toBeUndefined();
    expect([6, 7, 15, 16].map((index) => statusAt(bits, index))).toEqual([1, 1, 0, undefined]);
  });

  it('is written as multibase base64url', () => {
    expect(encodeStatusList(statusBits([]))).toMatch(/^uH4sI[\w-]+$/);
  });
});
