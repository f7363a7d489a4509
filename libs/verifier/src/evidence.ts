import { base58, base64, base64urlnopad } from '@scure/base';
import { sha256 } from '#platform';
import { isObject, many } from './document/kinds.js';
import type { Sources } from './sources.js';

/** Multihash of SHA-256: its code, and the length of 32 bytes. */
const SHA_256 = [0x12, 0x20] as const;

/** Writes a SHA-256 as `digestMultibase` (VC Data Model 2.0, section 5.3): multibase base64url of its multihash. */
export function toDigestMultibase(digest: Uint8Array): string {
  return `u${base64urlnopad.encode(Uint8Array.of(...SHA_256, ...digest))}`;
}

/** @returns the 32 bytes of the SHA-256; undefined for every other digest or spelling */
export function fromDigestMultibase(text: string): Uint8Array | undefined {
  try {
    const bytes = text.startsWith('u') ? base64urlnopad.decode(text.slice(1)) : base58.decode(text.slice(1));
    const isSha256 = /^[uz]/.test(text) && bytes.length === 34 && SHA_256.every((byte, index) => bytes[index] === byte);
    return isSha256 ? bytes.subarray(2) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The bytes that a `data:` address carries (RFC 2397), as Open Badges 3.0 lets evidence stand in its own `id`.
 *
 * @returns undefined for every other address, and where they cannot be read
 */
export function bytesInAddress(address: string): Uint8Array | undefined {
  const [, kind = '', carried] = /^data:([!-+\--~]*),([!-~]*)$/i.exec(address) ?? [];
  if (carried === undefined) return undefined;
  const text = carried.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  try {
    return /;base64$/i.test(kind) ? base64.decode(text) : Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/**
 * The evidence that is not what it was when it was signed, of all that can be reached. What stands in its own address is held against
 * its digest always. That it fits tells nothing of the rest, so nothing is said to be unaltered unless the rest was asked for and could
 * be had.
 *
 * @returns undefined when nothing is altered, and not all of what has a digest could be held against it
 */
export async function alteredEvidence(evidence: unknown, read: Sources['evidence']): Promise<string[] | undefined> {
  const altered: string[] = [];
  const held = { some: false, all: read !== undefined };
  for (const piece of many(evidence)) {
    const { id, digestMultibase } = isObject(piece) ? piece : {};
    const digest = typeof digestMultibase === 'string' ? fromDigestMultibase(digestMultibase) : undefined;
    if (typeof id !== 'string' || digest === undefined) continue;
    const liesElsewhere = /^https?:/.test(id);
    const bytes = liesElsewhere ? await read?.(id) : bytesInAddress(id);
    if (bytes === undefined) {
      held.all &&= !liesElsewhere;
      continue;
    }
    held.some = true;
    if (sha256(bytes).join() !== digest.join()) altered.push(id);
  }
  return altered.length > 0 || (held.some && held.all) ? altered : undefined;
}
