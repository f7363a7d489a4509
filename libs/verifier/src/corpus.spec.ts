import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { SDJwtInstance } from '@sd-jwt/core';
import { base58 } from '@scure/base';
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, jwtVerify, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Verdict } from './checks.js';
import { inputsOf, isOfJson, optionsOf, readCorpus, textOf, type Case } from './corpus.example.js';
import { expectAsStated } from './corpus-verdict.set-up.js';
import { isObject } from './document/kinds.js';
import { documentLoader } from './proof/digital-bazaar.example.js';
import { isSdJwt } from './sd-jwt/compact-sd-jwt.js';
import { verify } from './verify.js';

// Known-good and known-bad credentials, made by libraries of others; see ../corpus/README.md.

const cases = readCorpus();
const each = cases.map(({ one }) => [one.name, one] as const);

describe('the verifier', () => {
  it.each(each)('%s', async (_, one) => {
    for (const input of inputsOf(one)) {
      expectAsStated(await verify(input, optionsOf(one)), one);
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

/** The first key of a did:web as the case gives it, that of a did:jwk, or of a did:key of Ed25519. */
function jwkOfDid(url: string, { sources: { didDocuments = {} } }: Case): JWK {
  const did = url.replace(/#.*$/, '');
  const document = didDocuments[did] as { verificationMethod: [{ publicKeyJwk: JWK }] } | undefined;
  if (document) return document.verificationMethod[0].publicKeyJwk;
  const [, method, carried = ''] = /^did:(jwk:|key:z)(.*)$/.exec(did) ?? [];
  if (method === 'jwk:') return JSON.parse(Buffer.from(carried, 'base64url').toString()) as JWK;
  return { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(base58.decode(carried).slice(2)).toString('base64url') };
}

/** By jose, with the key of whoever the document names. */
async function jwtVerifiesElsewhere(one: Case): Promise<boolean> {
  const text = textOf(one);
  try {
    const { vc = {}, ...claims } = decodeJwt<{ vc?: object }>(text);
    const { issuer, holder = issuer } = { issuer: claims.iss, ...claims, ...vc } as Readonly<Record<string, unknown>>;
    const signer = isObject(holder) ? holder['id'] : holder;
    const algorithms = ['RS256', 'ES256', 'EdDSA'];
    const { alg = '' } = decodeProtectedHeader(text);
    const key = await importJWK(jwkOfDid(String(signer), one), alg);
    await jwtVerify(text, key, { algorithms, currentDate: new Date(one.now) });
    return true;
  } catch {
    return false;
  }
}

/** By the library of the OpenWallet Foundation. Whoever is named by a did:jwk signs, and shows by the key or DID that it is bound to. */
async function sdJwtVerifiesElsewhere(one: Case): Promise<boolean> {
  const text = textOf(one);
  const jwkOf = (did: string): JWK => jwkOfDid(did, one);
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
  if (!isOfJson(one)) return await jwtVerifiesElsewhere(one);
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
  // No library takes a credential of Open Badges 3.0 out of an image.
  const asked = each.filter(([, { image }]) => image === undefined);
  const good = asked.filter(([, { verdict }]) => genuine.includes(verdict));
  const bad = asked.filter(([, { verdict }]) => verdict === 'not-genuine');

  it.each(good)('accepts %s', async (_, one) => {
    expect(await verifiesElsewhere(one)).toBe(one.elsewhere?.refuses === undefined);
  });

  it.each(bad)('refuses %s', async (_, one) => {
    expect(await verifiesElsewhere(one)).toBe(one.elsewhere?.accepts !== undefined);
  });
});

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
    const files = ['reasons', 'jwt/jwt-reasons', 'sd-jwt/sd-jwt-reasons', 'images/image-reasons'];
    const words = files.map((file) => readFileSync(new URL(`./${file}.ts`, import.meta.url), 'utf8')).join('\n');
    const codes = Array.from(words.matchAll(/^ {2}'?([a-z-]+)'?: (?:text\(|\{$)/gm), ([, code = '']) => code);
    expect(codes.length).toBeGreaterThan(40);
    const inCases = new Set(
      cases.flatMap(({ one }) => [
        ...one.codes,
        ...Object.values(one.members ?? {}).flatMap(({ codes }) => codes ?? []),
      ]),
    );
    const missing = codes.filter((code) => !inCases.has(code));
    expect(missing).toEqual(['passed', 'not-asked']);
  });
});
