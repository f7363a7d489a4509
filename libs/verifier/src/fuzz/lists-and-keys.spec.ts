import fc from 'fast-check';
import { gunzipSync } from 'fflate';
import { gzipSync } from 'node:zlib';
import { describe } from 'vitest';
import { optionsOf, readCorpus, type Case } from '../corpus.example.js';
import { CREDENTIALS_CONTEXT } from '../contexts/contexts.js';
import { isObject } from '../document/kinds.js';
import { didDocument, ed25519Key, ofDidWeb, p256Key, payloadOf, rsaKey, signByHand } from '../jwt/jwt.example.js';
import { exampleSigner } from '../keys/signer.example.js';
import { verifiesBySecondLineage } from '../proof/second-lineage.example.js';
import { signDocument } from '../proof/sign.js';
import { returnBread } from '../return-bread.example.js';
import { verify, type Verification } from '../verify.js';
import { alteredFrom } from './altering.arbitrary.js';
import { bytesFrom } from './bytes.arbitrary.js';
import { fuzz, isGenuine } from './fuzz.set-up.js';
import { signedMeaningOf } from './meaning.example.js';

// What a verifier is answered when it asks: status lists, DID documents, keys. Whoever answers may answer anything.

const key = exampleSigner(1);
const now = new Date('2026-12-01T00:00:00Z');
const created = new Date('2026-11-21T14:40:00Z');
const url = 'https://school.example/status/1';
const INDEX = 7;

const credential = await signDocument(
  {
    ...returnBread(key.did),
    credentialStatus: {
      id: `${url}#${INDEX}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: String(INDEX),
      statusListCredential: url,
    },
  },
  key,
  created,
);

const listOf = (encodedList: string) =>
  signDocument(
    {
      '@context': [CREDENTIALS_CONTEXT],
      id: url,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: key.did,
      validFrom: '2026-11-21T14:33:00Z',
      credentialSubject: { id: `${url}#list`, type: 'BitstringStatusList', statusPurpose: 'revocation', encodedList },
    },
    key,
    created,
  );
const packed = (bits: Uint8Array): Uint8Array => gzipSync(bits);
const encoded = (bytes: Uint8Array): string => `u${Buffer.from(bytes).toString('base64url')}`;

const none = new Uint8Array(16_384);
const revoked = none.with(0, 128 >> INDEX);
const lists = [await listOf(encoded(packed(none))), await listOf(encoded(packed(revoked)))];
const [free] = lists.map(signedMeaningOf);

const ask = (answer: unknown): Promise<Verification> =>
  verify(credential, { now, sources: { statusList: () => Promise.resolve(answer) } });

describe('a status list that was altered', () => {
  fuzz('in what it says', {
    share: 0.04,
    input: alteredFrom(lists, (list) => list),
    ask: ([, list]) => ask(list),
    // It holds only by the list that says so.
    holds: ([, list], { verdict }) => !verdict.startsWith('valid') || signedMeaningOf(list) === free,
  });

  // Small texts that become large: ten to a hundred million bytes.
  const bombs = [10, 100].map((millions) => gzipSync(new Uint8Array(millions * 1_000_000)));
  const files = [packed(none), packed(revoked), gzipSync(Buffer.concat([none, revoked])), packed(none.subarray(1))];
  const anyFile = fc.oneof(
    { weight: 20, arbitrary: bytesFrom(files, (file) => file, ['\x1f\x8b\x08', '\0\0\0\0', '\xff\xff\xff\xff']) },
    { weight: 1, arbitrary: bytesFrom(bombs, (file) => file, ['\x1f\x8b\x08', '\0\0\0\0']) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...bombs, ...files).map((file): [Uint8Array, Buffer] => [file, file as Buffer]),
    },
  );
  fuzz('in its bits, signed by its issuer', {
    share: 0.04,
    input: anyFile,
    ask: async ([, file]) => ask(await listOf(encoded(file))),
    holds: ([, file], { verdict }) => !verdict.startsWith('valid') || saysFree(file),
  });

  function saysFree(file: Uint8Array): boolean {
    const bits = gunzipSync(file);
    return bits.length >= none.length && ((bits[0] ?? 0) & (128 >> INDEX)) === 0;
  }
});

describe('a DID document that was altered', () => {
  const named = readCorpus().filter(
    ({ one }) => one.verdict === 'valid' && one.sources.didDocuments !== undefined && isObject(one.document),
  );
  const cases = named.map(({ one }) => one).filter(({ name }) => name.startsWith('did-web/'));
  fuzz('around an Ed25519 key', {
    share: 0.02,
    input: alteredFrom(cases, ({ sources }) => sources.didDocuments),
    ask: ([one, didDocuments]) => verify(one.document, withDocuments(one, didDocuments)),
    holds: ([one, didDocuments], said) =>
      !isGenuine(said) ||
      verifiesBySecondLineage(one.document as object, { didDocuments: didDocuments as Record<string, unknown>, now }),
  });

  function withDocuments(one: Case, didDocuments: unknown): ReturnType<typeof optionsOf> {
    const known = isObject(didDocuments) ? didDocuments : {};
    const { sources = {}, ...options } = optionsOf(one);
    return { ...options, sources: { ...sources, didDocument: (did) => Promise.resolve(known[did]) } };
  }

  const signers = [rsaKey(), p256Key(), ed25519Key()].map((pair) => ofDidWeb(pair));
  const jwts = signers.map((signer) => ({
    signer,
    text: signByHand(signer, payloadOf(signer.did)),
    document: didDocument(signer),
  }));
  fuzz('around a key of a JWT', {
    share: 0.02,
    input: alteredFrom(jwts, ({ document }) => document),
    ask: ([{ text }, document]) => verify(text, { now, sources: { didDocument: () => Promise.resolve(document) } }),
    holds: ([{ signer }, document], said) => !isGenuine(said) || hasKeyOf(signer, document),
  });

  /** Whether the very key stands in it, under its name, and may be used. */
  function hasKeyOf({ jwk, kid }: (typeof signers)[number], document: unknown): boolean {
    const { verificationMethod, assertionMethod } = document as Record<string, unknown>;
    const methods = [verificationMethod, assertionMethod].flat() as (Record<string, unknown> | string)[];
    const isIt = (method: Record<string, unknown> | string): boolean => {
      if (typeof method !== 'object' || method['id'] !== kid) return false;
      const found = method['publicKeyJwk'] as Record<string, unknown>;
      return ['kty', 'crv', 'x', 'y', 'n', 'e'].every((name) => found[name] === (jwk as Record<string, unknown>)[name]);
    };
    return methods.some(isIt);
  }
});
