import { refuse } from '@estafette/decider';
import { z } from 'zod';
import { signingKeyFromSeed, type KeyName, type SigningKey } from '../signing/index.js';

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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
