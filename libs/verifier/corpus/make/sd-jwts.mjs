// SD-JWTs: credentials of the VC Data Model (`vc+sd-jwt`), and claims of a type (`dc+sd-jwt`), with what of them is shown.

import { ended, forged, misshapen, refused, valid } from './cases.mjs';
import { byHand, college, disclosure, keep, thief } from './es256.mjs';
import { ask, badge, badgeAs, claims, claimsAs, NOW_S, sources, VC, withElsewhere } from './sd-jwt-documents.mjs';
import { sdJwtBindings } from './sd-jwt-bindings.mjs';
import { sdJwtDisclosures } from './sd-jwt-disclosures.mjs';
import { sdJwtStatus } from './sd-jwt-status.mjs';
import { learner, sign, V2 } from './sign.mjs';

const good = (name, why, given, more) => valid(`sd-jwts/${name}`, why, given, { sources, ...more });

export async function sdJwts() {
  const [whole, plain] = [await badgeAs(), await claimsAs()];
  const [jwt] = whole.split('~');
  const unread = (name, why, given, code, more) => refused(`sd-jwts/${name}`, why, given, code, { sources, ...more });
  const around = async (sdJwt) =>
    await sign(
      {
        '@context': [V2],
        type: ['VerifiablePresentation'],
        holder: learner.did,
        verifiableCredential: [
          { '@context': V2, type: 'EnvelopedVerifiableCredential', id: `data:application/vc+sd-jwt,${sdJwt}` },
        ],
      },
      learner,
      { purpose: 'authentication', proof: ask },
    );

  return [
    good('vc', 'VC-JOSE-COSE, section 3.2.1: a badge with all that its holder may keep back.', whole),
    good('vc-partly', 'Its holder keeps their role back.', keep(whole, 'role')),
    good('vc-hiding', 'Its holder keeps all back that they may.', `${jwt}~`),
    good('dc', `${VC}claims of a type.`, plain),
    good('dc-hiding', 'Its holder keeps their role back.', keep(plain, 'role')),
    {
      ...valid('sd-jwts/dc-of-unknown-issuer', 'No registry knows who signed.', plain, { sources: { known: [] } }),
      verdict: 'valid-issuer-unknown',
      codes: ['issuer-not-known'],
    },
    good(
      'dc-named-as-a-badge',
      'A claim named type makes no badge of it: nothing is read as one.',
      await claimsAs({ type: ['OpenBadgeCredential'] }),
    ),
    valid(
      'sd-jwts/enveloped',
      'VC Data Model 2.0, section 4.13.1: shown in a presentation, which is bound itself.',
      await around(whole),
      {
        ...ask,
        sources,
        members: { 'verifiableCredential.0': { verdict: 'valid' } },
      },
    ),
    valid(
      'sd-jwts/enveloped-forged',
      'VC Data Model 2.0, section 4.13.1: the presentation vouches for nothing in it.',
      await around(`${whole}${disclosure('salt-90', 'role', 'head of the bakery')}~`),
      {
        ...ask,
        sources,
        members: { 'verifiableCredential.0': { verdict: 'not-genuine', codes: ['disclosure-not-signed'] } },
      },
    ),
    forged(
      'sd-jwts/jwt-broken',
      'Two parts instead of three.',
      `${jwt.slice(0, jwt.lastIndexOf('.'))}~x.y~`,
      ['jwt-malformed'],
      { sources },
    ),
    misshapen(
      'sd-jwts/dc-without-type',
      `${VC}claims of no type.`,
      byHand({ ...claims(), vct: undefined }, [], { typ: 'dc+sd-jwt' }),
      { sources },
    ),
    forged(
      'sd-jwts/altered',
      'Another payload under the signature.',
      `${withPayload(jwt, badge({ name: 'Head of the bakery' }))}~`,
      ['signature-wrong'],
      { sources },
    ),
    forged(
      'sd-jwts/by-another',
      'Signed by another key in the name of the college.',
      byHand(badge(), [], { key: thief, kid: college.id }),
      ['signature-wrong'],
      { sources },
    ),
    forged(
      'sd-jwts/key-of-another',
      'The key of another, who names the college.',
      byHand(badge(), [], { key: thief }),
      ['proof-key-not-of-issuer'],
      { sources },
    ),
    unread(
      'typ-jwt',
      'RFC 9901, section 9.11: the type says of what kind it is.',
      byHand(badge(), [], { typ: 'JWT' }),
      'jwt-type-not-allowed',
    ),
    unread(
      'typ-missing',
      'RFC 9901, section 9.11: nothing says of what kind it is.',
      byHand(badge(), [], { typ: null }).replace(
        /^[^.]+/,
        Buffer.from(JSON.stringify({ alg: 'ES256', kid: college.id })).toString('base64url'),
      ),
      'jwt-type-not-allowed',
    ),
    unread(
      'none',
      'RFC 9901, section 7.1: not signed at all.',
      byHand(badge(), [], { alg: 'none' }),
      'jwt-algorithm-none',
    ),
    unread(
      'symmetric',
      'A shared secret in place of a key.',
      byHand(badge(), [], { alg: 'HS256' }),
      'jwt-algorithm-symmetric',
    ),
    unread(
      'issuers-differ',
      'VC-JOSE-COSE, section 3.2.1: the claim names another issuer than the document.',
      byHand(badge({ claims: { iss: thief.did } }), []),
      'jwt-issuer-differs',
    ),
    unread(
      'document-twice',
      'VC-JOSE-COSE forbids vc beside the document.',
      byHand({ ...badge(), vc: badge() }, []),
      'jwt-payload-ambiguous',
    ),
    unread(
      'dc-with-contexts',
      'Claims that another reader takes for a document.',
      byHand({ ...claims(), '@context': [V2] }, [], { typ: 'dc+sd-jwt' }),
      'jwt-payload-ambiguous',
    ),
    unread(
      'dc-by-address',
      `${VC}an issuer by its address, whose keys are not looked for here.`,
      byHand(claims({ iss: 'https://college.example' }), [], { typ: 'dc+sd-jwt' }),
      'issuer-not-supported',
    ),
    ended('sd-jwts/vc-expired', 'It has ended.', await badgeAs({ validUntil: '2026-11-30T00:00:00Z' }), ['expired'], {
      sources,
    }),
    ended('sd-jwts/dc-expired', 'It has ended.', await claimsAs({ exp: NOW_S - 60 }), ['expired'], { sources }),
    ended('sd-jwts/dc-not-yet', 'It has not begun.', await claimsAs({ nbf: NOW_S + 3_600 }), ['not-valid-yet'], {
      sources,
    }),
    ended(
      'sd-jwts/signed-later',
      'Signed later than now.',
      await claimsAs({ iat: NOW_S + 3_600 }),
      ['jwt-issued-later'],
      { sources },
    ),
    ...(await sdJwtDisclosures()),
    ...(await sdJwtBindings()),
    ...(await sdJwtStatus()),
  ].map(withElsewhere);
}

const withPayload = (jwt, payload) =>
  jwt.replace(/\.[^.]*\./, `.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`);
