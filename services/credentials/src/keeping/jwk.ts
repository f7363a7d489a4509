import type { KeyObject } from 'node:crypto';
import { refuse } from '@estafette/decider';
import { z } from 'zod';
import type { JwtAlgorithm, NewJwtKey } from '../issuer/issuer.events.js';
import {
  jwtSignerOf,
  privateKeyOf,
  publicJwkOf,
  signingKeyFromSeed,
  type JwtSigner,
  type KeyName,
  type SigningKey,
} from '../signing/index.js';

const jwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), d: z.base64url(), x: z.base64url() });

/** A signing key as a private JWK (RFC 8037, section 2). Whoever has it can sign. */
export function jwkOf(key: SigningKey): z.infer<typeof jwk> {
  const [seed, publicKey] = [key.exportSeed(), key.exportPublic()];
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  return { kty: 'OKP', crv: 'Ed25519', d: text(seed), x: text(publicKey) };
}

/**
 * Reads a key that was kept as a private JWK.
 *
 * @param publicKey the multikey that it must have
 * @throws DomainError `key-not-at-hand` when it is no Ed25519 key, or another one than was registered
 */
export function keyOfJwk(text: string, name: KeyName, publicKey?: string): SigningKey {
  const method = `${name.did}#${name.keyId}`;
  const read = jwk.safeParse(parsed(text));
  const seed = read.success ? Buffer.from(read.data.d, 'base64url') : Buffer.alloc(0);
  if (!read.success || seed.length !== 32) {
    refuse(
      'key-not-at-hand',
      `What is kept for ${method} is no private Ed25519 key as JWK (kty OKP, crv Ed25519, d, x).`,
    );
  }
  const key = signingKeyFromSeed(seed, name);
  seed.fill(0);
  const fits = Buffer.from(key.exportPublic()).toString('base64url') === read.data.x;
  if (!fits || (publicKey !== undefined && key.publicKey !== publicKey)) {
    refuse('key-not-at-hand', `What is kept for ${method} is another key than the one that was registered.`);
  }
  return key;
}

/** What a keeper tells of a key for JWTs that it keeps itself. @throws as {@link jwtSignerOfJwk} does */
export function newJwtKeyOf(text: string, name: KeyName, algorithm: JwtAlgorithm): NewJwtKey {
  return { ...name, algorithm, publicJwk: publicJwkOf(jwtKeyOf(text, name, algorithm)), privateJwk: null };
}

/**
 * Reads a key for JWTs that was kept as a private JWK.
 *
 * @throws DomainError `key-not-at-hand` when it is no key of that algorithm, or another one than was registered
 */
export function jwtSignerOfJwk(text: string, key: NewJwtKey): JwtSigner {
  const { did, keyId, algorithm, publicJwk } = key;
  const found = jwtKeyOf(text, key, algorithm);
  const other = publicJwkOf(found);
  if (Object.keys({ ...publicJwk, ...other }).some((name) => publicJwk[name] !== other[name])) {
    refuse('key-not-at-hand', `What is kept for ${did}#${keyId} is another key than the one that was registered.`);
  }
  return jwtSignerOf(found, { did, keyId }, algorithm);
}

function jwtKeyOf(text: string, { did, keyId }: KeyName, algorithm: JwtAlgorithm): KeyObject {
  const key = privateKeyOf(parsed(text), algorithm);
  if (key) return key;
  const kind = algorithm === 'ES256' ? 'P-256 key' : 'RSA key of 2048 bits or more';
  return refuse('key-not-at-hand', `What is kept for ${did}#${keyId} is no private ${kind} as JWK, for ${algorithm}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
