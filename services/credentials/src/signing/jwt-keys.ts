import { createPrivateKey, createPublicKey, generateKeyPair, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { JwtAlgorithm } from '../issuer/issuer.events.js';
import type { KeyName } from './keys.js';

/** Signs JWTs (RFC 7515) in the name of somebody, with one key. The private half stays inside. */
export interface JwtSigner {
  readonly did: string;
  /** The verification method, `did:web:…#es256-1`: what `kid` says in a header. */
  readonly kid: string;
  readonly algorithm: JwtAlgorithm;
  /** @returns the signature over `data` in the form that JWS wants (RFC 7518, sections 3.3 and 3.4) */
  sign(data: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** RFC 7518, section 3.3 asks for 2048 at least. */
const RSA_BITS = 3072;
const MIN_RSA_BITS = 2048;

const generate = promisify(generateKeyPair);

/** Makes a new key. @returns the private JWK (RFC 7517) */
export async function generateJwk(algorithm: JwtAlgorithm): Promise<JsonWebKey> {
  const { privateKey } =
    algorithm === 'ES256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: RSA_BITS });
  return privateKey.export({ format: 'jwk' });
}

/** @returns the key of a private JWK, or undefined when it is none that signs with this algorithm */
export function privateKeyOf(jwk: unknown, algorithm: JwtAlgorithm): KeyObject | undefined {
  try {
    const key = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
    const fits =
      algorithm === 'ES256'
        ? key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1'
        : key.asymmetricKeyType === 'rsa' && modulusLength >= MIN_RSA_BITS;
    return fits ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The public half as a JWK, with no member but those that make the key. */
export function publicJwkOf(key: KeyObject): { readonly kty: string } & Readonly<Record<string, string>> {
  return createPublicKey(key).export({ format: 'jwk' }) as { kty: string } & Record<string, string>;
}

export function jwtSignerOf(key: KeyObject, { did, keyId }: KeyName, algorithm: JwtAlgorithm): JwtSigner {
  return {
    did,
    kid: `${did}#${keyId}`,
    algorithm,
    sign: (data) => new Uint8Array(sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' })),
  };
}

/** A compact JWS (RFC 7515, section 7.1). @param header without `alg`, or with the signer's */
export async function compactJws(header: object, payload: object, signer: JwtSigner): Promise<string> {
  const parts = [{ ...header, alg: signer.algorithm }, payload];
  const signed = parts.map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')).join('.');
  return `${signed}.${Buffer.from(await signer.sign(Buffer.from(signed))).toString('base64url')}`;
}
