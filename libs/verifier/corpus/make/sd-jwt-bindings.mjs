// Who shows an SD-JWT: whoever has the key that it is bound to, now, to who asks.

import { forged, undecided, valid } from './cases.mjs';
import { bind, holder, holderWeb, keep, thief } from './es256.mjs';
import { ask, badgeAs, CHALLENGE, claimsAs, DOMAIN, SHOWN, sources } from './sd-jwt-documents.mjs';

const BINDING = 'RFC 9901, section 7.3: ';

const good = (name, why, given, more) => valid(`sd-jwts/${name}`, why, given, { sources, ...more });

const unbound = (name, why, given, code, more) =>
  forged(`sd-jwts/${name}`, BINDING + why, given, [code], { sources, ...ask, ...more });

export async function sdJwtBindings() {
  const [whole, plain] = [await badgeAs(), await claimsAs()];
  const shown = { nonce: CHALLENGE, aud: DOMAIN, iat: SHOWN };
  const bound = bind(keep(whole, 'role'), shown);

  return [
    good('vc-bound', `${BINDING}who shows it has the key, and answers what was asked.`, bound, ask),
    good('vc-bound-unasked', 'A binding that nobody asked for is no harm.', bound),
    good(
      'vc-bound-to-did-web',
      `${BINDING}the key is that of a did:web.`,
      bind(await badgeAs({ claims: { cnf: { kid: holderWeb.id } } }), { ...shown, key: holderWeb }),
      {
        ...ask,
        sources: { ...sources, didDocuments: { [holderWeb.did]: documentOf(holderWeb) } },
      },
    ),
    good('dc-bound', `${BINDING}who shows it has the key, and answers what was asked.`, bind(plain, shown), ask),
    unbound('unbound', 'nothing binds it to who shows it.', whole, 'key-binding-missing'),
    unbound(
      'nonce-of-another-time',
      'shown again, as it was shown once.',
      bind(whole, { ...shown, nonce: 'old' }),
      'challenge-differs',
    ),
    unbound(
      'for-another',
      'shown to somebody else, who passes it on.',
      bind(whole, { ...shown, aud: 'https://attacker.example' }),
      'domain-differs',
    ),
    unbound(
      'by-a-thief',
      'shown by who does not have the key.',
      bind(whole, { ...shown, key: thief }),
      'key-binding-signature-wrong',
    ),
    unbound(
      'less-than-was-shown',
      'a disclosure taken away after it was bound.',
      keep(whole, 'role') + bind(whole, shown).slice(whole.length),
      'key-binding-of-other-disclosures',
    ),
    unbound(
      'more-than-was-shown',
      'a disclosure added after it was bound.',
      whole + bound.slice(keep(whole, 'role').length),
      'key-binding-of-other-disclosures',
    ),
    unbound(
      'binding-of-another-type',
      'a JWT that was made for something else.',
      bind(whole, { ...shown, typ: 'JWT' }),
      'key-binding-malformed',
    ),
    unbound(
      'binding-without-nonce',
      'it answers nothing.',
      bind(whole, { ...shown, nonce: undefined }),
      'key-binding-malformed',
    ),
    unbound('binding-broken', 'what stands at the end is no JWT.', whole.slice(0, -1), 'key-binding-malformed'),
    unbound(
      'bound-to-no-key',
      'the issuer bound it to no key.',
      bind(await badgeAs({ claims: { cnf: undefined } }), shown),
      'key-binding-without-key',
    ),
    unbound(
      'bound-to-a-secret',
      'the key stands there with its secret part.',
      bind(await badgeAs({ claims: { cnf: { jwk: { ...holder.jwk, d: 'AQ' } } } }), shown),
      'holder-key-not-usable',
    ),
    unbound(
      'unasked-by-a-thief',
      'also where nobody asked.',
      bind(whole, { ...shown, key: thief }),
      'key-binding-signature-wrong',
      { challenge: undefined, domain: undefined },
    ),
    undecided(
      'sd-jwts/holder-not-reached',
      `${BINDING}the key of the holder cannot be had now.`,
      bind(await badgeAs({ claims: { cnf: { kid: holderWeb.id } } }), { ...shown, key: holderWeb }),
      ['holder-key-not-reached'],
      { sources, ...ask },
    ),
  ];
}

function documentOf({ did, id, jwk }) {
  const verificationMethod = [{ id, type: 'JsonWebKey', controller: did, publicKeyJwk: jwk }];
  return { id: did, verificationMethod, authentication: [id] };
}
