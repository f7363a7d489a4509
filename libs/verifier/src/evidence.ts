import { base58, base64urlnopad } from '@scure/base';
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
 * The evidence that is not what it was when it was signed, of all that can be reached.
 *
 * @returns undefined when nothing could be held against its digest
 */
export async function alteredEvidence(evidence: unknown, read: Sources['evidence']): Promise<string[] | undefined> {
  if (read === undefined) return undefined;
  const altered: string[] = [];
  let held = 0;
  for (const piece of many(evidence)) {
    const { id, digestMultibase } = isObject(piece) ? piece : {};
    if (typeof id !== 'string' || typeof digestMultibase !== 'string' || !/^https?:/.test(id)) continue;
    const digest = fromDigestMultibase(digestMultibase);
    const bytes = digest && (await read(id));
    if (digest === undefined || bytes === undefined) continue;
    held += 1;
    if (sha256(bytes).join() !== digest.join()) altered.push(id);
  }
  return held === 0 ? undefined : altered;
}
