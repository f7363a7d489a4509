import { base64urlnopad } from '@scure/base';
import { gunzip, gzip } from '#platform';
import { VerifierError } from '../verifier-error.js';

/** The least length of a list (Bitstring Status List 1.0, section 3.2): in a smaller one a holder could be told by the place. */
export const MIN_STATUS_BITS = 131_072;
/** Room for four million entries; what unpacks to more is a trap. */
export const MAX_STATUS_BYTES = 512 * 1024;

/**
 * Writes bits as `encodedList`: GZIP, then base64url with the multibase prefix `u` (section 3.1).
 *
 * @param bits the first entry is the leftmost, highest bit of the first byte
 */
export function encodeStatusList(bits: Uint8Array): string {
  return `u${base64urlnopad.encode(gzip(bits))}`;
}

/** @throws VerifierError `bitstring-malformed` when it is not such a text, or unpacks to more than a list may hold */
export function decodeStatusList(encoded: string): Uint8Array {
  try {
    return gunzip(base64urlnopad.decode(encoded.replace(/^u/, '')), MAX_STATUS_BYTES);
  } catch (cause) {
    throw new VerifierError('bitstring-malformed', 'The list is no GZIP in base64url, or too large.', { cause });
  }
}

/** The value of an entry of `size` bits; undefined when the list has no such entry. */
export function statusAt(bits: Uint8Array, index: number, size = 1): number | undefined {
  const from = index * size;
  if (from + size > bits.length * 8) return undefined;
  let value = 0;
  for (let bit = from; bit < from + size; bit++) value = value * 2 + (((bits[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
  return value;
}

/** A list of the least length: of zeros, in which the entries of `size` bits that are named have another value. */
export function statusBits(values: Iterable<readonly [index: number, value: number]>, size = 1): Uint8Array {
  const bits = new Uint8Array((MIN_STATUS_BITS * size) / 8);
  for (const [index, value] of values) {
    for (let bit = 0; bit < size; bit++) {
      const at = index * size + bit;
      if ((value >> (size - 1 - bit)) & 1) bits[at >> 3] = (bits[at >> 3] ?? 0) | (128 >> (at & 7));
    }
  }
  return bits;
}
