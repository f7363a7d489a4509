import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe } from 'vitest';
import { badge, ed25519Key, ofDidJwk, ofDidKey, p256Key, signByHand, type JwtSigner } from '../jwt/jwt.example.js';
import { verify } from '../verify.js';
import { alteredFrom } from './altering.arbitrary.js';
import { bytesFrom } from './bytes.arbitrary.js';
import { fuzz, isGenuine } from './fuzz.set-up.js';
import { meaningOf } from './meaning.example.js';

// Genuine SD-JWTs, altered in their letters, in what they say and in what of them is shown; put together by hand, by other code than
// what reads them.

const now = new Date('2026-12-01T00:00:00Z');
const [school, holder, stranger] = [ofDidJwk(p256Key()), ofDidJwk(p256Key()), ofDidKey(ed25519Key())];
const asked = { challenge: 'c0ffee', domain: 'https://employer.example' };

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const digestOf = (text: string): string => hash('sha256', text, 'base64url');

const disclosures = [
  ['salt-1', 'name', 'Working with return bread'],
  ['salt-2', 'role', 'baker'],
  ['salt-3', { a: ['deep', { b: 1 }] }],
].map(base64url);
const [name = '', role = '', element = ''] = disclosures;

interface Said {
  readonly header: unknown;
  readonly payload: unknown;
  readonly shown: readonly string[];
  readonly text: string;
}

const bound = (text: string, by: JwtSigner = holder): string => {
  const payload = { iat: now.getTime() / 1000, aud: asked.domain, nonce: asked.challenge, sd_hash: digestOf(text) };
  return text + signByHand(by, payload, { alg: by.alg, typ: 'kb+jwt' });
};
const written = (jwt: string, shown: readonly string[]): string => `${[jwt, ...shown].join('~')}~`;

const kinds: readonly (readonly [typ: string, said: Readonly<Record<string, unknown>>])[] = [
  ['vc+sd-jwt', badge(school.did)],
  ['dc+sd-jwt', { vct: 'urn:x:achievement', iss: school.did, nbf: 1_790_000_000 }],
];
const genuine = kinds.flatMap(([typ, { name: _name, ...said }]) => {
  const header = { alg: school.alg, typ, kid: school.kid };
  const payload = {
    ...said,
    iss: school.did,
    cnf: { kid: holder.kid },
    tag: [{ '...': digestOf(element) }, 'bread'],
    _sd: [name, role].map(digestOf),
  };
  const jwt = signByHand(school, payload, header);
  return [disclosures, [role], []].map((shown): Said => ({ header, payload, shown, text: bound(written(jwt, shown)) }));
});

/** Whether a text says no more than that SD-JWT, to a reader who only decodes it. */
function saysNoMore(text: string, { header, payload }: Said): boolean {
  const [jwt = '', ...rest] = text.trim().split('~');
  const said = jwt
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown);
  const isSigned = [header, payload].every((part, nth) => meaningOf(said[nth]) === meaningOf(part));
  return isSigned && rest.slice(0, -1).every((one) => disclosures.includes(one));
}

describe('an SD-JWT that was altered', () => {
  fuzz('in its letters', {
    share: 0.05,
    input: bytesFrom(genuine, ({ text }) => Buffer.from(text), [
      '~',
      '~~',
      '.',
      '=',
      '-',
      ' ',
      'eyJ',
      name,
      role,
      '\ufeff',
    ]),
    ask: ([, bytes]) => verify(bytes, { now }),
    holds: ([one, bytes], said) => !isGenuine(said) || saysNoMore(bytes.toString('utf8'), one),
  });

  const shown = fc.shuffledSubarray([...disclosures, name, role, base64url(['s', 'role', 'king']), '', 'e30'], {
    minLength: 0,
  });
  fuzz('in what of it is shown, bound to whoever shows it', {
    share: 0.03,
    input: fc.tuple(fc.constantFrom(...genuine), shown),
    ask: ([one, all]) => verify(bound(written(jwtOf(one), all)), { now, ...asked }),
    holds: ([, all], said) =>
      isGenuine(said) === (all.every((one) => disclosures.includes(one)) && new Set(all).size === all.length),
  });

  const payloads = alteredFrom(genuine, ({ payload }) => payload);
  fuzz('in what it says, under the signature that it had', {
    share: 0.03,
    input: payloads,
    ask: ([one, payload]) => verify(withPayload(one, payload), { now }),
    holds: ([one, payload], said) => !isGenuine(said) || saysNoMore(withPayload(one, payload), one),
  });

  fuzz('in what it says, signed again by who it names', {
    share: 0.04,
    input: payloads,
    ask: ([one, payload]) => verify(written(signByHand(school, payload ?? null, one.header), one.shown), { now }),
    // They may say what they like, but in nobody else's name, and show nothing twice.
    holds: (_, said) => !isGenuine(said) || said.issuer?.id === school.did,
  });

  const values = alteredFrom(
    disclosures.map((one) => JSON.parse(Buffer.from(one, 'base64url').toString()) as unknown),
    (one) => one,
  );
  fuzz('in one of its disclosures', {
    share: 0.03,
    input: fc.tuple(fc.constantFrom(...genuine), values),
    ask: ([one, [, value]]) => verify(written(jwtOf(one), [base64url(value ?? null)]), { now }),
    holds: ([, [, value]], said) => !isGenuine(said) || disclosures.includes(base64url(value)),
  });

  fuzz('in who shows it', {
    share: 0.01,
    input: fc.constantFrom(...genuine),
    ask: (one) => verify(bound(written(jwtOf(one), one.shown), stranger), { now, ...asked }),
    holds: () => true,
    refusesAll: true,
  });
});

const jwtOf = ({ text }: Said): string => text.split('~')[0] ?? '';

function withPayload(one: Said, payload: unknown): string {
  const [header, , signature] = jwtOf(one).split('.');
  return written([header, base64url(payload ?? null), signature].join('.'), one.shown);
}
