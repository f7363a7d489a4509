import { describe, expect, it } from 'vitest';
import { CREDENTIALS_CONTEXT } from '../contexts/contexts.js';
import type { StatusListCredential } from '../document/credential.js';
import { exampleSigner } from '../keys/signer.example.js';
import { confirmation, returnBread } from '../return-bread.example.js';
import { encodeStatusList, statusBits } from '../status/bitstring.js';
import { verify } from '../verify.js';
import { verifiesElsewhere } from './digital-bazaar.example.js';
import { signBySecondLineage, verifiesBySecondLineage } from './second-lineage.example.js';
import { signDocument } from './sign.js';

// Our signatures meet a second lineage, and its signatures ours: byte for byte, since Ed25519 has no randomness.

const key = exampleSigner(7);
const bakery = exampleSigner(3);
const genuine = /^valid/;
const now = new Date('2026-12-01T00:00:00Z');
const created = new Date('2026-11-21T14:40:00Z');
const ours = returnBread(key.did);
const [result] = ours.credentialSubject.result ?? [];

const list: StatusListCredential = {
  '@context': [CREDENTIALS_CONTEXT],
  id: 'https://region.example/status-lists/1',
  type: ['VerifiableCredential', 'BitstringStatusListCredential'],
  issuer: key.did,
  validFrom: '2026-11-21T14:33:00Z',
  credentialSubject: {
    id: 'https://region.example/status-lists/1#list',
    type: 'BitstringStatusList',
    statusPurpose: 'revocation',
    encodedList: encodeStatusList(statusBits([[7, 1]])),
    ttl: 300_000,
  },
};

type Document = Parameters<typeof signDocument>[0];

async function endorsed(): Promise<Document> {
  const endorsement = await signDocument(confirmation(bakery.did), bakery, created);
  return Object.assign({}, ours, { endorsement: [endorsement] });
}

const documents: Record<string, () => Document | Promise<Document>> = {
  'the usual credential': () => ours,
  'one that the workplace endorsed': endorsed,
  'an endorsement': () => confirmation(key.did),
  'a status list': () => list,
  'one that says anything': () => ({
    ...ours,
    name: 'Brood "over" \\ 🍞\u0000\u007f\u0085\r\n\t«ë» <a> .',
    validUntil: '2030-01-01T00:00:00.123+02:00',
  }),
  'one whose blank nodes look alike': () => ({
    ...ours,
    credentialSubject: { ...ours.credentialSubject, ...(result && { result: [result, result] }) },
  }),
  'one of somebody else’s shape': () => ({
    ...ours,
    issuer: { ...ours.issuer, url: 'https://example.org', email: 'school@example.org' },
    credentialSubject: { ...ours.credentialSubject, id: 'urn:uuid:0199a2f4-7c10-7000-8000-00000000aaaa' },
  }),
};

describe.each(Object.entries(documents))('%s', (_, make) => {
  it('signed by us verifies by the second lineage, until something of it is another', async () => {
    const signed = await signDocument(await make(), key, created);
    expect(await verifiesBySecondLineage(signed, { now })).toBe(true);
    expect(await verifiesBySecondLineage({ ...signed, id: 'urn:x:another' }, { now })).toBe(false);
  });

  it('signed by the second lineage is the very same, and verifies with us and with Digital Bazaar', async () => {
    const unsigned = await make();
    const signed = await signBySecondLineage(unsigned, key, '2026-11-21T14:40:00Z');
    expect({ ...signed, proof: [signed['proof']] }).toEqual(await signDocument(unsigned, key, created));
    expect(await verify(signed, { now })).toMatchObject({ verdict: expect.stringMatching(genuine) });
    expect(await verifiesElsewhere(signed, now)).toMatchObject({ verified: true });
    const altered = { ...signed, validFrom: '2026-11-21T14:33:01Z' };
    expect(await verify(altered, { now })).toMatchObject({ verdict: 'not-genuine' });
  });
});
