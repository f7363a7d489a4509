import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CheckName } from '../checks.js';
import { CREDENTIALS_CONTEXT } from '../contexts/contexts.js';
import { verify, type VerifyOptions } from '../verify.js';
import { JWT_REASONS } from './jwt-reasons.js';
import {
  badge,
  base64url,
  claimsOf,
  didDocument,
  failuresOf,
  headerOf,
  ofDidJwk,
  ofDidKey,
  ofDidWeb,
  p256Key,
  payloadOf,
  rsaKey,
  signByHand,
  signParts,
  type JwtSigner,
} from './jwt.example.js';

// Each way in which a JWT may be wrong, with the check that says so and its code.

const now = new Date('2026-12-01T00:00:00Z');
const rsa = rsaKey();
const school = ofDidWeb(rsa);
const baker = ofDidKey(p256Key());
const stranger = ofDidWeb(rsaKey());
const short = ofDidJwk(rsaKey(1024));
const payload = payloadOf(school.did);
const options: VerifyOptions = { now, sources: { didDocument: () => Promise.resolve(didDocument(school)) } };

const header = headerOf(school);
const withHeader = (change: object, signer: JwtSigner = school): string =>
  signByHand(signer, payload, { ...header, ...change });
/** In the profile of Open Badges, whose claims repeat the dates of the credential. */
const asOpenBadge = (change: object): string =>
  signByHand(school, { ...payload, ...change }, { ...header, typ: 'JWT' });
const withPayload = (change: object): string => signByHand(school, { ...payload, ...change });
const subject = payload['credentialSubject'] as object;
/** Whoever takes the public key for the secret that HS256 wants is fooled by this. */
const hmac = (alg: string): string => {
  const data = `${base64url({ ...header, alg })}.${base64url(payload)}`;
  const secret = rsa.publicKey.export({ format: 'pem', type: 'spki' });
  return `${data}.${createHmac('sha256', secret).update(data).digest('base64url')}`;
};
const inVc = (dates: object): string => {
  const vc = { ...badge(school.did), validFrom: undefined, validUntil: undefined, ...dates };
  return signByHand(school, { ...claimsOf(school.did), vc }, { ...header, typ: 'JWT' });
};
const jwkWith = (change: object): object => ({ jwk: { ...school.jwk, ...change } });
const [head = '', body = '', signature = ''] = signByHand(school, payload).split('.');
const lastLetter = (text: string, turn: (code: number) => number): string => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return text.slice(0, -1) + (letters[turn(letters.indexOf(text.at(-1) ?? ''))] ?? '');
};

const REFUSALS: [CheckName, string, string, () => string][] = [
  ['document', 'jwt-malformed', 'two parts and an end', () => `${head}.${body}..`],
  ['document', 'jwt-malformed', 'four parts', () => `${head}.${body}.${signature}.${signature}`],
  ['document', 'jwt-malformed', 'padding', () => `${head}.${body}.${signature}==`],
  ['document', 'jwt-malformed', 'space within', () => `${head}.\n${body}.${signature}`],
  ['document', 'jwt-malformed', 'the letters of base64', () => `${head}.${body}.${signature.slice(0, -4)}ab+/`],
  // 256 bytes leave four bits over in the last letter.
  ['document', 'jwt-malformed', 'bits left over', () => `${head}.${body}.${lastLetter(signature, (code) => code | 1)}`],
  ['document', 'jwt-malformed', 'a header that is no object', () => signParts(school, base64url([]), body)],
  ['document', 'jwt-malformed', 'a header that is no JSON', () => signParts(school, base64url('{alg:1}'), body)],
  ['document', 'jwt-malformed', 'a payload that is no object', () => signByHand(school, 'null')],
  [
    'document',
    'jwt-malformed',
    'a payload that is no UTF-8',
    () => signParts(school, head, Buffer.from([0xff]).toString('base64url')),
  ],
  ['document', 'document-too-large', 'a header of 9 KiB', () => withHeader({ more: 'x'.repeat(9 * 1024) })],
  ['document', 'document-too-large', 'a payload of 257 KiB', () => withPayload({ more: 'x'.repeat(257 * 1024) })],
  ['document', 'document-too-large', 'a signature of 2 KiB', () => `${head}.${body}.${'A'.repeat(2732)}`],
  [
    'document',
    'document-too-deep',
    'a payload nested deep',
    () => signByHand(school, `{"a":${'['.repeat(40)}${']'.repeat(40)}}`),
  ],
  [
    'document',
    'document-has-duplicate-members',
    'a header that says a thing twice',
    () => signByHand(school, payload, `{"alg":"none",${JSON.stringify(header).slice(1)}`),
  ],
  [
    'document',
    'document-has-duplicate-members',
    'a payload that says a thing twice',
    () => signByHand(school, `{"name":"Other",${JSON.stringify(payload).slice(1)}`),
  ],
  [
    'document',
    'document-has-name-not-allowed',
    '__proto__',
    () => signByHand(school, `{"__proto__":{},${JSON.stringify(payload).slice(1)}`),
  ],
  ['shape', 'shape-unknown', 'null', () => withPayload({ description: null })],
  [
    'shape',
    'shape-unknown',
    'contexts of its own within',
    () => withPayload({ credentialSubject: { ...subject, '@context': [CREDENTIALS_CONTEXT] } }),
  ],
  [
    'shape',
    'shape-unknown',
    'a list in a list for its type',
    () => withPayload({ type: [['VerifiableCredential', 'OpenBadgeCredential']] }),
  ],
  [
    'shape',
    'shape-unknown',
    'a keyword for its type',
    () => withPayload({ type: undefined, '@type': payload['type'] }),
  ],
  [
    'shape',
    'shape-unknown',
    'null in vc for what a claim says',
    () =>
      signByHand(
        school,
        { ...claimsOf(school.did), vc: { ...badge(school.did), id: null } },
        { ...header, typ: 'JWT' },
      ),
  ],
  [
    'shape',
    'shape-unknown',
    'a vc that is no object',
    () => signByHand(school, { ...claimsOf(school.did), vc: 'x' }, { kid: school.kid, alg: 'RS256' }),
  ],
  [
    'context',
    'context-not-accepted',
    'a context that nobody pinned',
    () => withPayload({ '@context': [CREDENTIALS_CONTEXT, 'https://example.org/c.json'] }),
  ],
  ['context', 'context-not-accepted', 'no contexts', () => withPayload({ '@context': [] })],
  ['proof', 'jwt-header-malformed', 'no algorithm', () => withHeader({ alg: undefined })],
  ['proof', 'jwt-header-malformed', 'a key that is a number', () => withHeader({ kid: 1 })],
  ['proof', 'jwt-type-not-allowed', 'another type', () => withHeader({ typ: 'at+jwt' })],
  ['proof', 'jwt-algorithm-none', 'none', () => `${base64url({ ...header, alg: 'none' })}.${body}.`],
  ['proof', 'jwt-algorithm-none', 'nOnE', () => `${base64url({ ...header, alg: 'nOnE' })}.${body}.`],
  ['proof', 'jwt-algorithm-symmetric', 'the public key for a secret', () => hmac('HS256')],
  ['proof', 'jwt-algorithm-not-allowed', 'PS256', () => withHeader({ alg: 'PS256' })],
  ['proof', 'jwt-algorithm-not-allowed', 'ES256K', () => withHeader({ alg: 'ES256K' })],
  ['proof', 'jwt-algorithm-not-allowed', 'rs256', () => withHeader({ alg: 'rs256' })],
  ['proof', 'jwt-extension-not-allowed', 'crit', () => withHeader({ crit: ['exp'] })],
  ['proof', 'jwt-extension-not-allowed', 'a crit of nothing', () => withHeader({ crit: null })],
  ['proof', 'jwt-payload-not-encoded', 'b64 false', () => withHeader({ b64: false })],
  ['proof', 'jwt-key-address-not-allowed', 'jku', () => withHeader({ jku: 'https://evil.example/keys' }, stranger)],
  [
    'proof',
    'jwt-certificate-address-not-allowed',
    'x5u',
    () => withHeader({ x5u: 'https://evil.example/cert' }, stranger),
  ],
  ['proof', 'jwt-certificate-not-allowed', 'x5c', () => withHeader({ x5c: ['MIIB'] }, stranger)],
  [
    'proof',
    'jwt-key-private',
    'a private key in the header',
    () => withHeader({ jwk: school.privateKey.export({ format: 'jwk' }) }),
  ],
  ['proof', 'jwt-key-private', 'a shared secret in the header', () => withHeader({ jwk: { kty: 'oct', k: 'AAAA' } })],
  ['proof', 'jwt-key-not-supported', 'a key of no kind in the header', () => withHeader({ jwk: {} })],
  ['proof', 'jwt-key-not-supported', 'a key that signs everything', () => withHeader(jwkWith({ e: 'AQ' }))],
  [
    'proof',
    'jwt-key-not-supported',
    'a point beside the curve',
    () => withHeader({ jwk: { ...baker.jwk, y: baker.jwk.x } }),
  ],
  ['proof', 'jwt-key-too-short', 'a short key in the header', () => withHeader({ jwk: short.jwk })],
  ['proof', 'jwt-algorithm-not-of-key', 'a key for another algorithm', () => withHeader(jwkWith({ alg: 'PS256' }))],
  ['proof', 'proof-key-not-for-this', 'a key to encrypt with', () => withHeader(jwkWith({ use: 'enc' }))],
  ['proof', 'proof-key-not-for-this', 'a key to sign with only', () => withHeader(jwkWith({ key_ops: ['sign'] }))],
  ['proof', 'jwt-claim-malformed', 'a moment as text', () => withPayload({ nbf: '2026-11-21T14:33:00Z' })],
  ['proof', 'jwt-claim-malformed', 'a moment past all dates', () => withPayload({ iat: 1e300 })],
  ['proof', 'jwt-claim-malformed', 'an issuer that is a list', () => withPayload({ iss: [school.did] })],
  [
    'proof',
    'jwt-payload-ambiguous',
    'a credential beside vc',
    () => signByHand(school, { ...payload, vc: badge(school.did) }, { ...header, typ: 'JWT' }),
  ],
  [
    'proof',
    'jwt-payload-ambiguous',
    'vc and vp',
    () => signByHand(school, { vc: badge(school.did), vp: {} }, { ...header, typ: 'JWT' }),
  ],
  [
    'proof',
    'jwt-payload-ambiguous',
    'vc where VC-JOSE-COSE forbids it',
    () => signByHand(school, { vc: badge(school.did) }),
  ],
  ['proof', 'jwt-type-differs', 'a credential that says it is a presentation', () => withHeader({ typ: 'vp+jwt' })],
  ['proof', 'jwt-issuer-differs', 'another iss', () => withPayload({ iss: 'did:web:other.example' })],
  ['proof', 'jwt-issuer-differs', 'another iss in the header', () => withHeader({ iss: 'did:web:other.example' })],
  ['proof', 'jwt-id-differs', 'another jti', () => withPayload({ jti: 'urn:uuid:1' })],
  ['proof', 'jwt-subject-differs', 'another sub', () => withPayload({ sub: 'did:example:other' })],
  ['proof', 'jwt-begin-differs', 'an earlier nbf', () => asOpenBadge({ nbf: Number(payload['nbf']) - 1 })],
  ['proof', 'jwt-end-differs', 'a later exp', () => asOpenBadge({ exp: Number(payload['exp']) + 1 })],
  ['dates', 'expired', 'an exp before validUntil', () => withPayload({ exp: Date.parse('2026-11-30') / 1000 })],
  ['dates', 'not-valid-yet', 'an nbf after validFrom', () => withPayload({ nbf: Date.parse('2026-12-31') / 1000 })],
  ['proof', 'jwt-begin-differs', 'another issuanceDate in vc', () => inVc({ issuanceDate: '2026-11-21T14:33:01Z' })],
  ['proof', 'jwt-end-differs', 'another expirationDate in vc', () => inVc({ expirationDate: '2031-11-21T00:00:01Z' })],
  [
    'proof',
    'issuer-not-supported',
    'an issuer by https',
    () => withPayload({ issuer: 'https://school.example', iss: undefined }),
  ],
  [
    'signature',
    'proof-key-not-of-issuer',
    'somebody else’s key',
    () => withHeader({ kid: stranger.kid.replace('school', 'other') }),
  ],
  [
    'signature',
    'proof-key-not-of-issuer',
    'a key by https',
    () => withHeader({ kid: 'https://school.example/keys/1' }),
  ],
  ['signature', 'proof-key-not-of-issuer', 'a key that came along', () => withHeader({ jwk: stranger.jwk }, stranger)],
  [
    'signature',
    'proof-key-not-of-issuer',
    'a key that came along by itself',
    () => withHeader({ jwk: stranger.jwk, kid: undefined }, stranger),
  ],
  [
    'signature',
    'proof-key-unknown',
    'a key that the issuer does not have',
    () => withHeader({ kid: `${school.did}#key-2` }),
  ],
  ['signature', 'jwt-key-not-named', 'no key', () => withHeader({ kid: undefined })],
  ['signature', 'jwt-algorithm-not-of-key', 'ES256 with a key of RSA', () => withHeader({ alg: 'ES256' })],
  ['signature', 'jwt-algorithm-not-of-key', 'EdDSA with a key of RSA', () => withHeader({ alg: 'EdDSA' })],
  ['signature', 'signature-wrong', 'the signature of another', () => signByHand(stranger, payload)],
  ['signature', 'signature-wrong', 'no signature', () => `${head}.${body}.`],
  [
    'signature',
    'signature-wrong',
    'another payload',
    () => `${head}.${base64url({ ...payload, name: 'Other' })}.${signature}`,
  ],
  ['signature', 'signature-wrong', 'another header', () => `${base64url({ ...header, more: 1 })}.${body}.${signature}`],
];

describe('a JWT that is not right', () => {
  it.each(REFUSALS)('fails %s with %s for %s', async (check, code, _, make) => {
    const verification = await verify(make(), options);
    expect(failuresOf(verification)).toContain(`${check} ${code}`);
    // Nobody is asked for a key for what is refused before.
    if (['shape', 'context', 'proof'].includes(check))
      expect(failuresOf(verification)).toContain('signature signature-not-checked');
    expect(verification.verdict).toBe(check === 'dates' ? 'not-valid-any-more' : 'not-genuine');
  });

  it('is tried here for everything that only a JWT can have wrong', () => {
    const tried = [...REFUSALS.map(([, code]) => code), 'jwt-issued-later'].filter((code) => code.startsWith('jwt-'));
    expect([...new Set(tried)].toSorted()).toEqual(Object.keys(JWT_REASONS).toSorted());
  });
});
