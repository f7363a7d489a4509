import { promisify } from 'node:util';
import { crc32, inflate } from 'node:zlib';
import { readPngChunks, type PngChunk } from '@estafette/verifier';
import { unreadable, type ImageFault, type Inspected } from './inspected.js';

// Names of chunks and what must hold of them: Portable Network Graphics (W3C, third edition), sections 5.6 and 11.

/** What Open Badges advises as the least, and what still can be opened by whoever looks. */
const LEAST_PIXELS = 90;
const MOST_PIXELS = 2048;

const SIGNATURE_BYTES = 8;
const CRITICAL: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND']);
const TEXT: ReadonlySet<string> = new Set(['iTXt', 'tEXt', 'zTXt']);
const BAKED = /^openbadge(?:credential|s)$/;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly bitsPerPixel: number;
  readonly colour: number;
  readonly interlaced: boolean;
}

/** Of each type of colour how many values a pixel has, and of how many bits each may be. */
const COLOURS: ReadonlyMap<number, { readonly values: number; readonly bits: readonly number[] }> = new Map([
  [0, { values: 1, bits: [1, 2, 4, 8, 16] }],
  [2, { values: 3, bits: [8, 16] }],
  [3, { values: 1, bits: [1, 2, 4, 8] }],
  [4, { values: 2, bits: [8, 16] }],
  [6, { values: 4, bits: [8, 16] }],
]);
const PALETTE = 3;

/** Says all that is wrong with a PNG, which is looked through as a whole: every chunk with its CRC, and every row of pixels. */
export async function inspectPng(image: Uint8Array): Promise<Inspected> {
  const chunks = readPngChunks(image);
  if (typeof chunks === 'string') {
    return unreadable('png-unreadable', 'It is cut off, or damaged. Save it anew as PNG.');
  }
  const header = headerOf(chunks[0]);
  if (header === undefined) return unreadable('png-header', 'Its header says what no PNG can. Save it anew as PNG.');
  const { width, height } = header;
  const faults = [...faultsOfChunks(chunks, image.length, header), ...faultsOfSize(header)];
  // Pixels are looked at only where there are not too many.
  if (faults.length === 0 && !(await hasItsPixels(chunks, header))) {
    faults.push({ code: 'png-pixels', detail: 'Its pixels are damaged. Save it anew as PNG.' });
  }
  return { faults, width, height };
}

function headerOf(chunk: PngChunk | undefined): Header | undefined {
  if (chunk?.data.length !== 13) return undefined;
  const data = Buffer.from(chunk.data);
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  const [bits = 0, colour = -1, compression, filter, interlace = 2] = data.subarray(8);
  const known = COLOURS.get(colour);
  if (!known?.bits.includes(bits) || compression !== 0 || filter !== 0 || interlace > 1) return undefined;
  return { width, height, bitsPerPixel: known.values * bits, colour, interlaced: interlace === 1 };
}

function faultsOfSize({ width, height }: Header): ImageFault[] {
  if ([width, height].every((side) => side >= LEAST_PIXELS && side <= MOST_PIXELS)) return [];
  const detail = `It is ${width} by ${height} pixels: each side must have ${LEAST_PIXELS} to ${MOST_PIXELS}.`;
  return [{ code: 'png-dimensions', detail }];
}

function faultsOfChunks(chunks: readonly PngChunk[], size: number, { colour }: Header): ImageFault[] {
  const types = chunks.map(({ type }) => type);
  const damaged = chunks.filter(({ whole }) => !hasItsCrc(whole)).map(({ type }) => type);
  const strange = types.filter((type) => !/^[A-Za-z]{2}[A-Z][A-Za-z]$/.test(type) || isUnknownCritical(type));
  const end = SIGNATURE_BYTES + chunks.reduce((sum, { whole }) => sum + whole.length, 0);
  const palette = types.indexOf('PLTE');
  const [first, last] = [types.indexOf('IDAT'), types.lastIndexOf('IDAT')];
  const inOrder =
    first !== -1 &&
    types.slice(first, last).every((type) => type === 'IDAT') &&
    ['IHDR', 'PLTE', 'IEND'].every((type) => types.indexOf(type) === types.lastIndexOf(type)) &&
    palette < first &&
    (colour !== PALETTE || palette !== -1) &&
    chunks.at(-1)?.data.length === 0;
  return [
    ...[...new Set(damaged)].map((type) => fault('png-crc', `A chunk ${printable(type)} is damaged.`)),
    ...[...new Set(strange)].map((type) => fault('png-chunk-unknown', `Nobody knows a chunk ${printable(type)}.`)),
    ...(inOrder ? [] : [fault('png-chunk-order', 'Its chunks are not those of a PNG, or in another order.')]),
    ...(end === size ? [] : [fault('png-more-behind', 'Something stands behind the end of the image.')]),
    ...(chunks.some(isBaked)
      ? [fault('image-baked', 'A credential is baked into it already: upload the image without.')]
      : []),
  ];
}

const fault = (code: string, detail: string): ImageFault => ({ code, detail });

const printable = (type: string): string => JSON.stringify(type.replaceAll(/[^\x20-\x7e]/g, '?'));

/** A capital first letter says that nobody can show the image without knowing the chunk. */
const isUnknownCritical = (type: string): boolean => /^[A-Z]/.test(type) && !CRITICAL.has(type);

const hasItsCrc = (whole: Uint8Array): boolean =>
  crc32(whole.subarray(4, -4)) === Buffer.from(whole.subarray(-4)).readUInt32BE(0);

function isBaked({ type, data }: PngChunk): boolean {
  const end = data.indexOf(0);
  return TEXT.has(type) && BAKED.test(Buffer.from(data.subarray(0, Math.max(end, 0))).toString('latin1'));
}

const inflated = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflate);

/** Whether the image data, inflated no further than the header says, is exactly its rows, each with a filter that there is. */
async function hasItsPixels(chunks: readonly PngChunk[], header: Header): Promise<boolean> {
  const rows = rowsOf(header);
  const expected = rows.reduce((sum, { bytes, count }) => sum + bytes * count, 0);
  const data = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data));
  try {
    const pixels = await inflated(data, { maxOutputLength: expected + 1 });
    return pixels.length === expected && haveFilters(pixels, rows);
  } catch {
    return false;
  }
}

interface Rows {
  /** Of one row, its filter included. */
  readonly bytes: number;
  readonly count: number;
}

/** Where each of the seven passes of an interlaced image begins, and in which steps it goes on: across, down. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

function rowsOf({ width, height, bitsPerPixel, interlaced }: Header): Rows[] {
  return (interlaced ? PASSES : ([[0, 0, 1, 1]] as const)).map(([x, y, across, down]) => ({
    bytes: 1 + Math.ceil((Math.ceil((width - x) / across) * bitsPerPixel) / 8),
    count: Math.ceil((height - y) / down),
  }));
}

const MOST_FILTER = 4;

function haveFilters(pixels: Uint8Array, rows: readonly Rows[]): boolean {
  let at = 0;
  for (const { bytes, count } of rows) {
    for (let row = 0; row < count; row += 1, at += bytes) {
      if ((pixels[at] ?? 0) > MOST_FILTER) return false;
    }
  }
  return true;
}
