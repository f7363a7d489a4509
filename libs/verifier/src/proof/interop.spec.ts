import { describe, expect, it } from 'vitest';
import type { AchievementCredential } from '../document/credential.js';
import { exampleSigner } from '../keys/signer.example.js';
import { returnBread } from '../return-bread.example.js';
import { verify } from '../verify.js';
import { signElsewhere, verifiesElsewhere } from './digital-bazaar.example.js';
import { signDocument } from './sign.js';

// Here our signatures meet a library of other people: Digital Bazaar's, which the W3C's test suites run against.

const key = exampleSigner(7);
const now = new Date('2026-12-01T00:00:00Z');
const created = new Date('2026-11-21T14:40:00Z');

const ours = returnBread(key.did);
const [result] = ours.credentialSubject.result ?? [];

const credentials: Record<string, AchievementCredential> = {
  'the usual credential': ours,
  'one that says anything': {
    ...ours,
    name: 'Brood "over" \\ 🍞\u0000\u007f\u0085\r\n\t«ë» <a> .',
    validUntil: '2030-01-01T00:00:00.123+02:00',
  },
  'one whose achievement has an image': {
    ...ours,
    credentialSubject: {
      ...ours.credentialSubject,
      achievement: {
        ...ours.credentialSubject.achievement,
        image: { id: 'https://school.example/images/loaf.svg', type: 'Image', caption: 'A loaf & "more" 🥖' },
      },
    },
  },
  'one whose blank nodes look alike': {
    ...ours,
    credentialSubject: { ...ours.credentialSubject, ...(result && { result: [result, result] }) },
  },
};

describe.each(Object.entries(credentials))('%s', (_, credential) => {
  it('signed by us verifies with a library of others', async () => {
    const signed = await signDocument(credential, key, created);
    expect(await verifiesElsewhere(signed, now)).toMatchObject({ verified: true });
    expect(await verifiesElsewhere({ ...signed, name: 'altered' }, now)).toMatchObject({ verified: false });
  });

  it('signed by that library verifies with ours, and is the very same', async () => {
    const signed = await signElsewhere(credential, key, created);
    expect(await verify(signed, { now })).toMatchObject({ verdict: 'valid-issuer-unknown' });
    // They write one proof without a list; it is the very same.
    expect({ ...signed, proof: [signed['proof']] }).toEqual(await signDocument(credential, key, created));
  });
});

describe('a credential of somebody else’s shape', () => {
  const theirs = {
    ...ours,
    description: 'Has members that we never write.',
    issuer: { ...ours.issuer, url: 'https://example.org', email: 'school@example.org' },
    credentialSubject: {
      ...ours.credentialSubject,
      id: 'urn:uuid:0199a2f4-7c10-7000-8000-00000000aaaa',
      creditsEarned: 2.5,
      achievement: {
        ...ours.credentialSubject.achievement,
        alignment: [{ type: ['Alignment'], targetName: 'Bread', targetUrl: 'https://example.org/bread' }],
        tag: ['bread', 'waste'],
      },
    },
  };

  it('signed by that library verifies with ours', async () => {
    const signed = await signElsewhere(theirs, key, created);
    expect(await verify(JSON.stringify(signed), { now })).toMatchObject({ verdict: 'valid-issuer-unknown' });
    const altered = JSON.stringify(signed).replace('2.5', '3.5');
    expect(await verify(altered, { now })).toMatchObject({ verdict: 'not-genuine' });
  });
});
