import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { describe, expect, it } from 'vitest';
import { buildAchievementCredential } from './build-credential.js';
import type { AchievementCredential } from './credential.js';
import { documentLoader, verifiesElsewhere } from './digital-bazaar.example.js';
import { signingKeyFromSeed } from './keys.js';
import { returnBread } from './return-bread.example.js';
import { signCredential } from './sign.js';
import { verifyCredential } from './verify.js';

// Here our signatures meet a library of other people: Digital Bazaar's, which the W3C's test suites run against.

const key = signingKeyFromSeed(new Uint8Array(32).fill(7));
const now = new Date('2026-12-01T00:00:00Z');
const created = new Date('2026-11-21T14:40:00Z');

async function signElsewhere(credential: object): Promise<Record<string, unknown>> {
  const theirKey = await Ed25519Multikey.generate({ controller: key.did, seed: key.exportSeed() });
  const suite = new DataIntegrityProof({ signer: theirKey.signer(), date: created.toISOString(), cryptosuite });
  return await vc.issue({ credential: structuredClone(credential), suite, documentLoader });
}

const ours = buildAchievementCredential({ ...returnBread, issuer: { did: key.did, name: 'School' } });
const [result] = ours.credentialSubject.result ?? [];

const credentials: Record<string, AchievementCredential> = {
  'the usual credential': ours,
  'one that says anything': {
    ...ours,
    name: 'Brood "over" \\ 🍞\u0000\u007f\u0085\r\n\t«ë» <a> .',
    validUntil: '2030-01-01T00:00:00.123+02:00',
  },
  'one whose blank nodes look alike': {
    ...ours,
    credentialSubject: { ...ours.credentialSubject, ...(result && { result: [result, result] }) },
  },
  'one whose things share an id': { ...ours, evidence: ours.evidence?.map((item) => ({ ...item, id: ours.id })) ?? [] },
};

describe.each(Object.entries(credentials))('%s', (_, credential) => {
  it('signed by us verifies with a library of others', async () => {
    const signed = await signCredential(credential, key, created);
    expect(await verifiesElsewhere(signed, now)).toMatchObject({ verified: true });
    expect(await verifiesElsewhere({ ...signed, name: 'altered' }, now)).toMatchObject({ verified: false });
  });

  it('signed by that library verifies with ours, and is the very same', async () => {
    const signed = await signElsewhere(credential);
    expect(await verifyCredential(signed, { now })).toMatchObject({ verdict: 'valid' });
    expect(signed).toEqual(await signCredential(credential, key, created));
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
    const signed = await signElsewhere(theirs);
    expect(await verifyCredential(JSON.stringify(signed), { now })).toMatchObject({ verdict: 'valid' });
    const altered = JSON.stringify(signed).replace('2.5', '3.5');
    expect(await verifyCredential(altered, { now })).toMatchObject({ verdict: 'not-genuine' });
  });
});
