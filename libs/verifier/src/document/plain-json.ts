/** A credential of ours with fifty criteria is some 60 KB; the general path has a bound of its own. */
export const MAX_DOCUMENT_BYTES = 256 * 1024;
export const MAX_DOCUMENT_DEPTH = 32;

export type PlainJsonFault =
  | 'document-unreadable'
  | 'document-too-large'
  | 'document-too-deep'
  | 'document-not-plain-json'
  | 'document-has-duplicate-members'
  | 'document-has-name-not-allowed';

export type PlainJson = { readonly value: unknown } | { readonly fault: PlainJsonFault };

/**
 * Reads what may be JSON text, its UTF-8 bytes, or a value already parsed, within bounds of size and depth. Text is
 * judged more strictly: a repeated member is refused, because readers differ in which of the two they take.
 *
 * Never throws for JSON, however broken; a value with getters of its own may.
 */
export function readPlainJson(input: unknown): PlainJson {
  const text = input instanceof Uint8Array ? decode(input) : input;
  if (text === undefined) return { fault: 'document-unreadable' };
  if (typeof text !== 'string') return measure(text);
  if (utf8Length(text) > MAX_DOCUMENT_BYTES) return { fault: 'document-too-large' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'document-unreadable' };
  }
  const measured = measure(value);
  if ('fault' in measured || countMembers(value) === countColons(text)) return measured;
  return { fault: 'document-has-duplicate-members' };
}

/** How many bytes a text takes in UTF-8; half a surrogate pair counts as two. */
function utf8Length(text: string): number {
  if (!/[^\u0000-\u007f]/.test(text)) return text.length;
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) length += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return length;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A cycle ends at the bound of depth, which also bounds the recursion. */
function measure(value: unknown): PlainJson {
  const coarse = faultIn(value, 1, { size: 0, lengthOf: utf8LengthAtMost });
  const fault = coarse === 'document-too-large' ? faultIn(value, 1, { size: 0, lengthOf: utf8Length }) : coarse;
  return fault === undefined ? { value } : { fault };
}

/** Most documents are far below the bound, also when each character were to take the most bytes. */
const utf8LengthAtMost = (text: string): number => text.length * 3;

interface Seen {
  size: number;
  readonly lengthOf: (text: string) => number;
}

function faultIn(part: unknown, depth: number, seen: Seen): PlainJsonFault | undefined {
  if (depth > MAX_DOCUMENT_DEPTH) return 'document-too-deep';
  if (!isPlain(part)) return 'document-not-plain-json';
  seen.size += typeof part === 'string' ? seen.lengthOf(part) + 2 : 1;
  if (seen.size > MAX_DOCUMENT_BYTES) return 'document-too-large';
  if (typeof part !== 'object' || part === null) return undefined;
  return Array.isArray(part) ? faultInList(part, depth, seen) : faultInMembers(part, depth, seen);
}

function faultInList(list: readonly unknown[], depth: number, seen: Seen): PlainJsonFault | undefined {
  for (const element of list) {
    seen.size += 1;
    const fault = faultIn(element, depth + 1, seen);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultInMembers(object: object, depth: number, seen: Seen): PlainJsonFault | undefined {
  for (const name of Object.keys(object)) {
    // Assigned to an object this name makes no member, so a reader may drop it and sign or check the rest.
    if (name === '__proto__') return 'document-has-name-not-allowed';
    if (!name.isWellFormed()) return 'document-not-plain-json';
    seen.size += seen.lengthOf(name) + 4;
    const fault = faultIn((object as Readonly<Record<string, unknown>>)[name], depth + 1, seen);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Half a surrogate pair has no UTF-8 form: it would be signed as U+FFFD, as would every other half. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'boolean' || value === null;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const parts: unknown[] = Object.values(value);
  return parts.reduce<number>((sum, part) => sum + countMembers(part), Array.isArray(value) ? 0 : parts.length);
}

/** In valid JSON each member has one colon outside of strings. */
function countColons(text: string): number {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '').split(':').length - 1;
}
