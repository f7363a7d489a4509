import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { gzip as gzipped } from 'pako';
import { inflate } from '../inflate.js';

// The same as `node.ts`, for browsers: their own cryptography answers later only, and canonicalising hashes by the hundred.

const bytesOf = (data: string | Uint8Array): Uint8Array => (typeof data === 'string' ? utf8ToBytes(data) : data);

export const sha256 = (data: string | Uint8Array): Uint8Array => nobleSha256(bytesOf(data));

export const sha256Hex = (data: string | Uint8Array): string => bytesToHex(sha256(data));

/** Without `zip215` it judges as RFC 8032 does: S ≥ L is refused, and so are keys and points in more than one spelling. */
export function verifyEd25519(publicKey: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, data, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

export const gzip = (bytes: Uint8Array): Uint8Array => gzipped(bytes);

/** By a port of the library that Node has. */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const unpacked = inflate(bytes, 'gzip', maxBytes);
  if ('fault' in unpacked) throw new Error(`no GZIP that is accepted: ${unpacked.fault}`);
  // The tail ends with the length (RFC 1952, section 2.3.1): of two files in one, with that of the last.
  const told = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(bytes.length - 4, true);
  if (unpacked.left > 0 || unpacked.bytes.length !== told) throw new Error('more than one file');
  return unpacked.bytes;
}

export const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
