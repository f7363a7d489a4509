import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verify } from '../verify.js';
import {
  base64url,
  didDocument,
  ed25519Key,
  headerOf,
  ofDidKey,
  ofDidWeb,
  p256Key,
  payloadOf,
  rsaKey,
  signByHand,
  type JwtSigner,
} from './jwt.example.js';

// What is near to a JWT, or near to a genuine one: never accepted, and never a failure of ours.

const now = new Date('2026-12-01T00:00:00Z');
const school = ofDidWeb(rsaKey());
const signers: JwtSigner[] = [school, ofDidKey(p256Key()), ofDidKey(ed25519Key())];
const options = { now, sources: { didDocument: () => Promise.resolve(didDocument(school)) } };
const genuine = signers.map((signer) => signByHand(signer, payloadOf(signer.did)));

const verdictOn = async (input: unknown): Promise<string> => (await verify(input, options)).verdict;

/** Whether one text is another with nothing but space around it, which is no change. */
const isSame = (one: string, other: string): boolean => one.trim() === other;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n{"';
const letter = fc.nat(letters.length - 1).map((index) => letters.charAt(index));
const part = fc.oneof(
  fc.string({ unit: letter, maxLength: 60 }),
  fc.json().map((json) => base64url(json)),
  fc.constantFrom(...genuine.flatMap((text) => text.split('.'))),
);

describe('a text with dots', () => {
  it('is never called genuine and never crashes, whatever stands between them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), fc.boolean(), async (parts, asBytes) => {
        const text = parts.join('.');
        fc.pre(!genuine.some((one) => isSame(text, one)));
        expect(await verdictOn(asBytes ? new TextEncoder().encode(text) : text)).toBe('not-genuine');
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never called genuine with any header or payload, signed by whom it may be', async () => {
    const value = fc.oneof(fc.jsonValue(), fc.object({ maxDepth: 3 }));
    const nearHeader = fc.record(
      {
        alg: fc.constantFrom('RS256', 'ES256', 'EdDSA', 'none', 1),
        kid: fc.jsonValue(),
        jwk: fc.jsonValue(),
        typ: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const nearPayload = fc.record(
      {
        iss: fc.jsonValue(),
        vc: value,
        vp: value,
        type: fc.constantFrom('VerifiableCredential', 'VerifiablePresentation', 'EnvelopedVerifiableCredential'),
        issuer: fc.constant(school.did),
        credentialSubject: value,
        '@context': value,
        endorsementJwt: value,
        verifiableCredential: value,
        nbf: fc.double(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(value, nearHeader), fc.oneof(value, nearPayload), async (header, payload) => {
        expect(await verdictOn(signByHand(school, JSON.stringify(payload), JSON.stringify(header)))).toBe(
          'not-genuine',
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('a genuine JWT', () => {
  it('is genuine, so that what follows means something', async () => {
    for (const text of genuine) expect(await verdictOn(text)).toBe('valid-issuer-unknown');
  });

  it('is refused with any letter exchanged, taken out or put in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...genuine),
        fc.nat(),
        letter,
        fc.constantFrom(0, 1),
        fc.constantFrom(0, 1),
        async (text, at, put, taken, added) => {
          const place = at % text.length;
          const changed = text.slice(0, place) + put.repeat(added) + text.slice(place + taken);
          fc.pre(!isSame(changed, text));
          expect(await verdictOn(changed)).toBe('not-genuine');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is refused in every other spelling of its last letters', async () => {
    for (const text of genuine) {
      for (const [end] of text.matchAll(/[\w-]{2}(?=\.|$)/g)) {
        for (const other of letters) {
          const changed = text.replace(new RegExp(`${end}(?=\\.|$)`), `${end.slice(0, 1)}${other}`);
          if (!isSame(changed, text)) expect(await verdictOn(changed)).toBe('not-genuine');
        }
      }
    }
  });

  it('is refused with parts of another', async () => {
    const parts = genuine.map((text) => text.split('.'));
    for (const [a, one] of parts.entries()) {
      for (const [b, two] of parts.entries()) {
        for (const [c, three] of parts.entries()) {
          if (a === b && b === c) continue;
          expect(await verdictOn([one[0], two[1], three[2]].join('.'))).toBe('not-genuine');
        }
      }
    }
  });

  it('is refused with any member of its payload or header changed, signed by another', async () => {
    const stranger = ofDidWeb(rsaKey());
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(payloadOf(school.did))), fc.jsonValue(), async (name, value) => {
        const payload = { ...payloadOf(school.did), [name]: value };
        expect(await verdictOn(signByHand(stranger, payload, headerOf(school)))).toBe('not-genuine');
      }),
      { numRuns: 200 },
    );
  });
});

describe('a large text', () => {
  it.each<[string, string]>([
    ['dots', '.'.repeat(5_000_000)],
    ['a header', `${'A'.repeat(5_000_000)}.A.A`],
    ['space', `a.b.c${' '.repeat(5_000_000)}c`],
    ['a payload nested deep', signByHand(school, `${'['.repeat(120_000)}${']'.repeat(120_000)}`)],
  ])('of %s is refused at once', async (_, text) => {
    const started = performance.now();
    expect(await verdictOn(text)).toBe('not-genuine');
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('of JWTs within JWTs is counted in time', async () => {
    let text = signByHand(school, { a: 1 });
    while (text.length < 240_000) text = signByHand(school, { endorsementJwt: [text], type: ['VerifiableCredential'] });
    const started = performance.now();
    expect(await verdictOn(text)).toBe('not-genuine');
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
