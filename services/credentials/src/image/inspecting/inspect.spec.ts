import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { chunk, DRAWING, HOSTILE, png, svg } from '../images.example.js';
import { inspect } from './inspect.js';

const drawn: string[] = [];
const draws = {
  isDrawable: (text: string) => {
    drawn.push(text);
    return Promise.resolve(true);
  },
};
const look = async (image: Uint8Array | string, type = typeof image === 'string' ? 'image/svg+xml' : 'image/png') =>
  inspect(typeof image === 'string' ? Buffer.from(image) : image, type, draws);

/** Colours, transparency, sixteen bits and a palette, as an encoder of others writes them. */
const written = (colorType: 0 | 2 | 4 | 6, bitDepth: 8 | 16 = 8): Buffer =>
  PNG.sync.write(new PNG({ width: 100, height: 90, fill: true }), { colorType, bitDepth, inputColorType: 6 });

const palette = png({ kind: [1, 3, 0, 0, 0], rows: Buffer.alloc(13 * 96), before: [chunk('PLTE', '\0\0\0abc')] });
/** Of 96 by 96 grey pixels, in seven passes. */
const interlaced = png({
  kind: [8, 0, 0, 0, 1],
  rows: Buffer.alloc([13 * 12, 13 * 12, 25 * 12, 25 * 24, 49 * 24, 49 * 48, 97 * 48].reduce((a, b) => a + b)),
});

describe('an image that may be uploaded', () => {
  it.each([
    ['grey', written(0), 100, 90],
    ['in colours', written(2), 100, 90],
    ['grey and transparent', written(4), 100, 90],
    ['in colours and transparent', written(6), 100, 90],
    ['of sixteen bits', written(6, 16), 100, 90],
    ['with a palette, of one bit', palette, 96, 96],
    ['interlaced', interlaced, 96, 96],
    ['with words of its maker', png({ after: [chunk('tEXt', 'Author\0School')] }), 96, 96],
    ['as small as it may be', png({ width: 90, height: 90 }), 90, 90],
    ['a drawing of an editor', DRAWING, null, null],
    ['a drawing of some pixels', svg('<g/>', 'width="120px" height="90"'), null, null],
    ['a drawing in proportion', svg('<g/>', 'width="21mm" height="21mm" viewBox="0,0 3 2.5"'), null, null],
  ])('is one %s', async (_, image, width, height) => {
    const told = await look(image);
    expect(told).toMatchObject({ faults: [], width, height });
  });

  it('is drawn, where it is a drawing, to see whether it can be', async () => {
    drawn.length = 0;
    await look(png());
    expect(drawn).toEqual([]);
    await look(DRAWING);
    expect(drawn).toEqual([DRAWING]);
    const never = { isDrawable: () => Promise.resolve(false) };
    const { faults } = await inspect(Buffer.from(DRAWING), 'image/svg+xml', never);
    expect(faults.map(({ code }) => code)).toEqual(['svg-not-drawable']);
  });
});

describe('an image that may not', () => {
  it.each(HOSTILE)('holds $what', async ({ type, bytes, codes }) => {
    drawn.length = 0;
    const { faults } = await look(bytes, type);
    expect(faults.map(({ code }) => code)).toEqual(codes);
    expect(drawn).toEqual([]);
  });

  it('tells on which line, and each thing once', async () => {
    const { faults } = await look(svg('\n\n<g onclick="a" onload="b"/>\n<script/><script/>'));
    expect(faults.map(({ detail }) => detail.slice(0, 24))).toEqual([
      'Line 3: onclick="…" runs',
      'Line 3: onload="…" runs ',
      'Line 4: <script> runs a ',
    ]);
  });

  it('is told soon, also where everything in it is wrong', async () => {
    const from = Date.now();
    await look(svg('<a onx=""/>'.repeat(40_000)));
    await look(svg(`<style>${'url('.repeat(100_000)}</style>`));
    await look(svg(`<style>${'image '.repeat(80_000)}</style>`));
    await look(svg(`<path d="${'url( '.repeat(90_000)}"/>`));
    await look(svg(`<path d="${'java '.repeat(90_000)}"/>`));
    expect(Date.now() - from).toBeLessThan(10_000);
  });

  const pieces = fc.constantFrom(
    ...[
      '<g>',
      '</g>',
      '<path d="M0 0"/>',
      '<style>',
      '</style>',
      '<title>',
      '</title>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
    ],
    ...[
      '<script>',
      '</script>',
      '<a href="#b">',
      '<a href="http://x.example">',
      '</a>',
      'url(#a)',
      'url(b)',
      '<?x',
      '?>',
    ],
    ...[
      '<g onload="x">',
      '<x:script xmlns:x="http://www.w3.org/2000/svg"/>',
      '<image href="a.png"/>',
      '<p>',
      '</p>',
      '>',
    ],
    ...[
      '<image href="data:image/png;base64,aa"/>',
      '&#60;script>',
      '<use xlink:href="#a"/>',
      '<use xlink:href="b"/>',
      ' ',
    ],
  );
  const unsafe = /^(?:script|foreignobject|p)$/i;

  it('is seen as another reader of XML would see it, however it is put together', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 6 }), async (parts) => {
        const text = svg(parts.join(''));
        const { faults } = await look(text);
        if (faults.length > 0) return;
        taken += 1;
        const elements = [...new DOMParser().parseFromString(text, 'image/svg+xml').getElementsByTagName('*')];
        for (const element of elements) {
          expect(element.localName).not.toMatch(unsafe);
          for (const { localName, value } of element.attributes) {
            expect(localName).not.toMatch(/^on/);
            if (localName === 'href') expect(value).toMatch(/^(?:#|data:image\/png;)/);
          }
          if (element.localName === 'style') expect(element.textContent).not.toMatch(/url\((?!#)/);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  it('never throws, whatever the bytes are', async () => {
    const images = [png(), palette, interlaced, Buffer.from(DRAWING)];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...images),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(),
        async (image, changes, cut) => {
          const changed = Buffer.from(image);
          for (const [at, byte] of changes) changed.writeUInt8(byte, at % changed.length);
          for (const bytes of [changed, image.subarray(0, cut % image.length)]) {
            const type = image === images[3] ? 'image/svg+xml' : 'image/png';
            const { faults } = await inspect(bytes, type, draws);
            for (const { code, detail } of faults) expect(code + detail).toMatch(/^[a-z]+-[-a-z]+[A-Z<“/@u].*/s);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
