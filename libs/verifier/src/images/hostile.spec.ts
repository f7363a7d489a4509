import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CREDENTIAL, DRAWING, JWS, png } from './images.example.js';
import { bakePng, bakeSvg, MAX_IMAGE_BYTES, readBakedImage, type BakedImage } from './index.js';

// What arrives here may be any file of anybody. A CRC tells what happened to a PNG on its way, though not who made it; an
// SVG has none, so a change inside the credential is only seen by its signature.

const texts = [CREDENTIAL, JWS];
const pngs = texts.map((text) => Buffer.from(bakePng(png(), text)));
const svgs = texts.map((text) => Buffer.from(bakeSvg(DRAWING, text)));

interface Change {
  readonly kind: 'replace' | 'insert' | 'remove' | 'repeat' | 'cut';
  /** Where, and with what: parts of the whole. */
  readonly at: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

const part = fc.double({ min: 0, max: 1, noNaN: true });
const changes: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('replace', 'insert', 'remove', 'repeat', 'cut'),
  at: part,
  to: part,
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc
      .constantFrom('<', '>', '"', '&', '<!--', '-->', ']]>', '<![CDATA[', 'iTXt', '\0\0\0\0')
      .map((text) => Buffer.from(text)),
  ),
});

function change(image: Buffer, { kind, at, to, bytes }: Change): Buffer {
  const start = Math.floor(at * image.length);
  const end = Math.min(image.length, start + Math.floor(to * to * to * image.length));
  const [before, between, after] = [image.subarray(0, start), image.subarray(start, end), image.subarray(end)];
  if (kind === 'replace') return Buffer.concat([before, bytes, image.subarray(start + bytes.length)]);
  if (kind === 'insert') return Buffer.concat([before, bytes, between, after]);
  if (kind === 'remove') return Buffer.concat([before, after]);
  return kind === 'cut' ? before : Buffer.concat([before, between, between, after]);
}

const changed = (images: readonly Buffer[]): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.constantFrom(...images), fc.array(changes, { minLength: 1, maxLength: 4 }))
    .map(([image, all]) => all.reduce(change, image));

function textOf(image: Uint8Array): string | undefined {
  const read: BakedImage = readBakedImage(image);
  if ('text' in read) return read.text;
  expect(read.fault).toMatch(/^image-/);
  return undefined;
}

describe('readBakedImage', () => {
  it('tells a PNG from an SVG', () => {
    for (const [at, text] of texts.entries()) {
      expect(readBakedImage(pngs[at] ?? Buffer.alloc(0))).toEqual({ text, kind: 'png' });
      expect(readBakedImage(svgs[at] ?? Buffer.alloc(0))).toEqual({ text, kind: 'svg' });
    }
    expect(readBakedImage(png())).toEqual({ fault: 'image-without-credential' });
    expect(readBakedImage(Buffer.from(DRAWING))).toEqual({ fault: 'image-without-credential' });
    expect(readBakedImage(Buffer.from(CREDENTIAL))).toEqual({ fault: 'image-unreadable' });
    expect(readBakedImage(Buffer.from('\xff\xd8\xff\xe0', 'latin1'))).toEqual({ fault: 'image-unreadable' });
  });

  it('reads a part of a larger buffer as if it were alone', () => {
    for (const image of [...pngs, ...svgs]) {
      const larger = Buffer.concat([Buffer.alloc(3, '<'), image, Buffer.alloc(3, '<')]);
      expect(readBakedImage(larger.subarray(3, -3))).toEqual(readBakedImage(image));
    }
  });

  it('takes nothing out of random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(0, 8, 41), (bytes, kept) => {
        expect(textOf(Buffer.concat([png().subarray(0, kept), bytes]))).toBeUndefined();
      }),
      { numRuns: 6000 },
    );
  });

  it('takes out of a damaged PNG what was baked, or nothing', () => {
    let read = 0;
    fc.assert(
      fc.property(changed(pngs), (image) => {
        const text = textOf(image);
        if (text !== undefined) read++;
        expect([...texts, undefined]).toContain(text);
      }),
      { numRuns: 8000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it('sees every single byte of the chunk that was damaged', () => {
    const [image = Buffer.alloc(0)] = pngs;
    const start = image.indexOf('iTXt') - 4;
    const end = start + 12 + image.readUInt32BE(start);
    for (let at = start; at < end; at++) {
      const damaged = Buffer.from(image);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      expect(textOf(damaged), `at ${at}`).toBeUndefined();
    }
  });

  it('takes out of a damaged SVG some text that UTF-8 can write, or nothing', () => {
    let read = 0;
    fc.assert(
      fc.property(changed(svgs), (image) => {
        const text = textOf(image);
        if (text === undefined) return;
        read++;
        expect(text.isWellFormed()).toBe(true);
        expect(text.trim()).not.toBe('');
        expect(text.length).toBeLessThanOrEqual(image.length);
      }),
      { numRuns: 8000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it('takes the same out of an SVG, or nothing, when a byte outside of the credential is another', () => {
    for (const [turn, image] of svgs.entries()) {
      const start = image.indexOf('<openbadges:credential');
      const end = image.indexOf('</openbadges:credential>') + '</openbadges:credential>'.length;
      for (let at = 0; at < image.length; at++) {
        if (at >= start && at < end) continue;
        for (const byte of Buffer.from('<>"\'&=/!?-[: x\n\0\xff', 'latin1')) {
          const damaged = Buffer.from(image);
          damaged[at] = byte;
          expect([texts[turn], undefined]).toContain(textOf(damaged));
        }
      }
    }
  });
});

describe('the largest images', () => {
  const HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="https://purl.imsglobal.org/ob/v3p0">';
  const fill = (unit: string, before = '', after = ''): string =>
    before + unit.repeat(Math.floor((MAX_IMAGE_BYTES - before.length - after.length) / unit.length)) + after;
  const numbered = (unit: (at: number) => string): string =>
    Array.from({ length: MAX_IMAGE_BYTES / 40 }, (_, at) => unit(at)).join('');

  it.each([
    ['elements', fill('<a/>', HEAD, '</svg>')],
    ['elements never closed', fill('<a>', HEAD)],
    ['credentials', fill('<o:credential/>', HEAD, '</svg>')],
    ['pieces of text', fill('x<!---->', `${HEAD}<o:credential>`, '</o:credential></svg>')],
    ['references', fill('&amp;', `${HEAD}<o:credential>`, '</o:credential></svg>')],
    ['a number', fill('1', `${HEAD}&#`)],
    ['a name', fill('a', '<')],
    ['colons', fill('a:', '<')],
    ['space in a tag', fill(' ', '<svg', '"')],
    ['space', fill(' ')],
    ['attributes', `<svg${numbered((at) => ` a${at}=""`)}>`],
    ['namespaces', `<svg${numbered((at) => ` xmlns:a${at}="u"`)}>${'<a xmlns:b="u"/>'.repeat(100_000)}`],
    ['comments begun', fill('<!--')],
    ['CDATA begun', fill('<![CDATA[', HEAD)],
    ['quotes', fill('<svg a="')],
  ])('of %s are refused in time that grows with their length only', (_, svg) => {
    expect(textOf(Buffer.from(svg))).toBeUndefined();
  });
});
