import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { SDJwtInstance } from '@sd-jwt/core';
import { compactVerify, decodeJwt, importJWK, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Verdict } from './checks.js';
import { codesOf, inputsOf, optionsOf, readCorpus, textOf, type Case, type Expected } from './corpus.example.js';
import { isObject } from './document/kinds.js';
import { documentLoader } from './proof/digital-bazaar.example.js';
import { isSdJwt } from './sd-jwt/compact-sd-jwt.js';
import { verify, type Verification } from './verify.js';

// Known-good and known-bad credentials, made by libraries of others; see ../corpus/README.md.

const cases = readCorpus();
const each = cases.map(({ one }) => [one.name, one] as const);

function expectMembers({ members }: Verification, expected: Readonly<Record<string, Expected>>): void {
  expect(members.map(({ path }) => path)).toEqual(Object.keys(expected));
  for (const { path, verification } of members) {
    const { verdict, codes, members: within } = expected[path] ?? {};
    expect(verification.verdict, path).toBe(verdict);
    if (codes) expect(codesOf(verification, codes).sort(), path).toEqual([...codes].sort());
    if (within) expectMembers(verification, within);
  }
}

describe('the verifier', () => {
  it.each(each)('%s', async (_, one) => {
    for (const input of inputsOf(one)) {
      const verification = await verify(input, optionsOf(one));
      expect({ verdict: verification.verdict, codes: codesOf(verification, one.codes).sort() }).toEqual({
        verdict: one.verdict,
        codes: [...one.codes].sort(),
      });
      if (one.members) expectMembers(verification, one.members);
    }
  });
});

/** How Digital Bazaar's library verifies a presentation, which only this spec asks for. */
const { verify: verifyPresentation } = vc as unknown as {
  readonly verify: (options: object) => Promise<{ readonly verified: boolean }>;
};

/** Documents of a did:web as the case gives them, wherever in them a method stands; of a did:key as that method says. */
function loaderOf({ didDocuments = {} }: Case['sources']): typeof documentLoader {
  return async (url) => {
    if (!url.startsWith('did:web:')) {
      const loaded = await documentLoader(url);
      const { assertionMethod } = loaded.document as { readonly assertionMethod?: unknown };
      // A key that asserts may authenticate too (the did:key method, section 3.1.4).
      return {
        ...loaded,
        document: {
          ...(loaded.document as object),
          ...(assertionMethod !== undefined && { authentication: assertionMethod }),
        },
      };
    }
    const document = didDocuments[url.replace(/#.*$/, '')];
    const methods = isObject(document) ? Object.values(document).flat() : [];
    const found = url.includes('#') ? methods.find((method) => isObject(method) && method['id'] === url) : document;
    if (!isObject(found)) throw new Error('not found');
    return { contextUrl: null, documentUrl: url, document: found };
  };
}

/** By the library of the OpenWallet Foundation. Whoever is named by a did:jwk signs, and shows by the key or DID that it is bound to. */
async function sdJwtVerifiesElsewhere(one: Case): Promise<boolean> {
  const text = textOf(one);
  const jwkOf = (did: string): JWK => {
    const document = one.sources.didDocuments?.[did.replace(/#.*$/, '')] as
      { verificationMethod: [{ publicKeyJwk: JWK }] } | undefined;
    if (document) return document.verificationMethod[0].publicKeyJwk;
    return JSON.parse(Buffer.from(did.replace(/^did:jwk:|#.*$/g, ''), 'base64url').toString()) as JWK;
  };
  const isSigned = async (jws: string, jwk: JWK): Promise<boolean> => {
    await compactVerify(jws, await importJWK(jwk, 'ES256'), { algorithms: ['ES256'] });
    return true;
  };
  const library = new SDJwtInstance({
    hasher: (data) => hash('sha256', data as string, 'buffer'),
    hashAlg: 'sha-256',
    verifier: (data, signature) =>
      isSigned(`${data}.${signature}`, jwkOf(decodeJwt(text.split('~')[0] ?? '').iss ?? '')),
    kbVerifier: (data, signature, { cnf }) => {
      const { jwk, kid } = cnf as { jwk?: JWK; kid?: string };
      return isSigned(`${data}.${signature}`, jwk ?? jwkOf(kid ?? ''));
    },
  });
  try {
    await library.verify(text, {
      currentDate: Date.parse(one.now) / 1000,
      ...(one.challenge !== undefined && { keyBindingNonce: one.challenge }),
    });
    return true;
  } catch {
    return false;
  }
}

async function verifiesElsewhere(one: Case): Promise<boolean> {
  if (one.text !== undefined && isSdJwt(one.text)) return await sdJwtVerifiesElsewhere(one);
  let document: unknown;
  try {
    document = JSON.parse(textOf(one));
  } catch {
    return false;
  }
  if (!isObject(document)) return false;
  const shared = {
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: loaderOf(one.sources),
    now: new Date(one.now),
    // Whether it was withdrawn is asked of the verifier alone.
    checkStatus: () => Promise.resolve({ verified: true }),
  };
  if (!JSON.stringify(document['type'] ?? '').includes('VerifiablePresentation')) {
    return (await vc.verifyCredential({ ...shared, credential: document })).verified;
  }
  const { challenge = (document['proof'] as { challenge?: string }).challenge, domain } = one;
  return (await verifyPresentation({ ...shared, presentation: document, challenge, domain })).verified;
}

const genuine: readonly Verdict[] = ['valid', 'valid-issuer-unknown'];

describe('a library of others', () => {
  const good = each.filter(([, { verdict }]) => genuine.includes(verdict));
  const bad = each.filter(([, { verdict }]) => verdict === 'not-genuine');

  it.each(good)('accepts %s', async (_, one) => {
    expect(await verifiesElsewhere(one)).toBe(one.elsewhere?.refuses === undefined);
  });

  it.each(bad)('refuses %s', async (_, one) => {
    expect(await verifiesElsewhere(one)).toBe(one.elsewhere?.accepts !== undefined);
  });
});

/** Codes of which no case can be written down. */
const NOT_IN_A_CASE: readonly RegExp[] = [
  // Credentials as JWT have specs of their own (jwt/).
  /^jwt-/,
  // So have images (verify-images.spec.ts).
  /^image-/,
];

describe('the corpus', () => {
  it('has a file for each case, which says why, and each case once', () => {
    expect(cases.length).toBeGreaterThanOrEqual(120);
    for (const { file, one } of cases) {
      expect(`${one.name}.json`).toBe(file);
      expect(one.why).not.toBe('');
    }
    const asked = cases.map(({ one: { name: _, why: __, ...rest } }) => JSON.stringify(rest));
    const twice = cases.filter((_, index) => asked.indexOf(asked[index] ?? '') !== index).map(({ file }) => file);
    expect(twice).toEqual([]);
  });

  it('has a case for every reason that the verifier gives', () => {
    // The codes are types; only their words are there when it runs.
    const words = ['./reasons.ts', './sd-jwt/sd-jwt-reasons.ts']
      .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
      .join('\n');
    const codes = Array.from(words.matchAll(/^ {2}'?([a-z-]+)'?: (?:text\(|\{$)/gm), ([, code = '']) => code);
    expect(codes.length).toBeGreaterThan(40);
    const inCases = new Set(
      cases.flatMap(({ one }) => [
        ...one.codes,
        ...Object.values(one.members ?? {}).flatMap(({ codes }) => codes ?? []),
      ]),
    );
    const missing = codes.filter((code) => !inCases.has(code) && !NOT_IN_A_CASE.some((one) => one.test(code)));
    expect(missing).toEqual(['passed', 'not-asked']);
  });
});
