import { expect, it, vi } from 'vitest';
import { CREDENTIALS_CONTEXT } from '../contexts/contexts.js';
import { ofDidKey, p256Key, payloadOf, signByHand } from '../jwt/jwt.example.js';
import { verify } from '../verify.js';
import * as bitstring from './bitstring.js';

// Whoever wrote a credential chose how many lists it refers to: what they cost whoever verifies it is bounded.

const now = new Date('2026-12-01T00:00:00Z');
const key = ofDidKey(p256Key());

const entry = (url: string, nth: number): object => ({
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: String(nth),
  statusListCredential: url,
});
const credential = (...credentialStatus: object[]): string =>
  signByHand(key, { ...payloadOf(key.did), credentialStatus });
const listAt = (id: string, issuer = key.did): object => ({
  '@context': [CREDENTIALS_CONTEXT],
  id,
  type: ['VerifiableCredential', 'BitstringStatusListCredential'],
  issuer,
  credentialSubject: {
    type: 'BitstringStatusList',
    statusPurpose: 'revocation',
    encodedList: bitstring.encodeStatusList(new Uint8Array(16_384)),
  },
});

/** Verifies, and tells what was asked. */
async function judged(input: unknown, lie: (url: string) => unknown) {
  const asked: string[] = [];
  const keysOf: string[] = [];
  const evidenceOf: string[] = [];
  const said = await verify(input, {
    now,
    sources: {
      statusList: (url) => {
        asked.push(url);
        return Promise.resolve(lie(url));
      },
      evidence: (url) => {
        evidenceOf.push(url);
        return Promise.resolve(undefined);
      },
      didDocument: (did) => {
        keysOf.push(did);
        return Promise.resolve(undefined);
      },
    },
  });
  const statusOf = ({ checks }: typeof said) => checks.find(({ check }) => check === 'status')?.code;
  return {
    asked,
    keysOf,
    evidenceOf,
    status: statusOf(said),
    within: said.members.map((one) => statusOf(one.verification)),
  };
}

const LIST = 'https://x.example/l';

it('a list is asked for once, however many entries refer to it', async () => {
  const all = Array.from({ length: 16 }, (_, nth) => entry(LIST, nth));
  const { asked, status } = await judged(credential(...all), () => signByHand(key, listAt(LIST)));
  expect([asked, status]).toEqual([[LIST], 'passed']);
});

it('no more than 64 are asked for, for all that stands within too', async () => {
  const urls = Array.from({ length: 10 }, (_, one) =>
    Array.from({ length: 16 }, (_, nth) => `https://x.example/${one}/${nth}`),
  );
  const presentation = {
    '@context': [CREDENTIALS_CONTEXT],
    type: ['VerifiablePresentation'],
    verifiableCredential: urls.map((some) => ({
      '@context': CREDENTIALS_CONTEXT,
      type: 'EnvelopedVerifiableCredential',
      id: `data:application/vc+jwt,${credential(...some.map(entry))}`,
    })),
  };
  const { asked, within } = await judged(presentation, (url) => signByHand(key, listAt(url)));
  expect(asked).toEqual(urls.flat().slice(0, 64));
  expect(within).toEqual(urls.map((_, one) => (one < 4 ? 'passed' : 'status-too-many')));
});

it('a list is read once for all that stands within, and its evidence is nobody’s business', async () => {
  const evidence = [{ id: 'https://x.example/e', type: ['Evidence'], digestMultibase: 'uEiAA' }];
  const decoded = vi.spyOn(bitstring, 'decodeStatusList');
  const text = signByHand(key, { ...listAt(LIST), evidence });
  const all = Array.from({ length: 16 }, (_, nth) => entry(LIST, nth));
  const presentation = {
    '@context': [CREDENTIALS_CONTEXT],
    type: ['VerifiablePresentation'],
    verifiableCredential: Array.from({ length: 20 }, () => ({
      '@context': CREDENTIALS_CONTEXT,
      type: 'EnvelopedVerifiableCredential',
      id: `data:application/vc+jwt,${credential(...all)}`,
    })),
  };
  const { within, evidenceOf } = await judged(presentation, () => text);
  expect([new Set(within), decoded.mock.calls.length]).toEqual([new Set(['passed']), 1]);
  expect(evidenceOf).not.toContain('https://x.example/e');
});

it('a list that names another issuer is not read any further', async () => {
  const theirs = 'did:web:other.example';
  const { keysOf, status } = await judged(credential(entry(LIST, 0)), () => ({
    ...listAt(LIST, theirs),
    proof: {
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-rdfc-2022',
      verificationMethod: `${theirs}#key-1`,
      proofPurpose: 'assertionMethod',
      proofValue: `z${'1'.repeat(64)}`,
    },
  }));
  expect([status, keysOf]).toEqual(['status-list-of-other-issuer', []]);
});

it('what is no list is not asked for its own status', async () => {
  const itself = credential(entry(LIST, 0));
  const { asked, status } = await judged(itself, () => itself);
  expect([asked, status]).toEqual([[LIST], 'status-list-not-genuine']);
});
