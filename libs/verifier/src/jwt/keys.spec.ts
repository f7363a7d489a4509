import { base58 } from '@scure/base';
import { describe, expect, it } from 'vitest';
import { verify } from '../verify.js';
import { readJwk, readMultikey } from './jwk.js';
import {
  base64url,
  didDocument,
  ed25519Key,
  failuresOf,
  headerOf,
  ofDidJwk,
  ofDidKey,
  ofDidWeb,
  p256Key,
  payloadOf,
  rsaKey,
  signByHand,
  signWithJose,
  type JwtSigner,
} from './jwt.example.js';

const now = new Date('2026-12-01T00:00:00Z');
const ec = p256Key();
const ed = ed25519Key();
const school = ofDidWeb(rsaKey());
const other = ofDidWeb(rsaKey());

const multikeyOf = (pair: typeof ec): string => ofDidKey(pair).did.slice('did:key:'.length);

/** What does not pass of a credential by this signer, given the document of its did:web. */
async function judged(signer: JwtSigner, header: object = {}, document?: unknown): Promise<string[]> {
  const text = signByHand(signer, payloadOf(signer.did), { ...headerOf(signer), ...header });
  return failuresOf(await verify(text, { now, sources: { didDocument: () => Promise.resolve(document) } }));
}

describe('a key that a DID carries', () => {
  it.each<[string, () => JwtSigner, object, string[]]>([
    ['a did:key of Ed25519', () => ofDidKey(ed), {}, []],
    ['a did:key of P-256', () => ofDidKey(ec), {}, []],
    ['a did:jwk of RSA', () => ofDidJwk(rsaKey()), {}, []],
    ['a did:jwk of P-256', () => ofDidJwk(ec), {}, []],
    ['a did:jwk of Ed25519', () => ofDidJwk(ed, { use: 'sig', alg: 'EdDSA', key_ops: ['verify'] }), {}, []],
    ['not named: it is the only one', () => ofDidKey(ec), { kid: undefined }, []],
    ['named by its fragment', () => ofDidJwk(ec), { kid: '#0' }, []],
    ['that came along too', () => ofDidJwk(ec), { jwk: ofDidJwk(ec).jwk }, []],
    ['named as there is none', () => ofDidJwk(ec), { kid: '#1' }, ['signature proof-key-not-of-issuer']],
    ['named as of another', () => ofDidKey(ec), { kid: ofDidKey(ed).kid }, ['signature proof-key-not-of-issuer']],
    ['named as the DID alone', () => ofDidKey(ec), { kid: ofDidKey(ec).did }, ['signature proof-key-not-of-issuer']],
    [
      'that another came along with',
      () => ofDidKey(ec),
      { jwk: ofDidKey(ed).jwk },
      ['signature proof-key-not-of-issuer'],
    ],
    ['for another algorithm', () => ofDidKey(ec), { alg: 'RS256' }, ['signature jwt-algorithm-not-of-key']],
    ['of RSA with 1024 bits', () => ofDidJwk(rsaKey(1024)), {}, ['signature jwt-key-too-short']],
    ['of RSA with 2040 bits', () => ofDidJwk(rsaKey(2040)), {}, ['signature jwt-key-too-short']],
    ['with its secret part', () => ofDidJwk(ec, { d: 'AA' }), {}, ['signature jwt-key-private']],
    ['to encrypt with', () => ofDidJwk(ec, { use: 'enc' }), {}, ['signature proof-key-not-for-this']],
    ['of another curve', () => ofDidJwk(ec, { crv: 'P-384' }), {}, ['signature jwt-key-not-supported']],
    [
      'that is no key',
      () => ({ ...ofDidJwk(ec), did: 'did:jwk:e30', kid: '#0' }),
      {},
      ['signature jwt-key-not-supported'],
    ],
    [
      'that is no object',
      () => ({ ...ofDidJwk(ec), did: 'did:jwk:W10', kid: '#0' }),
      {},
      ['signature issuer-not-supported'],
    ],
    [
      'that says a thing twice',
      () => ({ ...ofDidJwk(ec), did: `did:jwk:${base64url('{"kty":"EC","kty":"EC"}')}`, kid: '#0' }),
      {},
      ['signature issuer-not-supported'],
    ],
    [
      'of another kind',
      () => ({ ...ofDidKey(ec), did: 'did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc' }),
      { kid: undefined },
      ['signature issuer-not-supported'],
    ],
  ])('%s', async (_, make, header, failures) => {
    expect(await judged(make(), header)).toEqual(failures);
  });
});

describe('a key of a did:web', () => {
  const document = didDocument(school);
  const key = { jwk: school.jwk, kid: undefined };
  const secondName = { id: '#key-0', type: 'JsonWebKey', controller: school.did, publicKeyJwk: school.jwk };
  const [method] = document['verificationMethod'] as object[];
  const otherMethod = { ...secondName, id: `${school.did}#key-0`, publicKeyJwk: other.jwk };
  const withOther = {
    ...document,
    verificationMethod: [otherMethod, method],
    assertionMethod: [otherMethod.id, school.kid],
  };
  const revokedTwin = { ...document, verificationMethod: [method, { ...secondName, revoked: '2026-11-30T00:00:00Z' }] };

  it.each<[string, object, unknown, string[]]>([
    ['named in full', {}, document, []],
    ['named by its fragment', { kid: '#key-1' }, document, []],
    ['that came along, and is one of those of the issuer', key, document, []],
    ['under two names, of which one may vouch', key, { ...document, verificationMethod: [secondName, method] }, []],
    ['that came along, and is the second of the issuer', key, withOther, []],
    ['whose document could not be had', {}, undefined, ['signature issuer-not-reached']],
    [
      'whose document is about another',
      {},
      didDocument(ofDidWeb(ec, 'did:web:other.example')),
      ['signature issuer-document-wrong'],
    ],
    [
      'that came along, and is none of those of the issuer',
      key,
      didDocument(other),
      ['signature proof-key-not-of-issuer'],
    ],
    ['that came along, of whom has none', key, 'none', ['signature proof-key-not-of-issuer']],
    ['neither named nor come along', { kid: undefined }, document, ['signature jwt-key-not-named']],
    ['that does not vouch', key, { ...document, assertionMethod: [] }, ['signature proof-key-not-for-this']],
    ['withdrawn', {}, didDocument(school, { revoked: '2026-11-30T00:00:00Z' }), ['signature key-revoked']],
    [
      'withdrawn, and come along',
      key,
      didDocument(school, { revoked: '2026-11-30T00:00:00Z' }),
      ['signature key-revoked'],
    ],
    ['withdrawn under another name', key, revokedTwin, ['signature key-revoked']],
    ['that expired', {}, didDocument(school, { expires: '2026-11-30T00:00:00Z' }), ['signature key-expired']],
    [
      'in two spellings',
      {},
      didDocument(school, { publicKeyMultibase: multikeyOf(ec) }),
      ['signature jwt-key-not-supported'],
    ],
    [
      'of a kind that is not accepted',
      {},
      didDocument(school, { publicKeyJwk: { kty: 'OKP', crv: 'Ed448', x: 'AA' } }),
      ['signature jwt-key-not-supported'],
    ],
    [
      'with its secret part for all to see',
      {},
      didDocument(school, { publicKeyJwk: { ...school.jwk, d: 'AA' } }),
      ['signature jwt-key-private'],
    ],
    ['that is not the one', {}, didDocument(school, { publicKeyJwk: other.jwk }), ['signature signature-wrong']],
  ])('%s', async (_, header, given, failures) => {
    expect(await judged(school, header, given)).toEqual(failures);
  });

  it.each([
    ['Ed25519', ed],
    ['P-256', ec],
  ] as const)('as a multikey: %s', async (_, pair) => {
    const bakery = ofDidWeb(pair, 'did:web:bakery.example:zwolle');
    const publicKeyMultibase = multikeyOf(pair);
    expect(await judged(bakery, {}, didDocument(bakery, { publicKeyJwk: undefined, publicKeyMultibase }))).toEqual([]);
  });

  it('is undecided while the document cannot be had', async () => {
    const text = await signWithJose(school, payloadOf(school.did));
    expect(await verify(text, { now })).toMatchObject({ verdict: 'undecided' });
  });

  it('is asked of no address that a did:web cannot say', async () => {
    expect(await judged(ofDidWeb(ec, 'did:web:school.example:..'), {}, document)).toEqual([
      'signature issuer-not-supported',
    ]);
  });
});

/** The same bytes in all, cut at another place. */
function shifted({ x = '', y = '', ...rest }: JwtSigner['jwk']): object {
  const bytes = Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { ...rest, x: bytes.subarray(0, 31).toString('base64url'), y: bytes.subarray(31).toString('base64url') };
}

describe('reading a key', () => {
  it('reads the P-256 key of the did:key method', () => {
    expect(readMultikey('zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169')?.jwk).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x: 'fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI',
      y: 'hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU',
    });
  });

  it('reads no key of another curve for one of P-256', () => {
    const bytes = base58.decode(multikeyOf(ec).slice(1));
    // Multicodec `secp256k1-pub`.
    expect(readMultikey(`z${base58.encode(Uint8Array.of(0xe7, 0x01, ...bytes.subarray(2)))}`)).toBeUndefined();
  });

  it('takes a zero before the number for the same key', () => {
    const { n = '' } = school.jwk;
    const padded = Buffer.concat([Buffer.from([0]), Buffer.from(n, 'base64url')]).toString('base64url');
    expect(readJwk({ ...school.jwk, n: padded })).toEqual(readJwk({ ...school.jwk }));
  });

  it.each<[string, object]>([
    ['numbers that are no text', { ...school.jwk, n: 1 }],
    ['a number in base64', { ...school.jwk, e: 'AQAB=' }],
    ['an exponent of 3', { ...school.jwk, e: 'Aw' }],
    ['no exponent', { kty: 'RSA', n: school.jwk.n }],
    ['a key of 8199 bits', { ...school.jwk, n: `${'f'.repeat(1366)}8` }],
    ['a key of 16384 bits', { ...school.jwk, n: 'f'.repeat(2731) }],
    ['coordinates of 31 and 33 bytes', shifted(ofDidKey(ec).jwk)],
    ['a coordinate too short', { ...ofDidKey(ec).jwk, x: 'AAAA' }],
    ['an Ed25519 key too short', { ...ofDidKey(ed).jwk, x: 'AAAA' }],
    ['P-256 as OKP', { ...ofDidKey(ec).jwk, kty: 'OKP' }],
  ])('refuses %s', (_, jwk) => {
    expect(readJwk({ ...jwk })).toBe('jwt-key-not-supported');
  });
});
