import { base58 } from '@scure/base';
import {
  createSign,
  generateKeyPairSync,
  sign,
  type JsonWebKey,
  type KeyObject,
  type KeyPairKeyObjectResult,
} from 'node:crypto';
import { SignJWT } from 'jose';
import { returnBread } from '../return-bread.example.js';
import type { Verification } from '../verify.js';

// For specs only. What is signed here is made with Node's own cryptography or with jose, so by other code than what reads it.

export interface JwtSigner {
  readonly did: string;
  readonly kid: string;
  readonly alg: string;
  readonly jwk: JsonWebKey;
  readonly privateKey: KeyObject;
}

type Pair = KeyPairKeyObjectResult;
type Members = Readonly<Record<string, unknown>>;

export const rsaKey = (modulusLength = 2048): Pair => generateKeyPairSync('rsa', { modulusLength });
export const p256Key = (): Pair => generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const ed25519Key = (): Pair => generateKeyPairSync('ed25519');

const ALGORITHM: Readonly<Record<string, string>> = { rsa: 'RS256', ec: 'ES256', ed25519: 'EdDSA' };

function signerOf({ publicKey, privateKey }: Pair, did: string, fragment: string): JwtSigner {
  const alg = ALGORITHM[publicKey.asymmetricKeyType ?? ''] ?? '';
  return { did, kid: `${did}#${fragment}`, alg, jwk: publicKey.export({ format: 'jwk' }), privateKey };
}

export const base64url = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export const ofDidWeb = (pair: Pair, did = 'did:web:school.example'): JwtSigner => signerOf(pair, did, 'key-1');

export function ofDidJwk(pair: Pair, more: Members = {}): JwtSigner {
  return signerOf(pair, `did:jwk:${base64url({ ...pair.publicKey.export({ format: 'jwk' }), ...more })}`, '0');
}

/** The did:key of a P-256 or Ed25519 key, written out by hand (did:key method, section 3.1). */
export function ofDidKey(pair: Pair): JwtSigner {
  const { crv, x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
  const last = Buffer.from(y, 'base64url').at(-1) ?? 0;
  const before = crv === 'P-256' ? [0x80, 0x24, 2 + (last % 2)] : [0xed, 0x01];
  const multikey = `z${base58.encode(Uint8Array.of(...before, ...Buffer.from(x, 'base64url')))}`;
  return signerOf(pair, `did:key:${multikey}`, multikey);
}

/** The document of a did:web with one key, which may do everything. */
export function didDocument({ did, kid, jwk }: JwtSigner, more: Members = {}): Members {
  const method = { id: kid, type: 'JsonWebKey', controller: did, publicKeyJwk: jwk, ...more };
  return { id: did, verificationMethod: [method], assertionMethod: [kid], authentication: [kid] };
}

/** An Open Badges credential that ends, about somebody with an id. */
export function badge(issuer: string): Members & { readonly id: string } {
  const credential = returnBread(issuer);
  const credentialSubject = { id: 'did:example:baker', ...credential.credentialSubject };
  return { ...credential, validUntil: '2031-11-21T00:00:00Z', credentialSubject };
}

/** What Open Badges 3.0 (section 8.2.4.1) wants beside the credential's own members. */
export function claimsOf(issuer: string): Members {
  const { id } = badge(issuer);
  const [nbf, exp] = ['2026-11-21T14:33:00Z', '2031-11-21T00:00:00Z'].map((date) => Date.parse(date) / 1000);
  return { iss: issuer, jti: id, sub: 'did:example:baker', nbf, exp };
}

/** The payload in the profile of Open Badges 3.0. */
export const payloadOf = (issuer: string): Members => ({ ...badge(issuer), ...claimsOf(issuer) });

export const headerOf = ({ alg, kid }: JwtSigner): Members => ({ alg, typ: 'vc+jwt', kid });

/** Signed by jose. */
export function signWithJose(signer: JwtSigner, payload: Members, header: Members = headerOf(signer)): Promise<string> {
  const protectedHeader = { ...header, alg: signer.alg };
  return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(signer.privateKey);
}

/** Signed with Node's own cryptography; header and payload may be text, to say in it what JSON.stringify would not. */
export function signByHand(signer: JwtSigner, payload: unknown, header: unknown = headerOf(signer)): string {
  return signParts(signer, base64url(header), base64url(payload));
}

export function signParts({ privateKey }: JwtSigner, header: string, payload: string): string {
  const data = `${header}.${payload}`;
  const signature =
    privateKey.asymmetricKeyType === 'ed25519'
      ? sign(null, Buffer.from(data), privateKey)
      : createSign('sha256').update(data).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${data}.${signature.toString('base64url')}`;
}

/** They tell of the registries and of the formal model, not of the JWT. */
const TELLS: readonly string[] = ['issuer-not-known', 'schema-departs'];

/** What did not pass, as `check code`; what only tells is left out. */
export const failuresOf = ({ checks }: Verification): string[] =>
  checks.flatMap(({ check, outcome, code }) =>
    (outcome === 'failed' || outcome === 'undecided') && !TELLS.includes(code) ? [`${check} ${code}`] : [],
  );
