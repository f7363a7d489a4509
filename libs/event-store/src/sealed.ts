import type { KeyObject } from 'node:crypto';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/**
 * A personal member as it lies in the log and in views: whose it is, where it belongs, and the AES-256-GCM box
 * (96-bit nonce, ciphertext, 128-bit tag, base64). `at` is the associated data: stream, event and member. What lies in
 * the box is JSON text; or, since nothing that is encrypted can be made smaller later, long text after a mark in Zstandard
 * (RFC 8878).
 */
export interface Sealed {
  readonly sealed: string;
  readonly at: string;
  readonly box: string;
}

export function isSealed(value: unknown): value is Sealed {
  // Asked of every value that is ever loaded, and nearly always no.
  if (typeof value !== 'object' || value === null || !('box' in value)) return false;
  const { sealed, at, box, ...more } = value as Record<string, unknown>;
  const texts = typeof sealed === 'string' && typeof at === 'string' && typeof box === 'string';
  return texts && Object.keys(more).length === 0;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** From so many characters on packing is worth its time: a credential takes a third of the room. */
const LONG = 1_000;
/** No JSON text begins with it. */
const PACKED = 0x01;

function pack(text: string): Buffer {
  return text.length < LONG ? Buffer.from(text) : Buffer.concat([Buffer.of(PACKED), zstdCompressSync(text)]);
}

function unpack(bytes: Buffer): string {
  return (bytes[0] === PACKED ? zstdDecompressSync(bytes.subarray(1)) : bytes).toString('utf8');
}

export function seal(value: unknown, key: KeyObject, of: string, at: string): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`${of}/${at}`));
  const text = Buffer.concat([cipher.update(pack(JSON.stringify(value))), cipher.final()]);
  return { sealed: of, at, box: Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64') };
}

/** Throws when the box was changed, or moved from the place that it was made for. */
export function unseal({ sealed, at, box }: Sealed, key: KeyObject): unknown {
  const bytes = Buffer.from(box, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(`${sealed}/${at}`))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  return JSON.parse(unpack(text));
}

/** Every sealed value anywhere in this JSON value. */
export function sealedIn(value: unknown, found: Sealed[] = []): Sealed[] {
  if (isSealed(value)) found.push(value);
  else if (Array.isArray(value)) for (const item of value) sealedIn(item, found);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) sealedIn(item, found);
  return found;
}

/** The same JSON value, with each sealed value replaced; `path` is where it stands, as in {@link memberAt}. */
export function replaceSealed(value: unknown, by: (sealed: Sealed, path: string) => unknown, path = ''): unknown {
  if (isSealed(value)) return by(value, path);
  const below = (name: string | number): string => (path === '' ? `${name}` : `${path}.${name}`);
  if (Array.isArray(value)) return value.map((item, index) => replaceSealed(item, by, below(index)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaceSealed(item, by, below(name))]));
}

/** The member at a dotted path; undefined where there is none. */
export function memberAt(value: unknown, path: string): unknown {
  let current = value;
  for (const step of path.split('.')) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string, unknown>)[step];
  }
  return current;
}

/** A copy in which the member at a dotted path has another value. */
export function withMember(value: object, path: string, member: unknown): object {
  const [step = '', ...rest] = path.split('.');
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  const slots = copy as Record<string, unknown>;
  slots[step] = rest.length === 0 ? member : withMember(slots[step] as object, rest.join('.'), member);
  return copy;
}
