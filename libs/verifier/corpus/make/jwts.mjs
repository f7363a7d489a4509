// Credentials and presentations secured as JWT: Open Badges 3.0 (section 8.2), VC-JOSE-COSE, and `vc` of the VC Data Model 1.1.

import { createHmac } from 'node:crypto';
import { ended, forged, refused, valid } from './cases.mjs';
import { uuid } from './documents.mjs';
import { college, thief } from './es256.mjs';
import {
  asVcJwt,
  badge,
  claims,
  enveloped,
  EXP,
  inVc,
  NBF,
  openBadge,
  rsa,
  secured,
  SIGNED,
  sources,
} from './jwt-documents.mjs';
import { rsaKeyOf } from './rs256.mjs';
import { compactJws, learner, school, schoolWeb, stranger, V2 } from './sign.mjs';

const OB = 'Open Badges 3.0, section 8.2.';
const JWS = 'RFC 7515, section ';
const COSE = 'VC-JOSE-COSE, section ';

export async function jwts() {
  const good = (name, why, given, more) => valid(`jwts/${name}`, why, given, { sources, ...more });
  const bad = (name, why, given, code, elsewhere, more) =>
    refused(`jwts/${name}`, why, given, code, { sources, elsewhere, ...more });
  const wrong = (name, why, given, code, elsewhere) =>
    forged(`jwts/${name}`, why, given, [code], { sources, elsewhere });
  const withHeader = (header) => openBadge(college, {}, header);
  const es = openBadge(college);
  const [head, body, signature] = es.split('.');
  const begin = (header) =>
    `${Buffer.from(JSON.stringify({ typ: 'JWT', kid: college.id, ...header })).toString('base64url')}.${body}`;
  const secret = JSON.stringify(college.jwk);
  const hmac = createHmac('sha256', secret)
    .update(begin({ alg: 'HS256' }))
    .digest('base64url');
  const shown = { '@context': [V2], type: ['VerifiablePresentation'], holder: learner.did };
  const ask = { challenge: 'c0ffee', domain: 'https://employer.example' };
  const presented = { ...shown, verifiableCredential: [enveloped(asVcJwt(college))] };
  return [
    good('rs256', `${OB}2: RS256.`, openBadge(rsa)),
    good('es256', 'RFC 7518, section 3.4: ES256.', es),
    good('eddsa', 'RFC 8037, section 3.1: EdDSA.', await openBadge(school)),
    good('eddsa-of-did-web', 'RFC 8037, section 3.1: EdDSA, by the document of a did:web.', await openBadge(schoolWeb)),
    good('vc-rs256', `${COSE}3.1.1: vc+jwt, by RS256.`, asVcJwt(rsa)),
    good('vc-es256', `${COSE}3.1.1: vc+jwt, by ES256.`, asVcJwt(college)),
    good('vc-eddsa', `${COSE}3.1.1: vc+jwt, by EdDSA.`, await asVcJwt(school)),
    good(
      'vc-type-in-full',
      `${JWS}4.1.9: the media type in full, in other letters.`,
      asVcJwt(college, { typ: 'application/VC+JWT' }),
    ),
    good('without-type', `${OB}1: typ may be left out.`, openBadge(college, {}, { typ: undefined })),
    good('in-vc', 'VC Data Model 1.1, section 6.3.1: the credential in the member vc.', inVc(college)),
    good('in-vc-eddsa', 'VC Data Model 1.1, section 6.3.1: the same by EdDSA.', await inVc(school)),
    good(
      'presentation',
      `${COSE}3.1.2: vp+jwt, with a credential in an envelope.`,
      await compactJws({ ...presented, nonce: ask.challenge, aud: ask.domain }, learner, { typ: 'vp+jwt' }),
      { ...ask, members: { 'verifiableCredential.0': { verdict: 'valid' } } },
    ),
    bad(
      'presentation-of-another-time',
      `${COSE}3.1.2: an old presentation, shown again.`,
      await compactJws({ ...presented, nonce: 'old', aud: ask.domain }, learner, { typ: 'vp+jwt' }),
      'challenge-differs',
      SIGNED,
      ask,
    ),
    wrong('two-parts', `${JWS}7.1: two parts and an end.`, `${head}.${body}..`, 'jwt-malformed'),
    wrong('padding', `${JWS}2: padding, a second spelling of the same bytes.`, `${es}==`, 'jwt-malformed', {
      accepts: 'jose passes over padding',
    }),
    wrong(
      'altered',
      `${JWS}5.2: another payload under the signature.`,
      `${head}.${openBadge(college, { name: 'Diploma' }).split('.')[1]}.${signature}`,
      'signature-wrong',
    ),
    wrong(
      'header-altered',
      `${JWS}5.2: another header over the signature.`,
      `${begin({ alg: 'ES256', more: 1 })}.${signature}`,
      'signature-wrong',
    ),
    wrong(
      'by-another',
      'Signed by another key in the name of the college.',
      secured({ ...badge(college), ...claims(college) }, thief, { kid: college.id }),
      'signature-wrong',
    ),
    wrong(
      'by-another-eddsa',
      'Signed by another key in the name of the school.',
      await secured(badge(school), stranger, { kid: school.id }),
      'signature-wrong',
    ),
    wrong(
      'signature-missing',
      `${JWS}5.2: no signature under an algorithm that makes one.`,
      `${head}.${body}.`,
      'signature-wrong',
    ),
    bad('algorithm-missing', `${JWS}4.1.1: alg must be there.`, withHeader({ alg: undefined }), 'jwt-header-malformed'),
    bad(
      'another-type',
      `RFC 8725, section 3.11: a token for access.`,
      withHeader({ typ: 'at+jwt' }),
      'jwt-type-not-allowed',
      SIGNED,
    ),
    bad('none', 'RFC 8725, section 3.2: not signed at all.', `${begin({ alg: 'none' })}.`, 'jwt-algorithm-none'),
    bad(
      'none-in-other-letters',
      'RFC 8725, section 2.1: some readers take nOnE for none.',
      `${begin({ alg: 'nOnE' })}.`,
      'jwt-algorithm-none',
    ),
    bad(
      'symmetric',
      'RFC 8725, section 2.1: the public key for a shared secret.',
      `${begin({ alg: 'HS256' })}.${hmac}`,
      'jwt-algorithm-symmetric',
    ),
    bad(
      'es256k',
      `${OB}2: an algorithm that is not of the profile.`,
      withHeader({ alg: 'ES256K' }),
      'jwt-algorithm-not-allowed',
    ),
    bad(
      'crit',
      `${JWS}4.1.11: what a reader must understand, and does not.`,
      withHeader({ crit: ['exp'] }),
      'jwt-extension-not-allowed',
    ),
    bad('b64', 'RFC 7797, section 6: b64 without crit.', withHeader({ b64: false }), 'jwt-payload-not-encoded', SIGNED),
    bad(
      'jku',
      'RFC 8725, section 3.10: an address for keys, of whoever wrote it.',
      withHeader({ jku: 'https://attacker.example/keys' }),
      'jwt-key-address-not-allowed',
      SIGNED,
    ),
    bad(
      'x5u',
      'RFC 8725, section 3.10: an address for a certificate, of whoever wrote it.',
      withHeader({ x5u: 'https://attacker.example/certificate' }),
      'jwt-certificate-address-not-allowed',
      SIGNED,
    ),
    bad(
      'x5c',
      `${JWS}4.1.6: a certificate that came along.`,
      withHeader({ x5c: ['MIIB'] }),
      'jwt-certificate-not-allowed',
      SIGNED,
    ),
    bad(
      'key-without-kind',
      'RFC 7517, section 4.1: a key of no kind came along.',
      withHeader({ jwk: {} }),
      'jwt-key-not-supported',
      SIGNED,
    ),
    bad(
      'key-too-short',
      'RFC 7518, section 3.3: a key of RSA of 1024 bits came along.',
      withHeader({ jwk: rsaKeyOf('short', 1024).jwk }),
      'jwt-key-too-short',
      SIGNED,
    ),
    bad(
      'key-private',
      'RFC 7517, section 9.2: a key came along with its secret.',
      openBadge(rsa, {}, { jwk: rsa.privateJwk }),
      'jwt-key-private',
      SIGNED,
    ),
    wrong(
      'key-of-another-along',
      `${JWS}4.1.3: a key that came along is not that of the issuer.`,
      secured({ ...badge(college), ...claims(college) }, thief, { kid: undefined, jwk: thief.jwk }),
      'proof-key-not-of-issuer',
    ),
    wrong(
      'key-not-named',
      `${OB}1: no kid, and the issuer may have several keys.`,
      await openBadge(schoolWeb, {}, { kid: undefined }),
      'jwt-key-not-named',
      SIGNED,
    ),
    wrong(
      'algorithm-of-another-key',
      'RFC 8725, section 3.1: EdDSA with a key of P-256.',
      withHeader({ alg: 'EdDSA' }),
      'jwt-algorithm-not-of-key',
    ),
    bad(
      'begin-as-text',
      'RFC 7519, section 4.1.5: nbf is a number.',
      openBadge(college, { nbf: '2026-11-21T14:33:00Z' }),
      'jwt-claim-malformed',
    ),
    bad(
      'issuer-as-list',
      'RFC 7519, section 4.1.1: iss is a text.',
      openBadge(college, { iss: [college.did] }),
      'jwt-claim-malformed',
      SIGNED,
    ),
    bad(
      'vc-beside',
      `${COSE}3.1.1: one credential in vc, another beside it.`,
      openBadge(college, { vc: badge(college, { name: 'Diploma' }) }),
      'jwt-payload-ambiguous',
      SIGNED,
    ),
    bad(
      'vc-in-vc-jwt',
      `${COSE}3.1.1: vc must not be there.`,
      secured({ vc: badge(college) }, college, { typ: 'vc+jwt' }),
      'jwt-payload-ambiguous',
      SIGNED,
    ),
    bad(
      'type-differs',
      `${COSE}3.1.2: a credential that says it is a presentation.`,
      asVcJwt(college, { typ: 'vp+jwt' }),
      'jwt-type-differs',
      SIGNED,
    ),
    bad(
      'issuer-differs',
      `${OB}4.1: iss names another issuer.`,
      openBadge(college, { iss: thief.did }),
      'jwt-issuer-differs',
      SIGNED,
    ),
    bad('id-differs', `${OB}4.1: jti is another id.`, openBadge(college, { jti: uuid(999) }), 'jwt-id-differs', SIGNED),
    bad(
      'subject-differs',
      `${OB}4.1: sub is another learner.`,
      openBadge(college, { sub: stranger.did }),
      'jwt-subject-differs',
      SIGNED,
    ),
    bad(
      'begin-differs',
      `${OB}4.1: nbf is another moment than validFrom.`,
      openBadge(college, { nbf: NBF - 60 }),
      'jwt-begin-differs',
      SIGNED,
    ),
    bad(
      'end-differs',
      `${OB}4.1: exp is another moment than validUntil.`,
      openBadge(college, { exp: EXP + 60 }),
      'jwt-end-differs',
      SIGNED,
    ),
    bad(
      'in-vc-issuer-differs',
      'VC Data Model 1.1, section 6.3.1: iss names another issuer than vc.',
      inVc(college, { iss: thief.did }),
      'jwt-issuer-differs',
      SIGNED,
    ),
    ended(
      'jwts/expired',
      'RFC 7519, section 4.1.4: exp has passed.',
      secured({ ...badge(college), exp: Date.parse('2026-11-30') / 1000 }, college, { typ: 'vc+jwt' }),
      ['expired'],
      { sources },
    ),
    ended(
      'jwts/issued-later',
      'RFC 7519, section 4.1.6: iat is later than now.',
      openBadge(college, { iat: Date.parse('2026-12-02') / 1000 }),
      ['jwt-issued-later'],
      { sources },
    ),
  ];
}
