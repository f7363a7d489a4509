import { Inflate } from 'pako';

/** How what was packed is wrapped, as wide as its window may be; no other wrapping is taken for it (zlib's `windowBits`). */
const WRAPPING = { zlib: 15, gzip: 31 } as const;

export type Inflated =
  | {
      readonly bytes: Uint8Array;
      /** How many bytes stand behind the end. */
      readonly left: number;
    }
  | { readonly fault: 'too-large' | 'damaged' };

/** Unpacks by a port of zlib, piece by piece, so that a small text never becomes a large memory. */
export function inflate(packed: Uint8Array, wrapping: keyof typeof WRAPPING, maxBytes: number): Inflated {
  const room = new Uint8Array(maxBytes);
  let length = 0;
  const stream = new Inflate({ windowBits: WRAPPING[wrapping] });
  let input: { readonly avail_in: number } | undefined;
  stream.onStart = (started) => (input = started);
  stream.onData = (piece) => {
    length += piece.length;
    if (length > maxBytes) throw new Error('larger than accepted');
    room.set(piece, length - piece.length);
  };
  try {
    if (stream.push(packed, true)) return { bytes: room.slice(0, length), left: input?.avail_in ?? 0 };
  } catch (error) {
    if (length <= maxBytes) throw error;
  }
  return { fault: length > maxBytes ? 'too-large' : 'damaged' };
}
