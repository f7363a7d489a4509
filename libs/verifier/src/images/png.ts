import {
  BakingError,
  decodeUtf8,
  expectBaked,
  MAX_BAKED_BYTES,
  MAX_IMAGE_BYTES,
  type ImageFault,
  type Unbaked,
} from './baked-image.js';
import { crc32 } from './crc32.js';
import { inflate } from '../inflate.js';

/** Encoders write image data in pieces of 8 KiB or more, so even the largest image has some thousand chunks. */
const MAX_CHUNKS = 4096;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const KEYWORD = utf8('openbadgecredential\0');
/** Not compressed, method 0, no language, no translated keyword. */
const PLAIN = Uint8Array.of(0, 0, 0, 0);

/** What can carry a keyword with a text. */
const TEXT_CHUNKS: ReadonlySet<string> = new Set(['iTXt', 'tEXt', 'zTXt']);

export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** With its length, type and CRC. */
  readonly whole: Uint8Array;
}

export const isPng = (image: Uint8Array): boolean => startsWith(image, SIGNATURE);

/**
 * Bakes a credential, as JSON or compact JWS, into a PNG (Open Badges 3.0, section 5.3.1). One that is there already is
 * replaced, in whichever kind of text chunk; every other byte stays. So does a chunk `openbadges`: it holds a badge of
 * Open Badges 2.0, which is another document, and readers of either version pass over the other's.
 */
export function bakePng(image: Uint8Array, text: string): Uint8Array {
  const chunks = readPngChunks(image);
  if (typeof chunks === 'string') throw new BakingError(chunks);
  const chunksLength = chunks.reduce((sum, { whole }) => sum + whole.length, SIGNATURE.length);
  const kept = chunks.filter((chunk) => !holdsCredential(chunk)).map(({ whole }) => whole);
  const credential = chunk('iTXt', concat([KEYWORD, PLAIN, utf8(text)]));
  const [header, others, trailer] = [kept.slice(0, 1), kept.slice(1), image.subarray(chunksLength)];
  const baked = concat([SIGNATURE, ...header, credential, ...others, trailer]);
  expectBaked(unbakePng(baked), text);
  return baked;
}

/**
 * Takes the credential out of a PNG. The specification lets a reader stop at the first; this one refuses a second,
 * because another reader may take that. Never throws.
 */
export function unbakePng(image: Uint8Array): Unbaked {
  const chunks = readPngChunks(image);
  if (typeof chunks === 'string') return { fault: chunks };
  const [only, ...others] = chunks.filter(holdsCredential);
  if (only === undefined) return { fault: 'image-without-credential' };
  if (others.length > 0) return { fault: 'image-with-several-credentials' };
  return readCredential(only);
}

/** Up to and including IEND; what follows it is no part of the image. Looks at no CRC. */
export function readPngChunks(image: Uint8Array): PngChunk[] | ImageFault {
  if (image.length > MAX_IMAGE_BYTES) return 'image-too-large';
  if (!isPng(image)) return 'image-unreadable';
  const chunks: PngChunk[] = [];
  for (let rest = image.subarray(SIGNATURE.length); chunks.at(-1)?.type !== 'IEND';) {
    if (chunks.length === MAX_CHUNKS) return 'image-too-large';
    const length = rest.length < 12 ? Infinity : 12 + uint32(rest, 0);
    if (length > rest.length) return 'image-unreadable';
    const type = String.fromCharCode(...rest.subarray(4, 8));
    chunks.push({ type, data: rest.subarray(8, length - 4), whole: rest.subarray(0, length) });
    rest = rest.subarray(length);
  }
  return chunks[0]?.type === 'IHDR' ? chunks : 'image-unreadable';
}

const holdsCredential = ({ type, data }: PngChunk): boolean => TEXT_CHUNKS.has(type) && startsWith(data, KEYWORD);

function readCredential({ type, data, whole }: PngChunk): Unbaked {
  const isWhole = crc32(whole.subarray(4, -4)) === uint32(whole, whole.length - 4);
  const [flag, method] = data.subarray(KEYWORD.length);
  const endOfLanguage = data.indexOf(0, KEYWORD.length + 2);
  const endOfTranslation = data.indexOf(0, endOfLanguage + 1);
  const isInternational = type === 'iTXt' && endOfLanguage !== -1 && endOfTranslation !== -1;
  // The specification forbids compression, yet others compress; method 0 is the only one there is.
  const isCompressed = flag === 1 && method === 0;
  if (!isWhole || !isInternational || (flag !== 0 && !isCompressed)) return { fault: 'image-credential-malformed' };
  const content = data.subarray(endOfTranslation + 1);
  if (content.length > MAX_BAKED_BYTES) return { fault: 'image-too-large' };
  const inflated = isCompressed ? inflate(content, 'zlib', MAX_BAKED_BYTES) : { bytes: content };
  if ('fault' in inflated) {
    return { fault: inflated.fault === 'too-large' ? 'image-too-large' : 'image-credential-malformed' };
  }
  const text = decodeUtf8(inflated.bytes);
  // Readers in C would end at a zero, and so read something else.
  if (text === undefined || text === '' || text.includes('\0')) return { fault: 'image-credential-malformed' };
  return { text };
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const typeAndData = concat([utf8(type), data]);
  return concat([bytesOf(data.length), typeAndData, bytesOf(crc32(typeAndData))]);
}

const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean => start.every((byte, at) => bytes[at] === byte);

const uint32 = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);

function bytesOf(uint32: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, uint32);
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
