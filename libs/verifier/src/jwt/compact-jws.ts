import { base64urlnopad } from '@scure/base';
import { isObject } from '../document/kinds.js';
import { MAX_DOCUMENT_BYTES, readPlainJson, type PlainJsonFault } from '../document/plain-json.js';

/** In bytes: of a header with a long RSA key in it, and of a signature by the longest key that is accepted. */
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_SIGNATURE_BYTES = 1024;

const textOf = (bytes: number): number => Math.ceil((bytes * 4) / 3);
const MAX_TEXTS = [MAX_HEADER_BYTES, MAX_DOCUMENT_BYTES, MAX_SIGNATURE_BYTES].map(textOf);
/** Longer text is no JWS that is accepted here, whatever it is. */
export const MAX_TEXT = MAX_TEXTS.reduce((sum, length) => sum + length + 1, 0);

export interface CompactJws {
  readonly text: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
  /** What the signature is over: the first two parts, as they came. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

export type JwsFault = PlainJsonFault | 'jwt-malformed';

/**
 * The text of what is rather a JWS in its compact form (parts with dots between) than JSON; undefined for all else. What
 * stands around it, such as the end of a line, is left away. Whether it can be read is for `readJws` to say.
 */
export function jwsTextOf(input: unknown): string | undefined {
  const text = input instanceof Uint8Array ? decoded(input) : input;
  if (typeof text !== 'string' || text.length > MAX_TEXT) return undefined;
  const trimmed = text.trim();
  return !/^[{["]/.test(trimmed) && trimmed.split('.', 3).length === 3 ? trimmed : undefined;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return bytes.length > MAX_TEXT ? undefined : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Takes a JWS in its compact form apart (RFC 7515, section 7.1), within bounds of size that are looked at before anything is
 * decoded. Header and payload are JSON objects, read as strictly as a credential: see `readPlainJson`. Nothing of it is
 * believed yet. Each part has one spelling only: base64url without padding, spaces, or bits left over.
 */
export function readJws(text: string): CompactJws | { readonly fault: JwsFault } {
  if (text.length > MAX_TEXT) return { fault: 'document-too-large' };
  const parts = text.split('.', 4);
  if (parts.length !== 3) return { fault: 'jwt-malformed' };
  if (parts.some((part, index) => part.length > (MAX_TEXTS[index] ?? 0))) return { fault: 'document-too-large' };
  const [header, payload, signature] = parts.map(decodeBase64url);
  if (header === undefined || payload === undefined || signature === undefined) return { fault: 'jwt-malformed' };
  const objects = [readPlainJson(header), readPlainJson(payload)] as const;
  for (const read of objects) {
    if ('fault' in read) return { fault: read.fault === 'document-unreadable' ? 'jwt-malformed' : read.fault };
  }
  const [head, body] = objects.map((read) => ('value' in read ? read.value : undefined));
  if (!isObject(head) || !isObject(body)) return { fault: 'jwt-malformed' };
  const signed = new TextEncoder().encode(text.slice(0, text.lastIndexOf('.')));
  return { text, header: head, payload: body, signed, signature };
}

/** Strict: one text for each sequence of bytes, so that nobody can write a second form of what was signed. */
export function decodeBase64url(text: string): Uint8Array | undefined {
  try {
    return base64urlnopad.decode(text);
  } catch {
    return undefined;
  }
}
