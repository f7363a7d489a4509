import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { Gunzip, gzipSync } from 'fflate';
import { crc32 } from '../images/crc32.js';

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

export const gzip = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { mtime: 0 });

/** Piece by piece, so that a small text never becomes a large memory. */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  // Head and tail are 18 bytes together, and the tail ends with the length (RFC 1952, section 2.3).
  if (bytes.length < 18 || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) throw new Error('no GZIP');
  // Flags that mean nothing yet, and a CRC of the head, which nobody writes and fflate does not look at.
  if (((bytes[3] ?? 0) & 0xe2) !== 0) throw new Error('flags that are not known');
  const tail = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  const room = new Uint8Array(maxBytes);
  let length = 0;
  const seen = { end: false };
  const unpacking = new Gunzip((piece, final) => {
    if (length + piece.length > maxBytes) throw new Error('larger than accepted');
    room.set(piece, length);
    length += piece.length;
    seen.end ||= final;
  });
  const step = 1_024;
  for (let at = 0; at < bytes.length; at += step)
    unpacking.push(bytes.subarray(at, at + step), at + step >= bytes.length);
  const unpacked = room.slice(0, length);
  if (!seen.end || length !== tail.getUint32(4, true) || crc32(unpacked) !== tail.getUint32(0, true)) {
    throw new Error('cut off, damaged, or more than one file');
  }
  return unpacked;
}

export const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
