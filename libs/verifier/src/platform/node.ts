import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';

// What a verifier asks of the machine that it runs on. `web.ts` answers the same in a browser.

/** RFC 8410: what stands before the 32 raw bytes in the DER form of a public key (SPKI). */
const PUBLIC_KEY_DER = Buffer.from('302a300506032b6570032100', 'hex');

/** Making a key object takes longer than the check itself, and an issuer's key comes again and again. */
const keys = new Map<string, KeyObject>();
const MAX_KEYS = 1_000;

/** @returns the 32 bytes of the SHA-256 over a text in UTF-8, or over bytes. */
export function sha256(data: string | Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer');
}

/** @returns the same in 64 lower-case hex digits. */
export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/**
 * Checks an Ed25519 signature (RFC 8032, section 5.1.7). OpenSSL refuses S ≥ L, so that nobody can make a second
 * signature out of a first.
 *
 * @param publicKey the 32 raw bytes
 * @param signature the 64 bytes
 */
export function verifyEd25519(publicKey: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, data, keyObject(publicKey), signature);
}

function keyObject(publicKey: Uint8Array): KeyObject {
  const name = Buffer.from(publicKey).toString('latin1');
  const known = keys.get(name);
  if (known !== undefined) return known;
  const made = createPublicKey({ key: Buffer.concat([PUBLIC_KEY_DER, publicKey]), format: 'der', type: 'spki' });
  if (keys.size >= MAX_KEYS) keys.clear();
  keys.set(name, made);
  return made;
}

export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes);
}

/** @throws when it is no GZIP, is cut off, has something after its end, or unpacks to more than `maxBytes` */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  // The types do not know that `info` has another thing come out.
  const { buffer, engine } = gunzipSync(bytes, { maxOutputLength: maxBytes, info: true }) as unknown as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };
  // The tail ends with the length (RFC 1952, section 2.3.1): of two files in one, with that of the last.
  const told = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(bytes.length - 4, true);
  if (engine.bytesWritten !== bytes.length || buffer.length !== told) throw new Error('more than one file');
  return buffer;
}

/** Lets everything else that waits have its turn. */
export async function rest(): Promise<void> {
  await setImmediate();
}
