import { DOMParser } from '@xmldom/xmldom';
import { bakePng, bakeSvg, BakingError, readBakedImage } from '@estafette/verifier';
import fc from 'fast-check';
import extractChunks from 'png-chunks-extract';
import { get as getTexts } from 'png-itxt';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { imageUrl } from '../image/image-files.js';
import type { Image, Images } from '../image/images.js';
import { chunk, DRAWING, png } from '../image/images.example.js';
import { returnBread } from '../return-bread.example.js';
import { credentialOf } from '../share/page/shown.example.js';
import { Badges } from './badges.js';
import { drawBadge } from './default-badge.js';
import { Rasteriser } from './rasteriser.js';

// What we bake is read here by readers of other people, which share nothing with ours.

const OPEN_BADGES = 'https://purl.imsglobal.org/ob/v3p0';
const photo: Image = {
  file: `${'a'.repeat(64)}.png`,
  type: 'image/png',
  bytes: png({ after: [chunk('tEXt', 'a\0b')] }),
};
const drawing: Image = { file: `${'b'.repeat(64)}.svg`, type: 'image/svg+xml', bytes: Buffer.from(DRAWING) };
const images = {
  find: (file: string) => Promise.resolve([photo, drawing].find((one) => one.file === file)),
} as unknown as Images;
const rasteriser = new Rasteriser();
const badges = new Badges(images, rasteriser);

const textWith = (shown: Image | null): string => {
  const image = shown && { file: shown.file, caption: 'Brood ]]> & "meer" 🥖' };
  return JSON.stringify(credentialOf({ ...returnBread(), image }));
};

interface TextChunk {
  readonly type: string;
  readonly keyword: string;
  readonly value: string;
  readonly compressed?: boolean;
}

/** The texts in a PNG, as the library below Mozilla’s baker of Open Badges reads them. */
const textsIn = (image: Uint8Array, keyword: string): Promise<TextChunk | null> =>
  new Promise((resolve, reject) => {
    const stream = getTexts(keyword, (error: Error | null, found: TextChunk | null) =>
      error ? reject(error) : resolve(found),
    );
    stream.end(Buffer.from(image));
  });

const pixelsOf = (image: Uint8Array): Buffer => PNG.sync.read(Buffer.from(image)).data;
const parse = (svg: Uint8Array | string) =>
  new DOMParser().parseFromString(typeof svg === 'string' ? svg : Buffer.from(svg).toString(), 'image/svg+xml');

describe('a badge as PNG', () => {
  it.each([
    ['of an image with pixels', photo],
    ['of a drawing', drawing],
    ['that nobody drew', null],
  ])('%s holds the credential in one chunk behind its header, and looks as before', async (_, shown) => {
    const text = textWith(shown);
    const baked = await badges.bake(text, 'png');
    const { name, issuer } = { name: 'Working with return bread', issuer: 'School for Food' };
    const svg = shown === null ? drawBadge({ name, issuer }) : DRAWING;
    const before = shown === photo ? photo.bytes : ((await rasteriser.toPng(svg)) ?? Buffer.alloc(0));
    const chunks = extractChunks(baked);
    expect(chunks.map((one) => one.name).slice(0, 2)).toEqual(['IHDR', 'iTXt']);
    expect(chunks.filter((one) => one.name !== 'iTXt')).toEqual(extractChunks(before));
    expect(chunks.filter((one) => one.name === 'iTXt')).toHaveLength(1);
    expect(await textsIn(baked, 'openbadgecredential')).toMatchObject({ type: 'iTXt', compressed: false, value: text });
    expect(pixelsOf(baked).equals(pixelsOf(before))).toBe(true);
  });
});

describe('a badge as SVG', () => {
  it.each([
    ['of a drawing', drawing],
    ['of an image with pixels', photo],
    ['that nobody drew', null],
  ])('%s holds the credential in one element, and looks as before', async (_, shown) => {
    const text = textWith(shown);
    const baked = await badges.bake(text, 'svg');
    const document = parse(baked);
    const found = [...document.getElementsByTagNameNS(OPEN_BADGES, 'credential')];
    expect(found.map((one) => [one.textContent, one.parentNode === document.documentElement])).toEqual([[text, true]]);
    const [pixels] = [...document.getElementsByTagName('image')];
    if (shown === photo) {
      const href = pixels?.getAttribute('href') ?? '';
      expect(Buffer.from(href.replace('data:image/png;base64,', ''), 'base64').equals(photo.bytes)).toBe(true);
      return;
    }
    const before =
      shown === null ? drawBadge({ name: 'Working with return bread', issuer: 'School for Food' }) : DRAWING;
    const drawn = await rasteriser.toPng(Buffer.from(baked).toString());
    expect(drawn && pixelsOf(drawn).equals(pixelsOf((await rasteriser.toPng(before)) ?? Buffer.alloc(0)))).toBe(true);
  });

  it('holds a compact JWS in an attribute', () => {
    const [found] = [...parse(bakeSvg(DRAWING, 'a.b-_.c')).getElementsByTagNameNS(OPEN_BADGES, 'credential')];
    expect([found?.getAttribute('verify'), found?.textContent]).toEqual(['a.b-_.c', '']);
  });
});

describe('a badge whose image is not ours', () => {
  it('is drawn by its name, and nothing is fetched for it', async () => {
    const text = textWith({ ...drawing, file: `${'c'.repeat(64)}.png` });
    expect(text).toContain(imageUrl('https://school.example', `${'c'.repeat(64)}.png`));
    const baked = Buffer.from(await badges.bake(text, 'svg')).toString();
    expect(baked).toContain('<title>Working with return bread (School for Food)</title>');
  });
});

describe('whatever is baked into whichever picture', () => {
  const texts = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }).filter((text) => !text.includes('\0'));
  const tricky = fc.array(fc.oneof(texts, fc.constantFrom(']]>', '<![CDATA[', '&amp;', '\r', '"')), { minLength: 1 });
  const pictures = fc
    .record({
      width: fc.integer({ min: 90, max: 140 }),
      height: fc.integer({ min: 90, max: 140 }),
      colorType: fc.constantFrom(0 as const, 2 as const, 4 as const, 6 as const),
      bitDepth: fc.constantFrom(8 as const, 16 as const),
      seed: fc.nat(255),
    })
    .map(({ width, height, seed, ...kind }) => {
      const picture = new PNG({ width, height });
      picture.data.forEach((__, at) => (picture.data[at] = (at * 31 + seed) % 256));
      return PNG.sync.write(picture, kind);
    });

  it('is taken out of a PNG again, once, and the pixels stay', () => {
    fc.assert(
      fc.property(pictures, tricky, texts, (picture, parts, old) => {
        const text = parts.join('');
        const baked = bakePng(bakePng(picture, old), text);
        expect(readBakedImage(baked)).toEqual({ kind: 'png', text });
        expect(extractChunks(baked).filter(({ name }) => name === 'iTXt')).toHaveLength(1);
        expect(pixelsOf(baked).equals(pixelsOf(picture))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  const words = fc.string({ unit: 'grapheme', maxLength: 40 });
  const inXml = (text: string): boolean => /^[\t\n\r\x20-\ufffd]+$/.test(text) && text.trim() !== '';

  it('is taken out of an SVG again, once, by another reader too', () => {
    fc.assert(
      fc.property(words, words, tricky, texts.filter(inXml), (name, issuer, parts, old) => {
        const text = parts.join('');
        fc.pre(inXml(text) && text.isWellFormed());
        const baked = bakeSvg(bakeSvg(drawBadge({ name, issuer }), old), text);
        expect(readBakedImage(Buffer.from(baked))).toEqual({ kind: 'svg', text });
        const found = [...parse(baked).getElementsByTagNameNS(OPEN_BADGES, 'credential')];
        expect(found.map(({ textContent }) => textContent)).toEqual([text]);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused with a NUL in it, since some readers would end there', () => {
    fc.assert(
      fc.property(texts, texts, (before, behind) => {
        const text = `${before}\0${behind}`;
        expect(() => bakePng(png(), text)).toThrow(BakingError);
        expect(() => bakeSvg(DRAWING, text)).toThrow(BakingError);
      }),
      { numRuns: 50 },
    );
  });
});
