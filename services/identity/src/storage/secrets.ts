import { createHash, createHmac, hkdfSync } from 'node:crypto';

/** Derives a key for one use from the installation's secret (HKDF, RFC 5869), so that no use weakens another. */
export function keyFor(use: string, secret: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `estafette/identity/${use}`, 32));
}

/** A fingerprint of what can be guessed: only who has the key can tell whether a guess is right. */
export function fingerprint(key: Buffer, ...parts: readonly string[]): Buffer {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest();
}

/** The SHA-256 of what cannot be guessed. */
export function digestOf(...parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}
