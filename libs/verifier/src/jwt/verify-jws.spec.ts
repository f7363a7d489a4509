import { describe, expect, it } from 'vitest';
import type { Verdict } from '../checks.js';
import { CREDENTIALS_CONTEXT } from '../contexts/contexts.js';
import { confirmation } from '../return-bread.example.js';
import { verify, type VerifyOptions } from '../verify.js';
import {
  badge,
  claimsOf,
  didDocument,
  failuresOf,
  ed25519Key,
  headerOf,
  ofDidKey,
  ofDidWeb,
  p256Key,
  payloadOf,
  rsaKey,
  signByHand,
  signWithJose,
} from './jwt.example.js';

const now = new Date('2026-12-01T00:00:00Z');
const seconds = now.getTime() / 1000;
const V1_CONTEXTS = [
  'https://www.w3.org/2018/credentials/v1',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
];

const school = ofDidWeb(rsaKey());
const baker = ofDidKey(p256Key());
const bakery = ofDidKey(ed25519Key());
const payload = payloadOf(school.did);

const options: VerifyOptions = { now, sources: { didDocument: () => Promise.resolve(didDocument(school)) } };

const ofVersion1 = (issuer: string) => {
  const { validFrom, validUntil, id, issuer: profile, ...rest } = badge(issuer);
  const { id: _, ...subject } = rest['credentialSubject'] as Record<string, unknown>;
  return {
    whole: {
      ...rest,
      '@context': V1_CONTEXTS,
      id,
      issuer: profile,
      issuanceDate: validFrom,
      expirationDate: validUntil,
    },
    bare: { ...rest, '@context': V1_CONTEXTS, credentialSubject: subject },
  };
};

const presentationOf = (holder: string) => ({
  '@context': [CREDENTIALS_CONTEXT],
  type: ['VerifiablePresentation'],
  holder,
});

describe('a credential as JWT', () => {
  it.each<[string, () => string | Promise<string>]>([
    ['RS256 of a did:web, by jose', () => signWithJose(school, payload)],
    ['RS256 of a did:web, by hand', () => signByHand(school, payload)],
    ['ES256 of a did:key, by jose', () => signWithJose(baker, payloadOf(baker.did))],
    ['ES256 of a did:key, by hand', () => signByHand(baker, payloadOf(baker.did))],
    ['EdDSA of a did:key, by jose', () => signWithJose(bakery, payloadOf(bakery.did))],
    ['EdDSA of a did:key, by hand', () => signByHand(bakery, payloadOf(bakery.did))],
    [
      'Ed25519, the newer name of EdDSA',
      () => signByHand(bakery, payloadOf(bakery.did), { ...headerOf(bakery), alg: 'Ed25519' }),
    ],
    ['the type of Open Badges', () => signWithJose(school, payload, { ...headerOf(school), typ: 'JWT' })],
    ['no type', () => signWithJose(school, payload, { kid: school.kid })],
    ['its media type in full', () => signByHand(school, payload, { ...headerOf(school), typ: 'application/VC+JWT' })],
    [
      'members in the header that nobody knows',
      () => signByHand(school, payload, { ...headerOf(school), 'x5t#S256': 'abc' }),
    ],
    ['no claims beside it', () => signWithJose(school, badge(school.did))],
    ['an issuer in the header', () => signByHand(school, payload, { ...headerOf(school), iss: school.did })],
    ['moments with more than seconds', () => signByHand(school, { ...payload, nbf: Number(payload['nbf']) + 0.25 })],
    ['signed a moment ahead of our clock', () => signByHand(school, { ...payload, iat: seconds + 299 })],
    [
      'spellings that a signature over RDF would not cover',
      () =>
        signByHand(school, {
          ...payload,
          endorsement: [],
          'ext:grade': '10',
          Criteria: 'a class for a name',
          description: { '@value': 'Makes something of bread.', '@language': 'en' },
          grade: 0.30000000000000004,
          grades: [[1]],
        }),
    ],
    [
      'a credential of version 1.1 in vc',
      () =>
        signWithJose(
          school,
          { ...claimsOf(school.did), vc: ofVersion1(school.did).whole },
          { kid: school.kid, typ: 'JWT' },
        ),
    ],
    [
      'a credential in vc that leaves to the claims what they say',
      () => signWithJose(school, { ...claimsOf(school.did), vc: ofVersion1(school.did).bare }, { kid: school.kid }),
    ],
  ])('is genuine: %s', async (_, make) => {
    const text = await make();
    for (const input of [text, ` ${text}\r\n`, new TextEncoder().encode(text)]) {
      const verification = await verify(input, options);
      expect(failuresOf(verification)).toEqual([]);
      expect(verification).toMatchObject({ verdict: 'valid-issuer-unknown', kind: 'achievement', members: [] });
    }
  });

  it('has the same checks as any other, and a registry is asked for its issuer', async () => {
    const known = { name: 'School for Food', registry: 'spec' };
    const sources = { ...options.sources, issuer: () => Promise.resolve(known) };
    const { verdict, issuer, checks } = await verify(signByHand(school, payload), { ...options, sources });
    expect({ verdict, issuer }).toEqual({ verdict: 'valid', issuer: { id: school.did, known } });
    expect(checks.map(({ check }) => check).join(' ')).toBe(
      'document shape context proof signature status dates issuer evidence schema',
    );
  });

  it.each<[string, Verdict, string[], object]>([
    ['2026-11-21T14:27:59Z', 'not-valid-any-more', ['dates not-valid-yet'], {}],
    ['2026-11-21T14:33:00Z', 'valid-issuer-unknown', [], {}],
    ['2031-11-21T00:00:01Z', 'not-valid-any-more', ['dates expired'], {}],
    ['2026-12-01T00:00:00Z', 'not-valid-any-more', ['dates expired'], { validUntil: undefined, exp: seconds - 1 }],
    ['2026-12-01T00:00:00Z', 'not-valid-any-more', ['dates jwt-issued-later'], { iat: seconds + 301 }],
  ])('holds or not at %s: %s %j %j', async (moment, verdict, failures, change) => {
    const verification = await verify(signByHand(school, { ...payload, ...change }), {
      ...options,
      now: new Date(moment),
    });
    expect([verification.verdict, failuresOf(verification)]).toEqual([verdict, failures]);
  });
});

describe('a claim that stands for what the credential leaves out', () => {
  const inVc = (vc: object, claims: object): string =>
    signByHand(school, { ...claimsOf(school.did), ...claims, vc }, { kid: school.kid, alg: 'RS256' });

  it('jti: a list of what was withdrawn goes by it', async () => {
    const list = {
      id: 'https://school.example/revoked',
      issuer: school.did,
      revokedCredential: [{ id: 'urn:uuid:9' }],
    };
    const text = inVc(
      { ...ofVersion1(school.did).bare, credentialStatus: { id: list.id, type: '1EdTechRevocationList' } },
      { jti: 'urn:uuid:9' },
    );
    const sources = { ...options.sources, statusList: () => Promise.resolve(list) };
    expect(failuresOf(await verify(text, { now, sources }))).toEqual(['status revoked']);
  });

  it('iss: an issuer that is described only has it for its id', async () => {
    const text = inVc({ ...ofVersion1(school.did).whole, issuer: { type: ['Profile'], name: 'School for Food' } }, {});
    expect(await verify(text, options)).toMatchObject({ verdict: 'valid-issuer-unknown', issuer: { id: school.did } });
  });

  it('sub: an endorsement is of it', async () => {
    const { id: _, ...said } = confirmation(school.did).credentialSubject;
    const vc = { ...confirmation(school.did), validFrom: undefined, credentialSubject: said };
    const text = inVc(vc, { jti: undefined, exp: undefined });
    expect(await verify(text, options)).toMatchObject({ verdict: 'valid-issuer-unknown', kind: 'endorsement' });
  });

  it('nbf and exp: they bound a credential that says neither', async () => {
    const credential = {
      '@context': [CREDENTIALS_CONTEXT],
      type: ['VerifiableCredential'],
      issuer: school.did,
      credentialSubject: {},
    };
    const judged = async (claims: object): Promise<string[]> =>
      failuresOf(await verify(signByHand(school, { ...credential, ...claims }), options));
    expect(await judged({})).toEqual([]);
    expect(await judged({ nbf: seconds + 301 })).toEqual(['dates not-valid-yet']);
    expect(await judged({ exp: seconds - 1 })).toEqual(['dates expired']);
  });
});

describe('a presentation as JWT', () => {
  const shown = {
    ...presentationOf(baker.did),
    iss: baker.did,
    aud: ['https://other.example', 'https://shop.example'],
    nonce: 'n-1',
  };
  const asked = { ...options, domain: 'https://shop.example', challenge: 'n-1' };
  const header = { ...headerOf(baker), typ: 'vp+jwt' };
  const { holder: _, ...anonymous } = presentationOf(baker.did);

  it.each<[string, object, object, object, string[]]>([
    ['that answers what was asked', shown, header, asked, []],
    ['of which nothing was asked', shown, header, options, []],
    ['as version 1.1 has it', { ...shown, ...emptied(shown), vp: anonymous }, { ...header, typ: 'JWT' }, asked, []],
    ['for somebody else', { ...shown, aud: 'https://other.example' }, header, asked, ['proof domain-differs']],
    ['for anybody', { ...shown, aud: undefined }, header, asked, ['proof domain-differs']],
    ['that answers another question', { ...shown, nonce: 'n-0' }, header, asked, ['proof challenge-differs']],
    ['of nobody', { ...anonymous, iss: undefined }, header, asked, ['proof issuer-not-supported']],
    ['that says it is a credential', shown, headerOf(baker), asked, ['proof jwt-type-differs']],
    [
      'in the place of a credential',
      { iss: baker.did, vc: shown },
      { ...header, typ: 'JWT' },
      asked,
      ['proof jwt-type-differs'],
    ],
  ])('is judged: %s', async (_, content, head, wanted, failures) => {
    const verification = await verify(signByHand(baker, content, head), wanted as VerifyOptions);
    const unsigned = failures.length > 0 ? ['signature signature-not-checked'] : [];
    expect(failuresOf(verification)).toEqual([...failures, ...unsigned]);
    expect([verification.kind, verification.verdict]).toEqual([
      'presentation',
      failures.length > 0 ? 'not-genuine' : 'valid',
    ]);
  });

  /** Takes the document's own members out, which JSON.stringify then leaves away. */
  function emptied(document: object): object {
    return Object.fromEntries(
      ['@context', 'type', 'holder'].filter((name) => name in document).map((name) => [name, undefined]),
    );
  }

  it('is not signed with a key that may only assert', async () => {
    const document = { ...didDocument(school), authentication: [] };
    const text = signByHand(school, presentationOf(school.did), { ...headerOf(school), typ: 'vp+jwt' });
    const sources = { didDocument: () => Promise.resolve(document) };
    expect(failuresOf(await verify(text, { now, sources }))).toEqual(['signature proof-key-not-for-this']);
  });
});
