import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BakingError, MAX_BAKED_BYTES, MAX_IMAGE_BYTES } from './baked-image.js';
import { CREDENTIAL, JWS, png, pngChunk, readPng } from './images.example.js';
import { bakePng, unbakePng } from './png.js';

const KEYWORD = 'openbadgecredential';
const compressed = (bytes: Uint8Array): Buffer =>
  pngChunk('iTXt', Buffer.concat([Buffer.from(`${KEYWORD}\0\u0001\0\0\0`), deflateSync(bytes)]));
const plain = (text: string): Buffer => pngChunk('iTXt', `${KEYWORD}\0\0\0\0\0${text}`);

/** Whatever can be written in UTF-8, but for a zero, which JSON and compact JWS have none of. */
const texts = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }).filter((text) => !text.includes('\0'));

describe('bakePng', () => {
  it('takes out again what was baked', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(unbakePng(bakePng(png(), text))).toEqual({ text });
      }),
    );
  });

  it('writes the chunk of the specification behind the header, as another reader finds', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const [header, ...others] = readPng(png(pngChunk('gAMA', Buffer.from([0, 0, 177, 143]))));
        const credential = { type: 'iTXt', data: Buffer.from(`${KEYWORD}\0\0\0\0\0${text}`) };
        const baked = bakePng(png(pngChunk('gAMA', Buffer.from([0, 0, 177, 143]))), text);
        expect(readPng(baked)).toEqual([header, credential, ...others]);
      }),
    );
  });

  it('replaces every credential that is there, and leaves all other bytes', () => {
    const kept = [
      pngChunk('iTXt', 'openbadges\0\0\0\0\0{"of":"2.0"}'),
      pngChunk('tEXt', 'openbadges\0https://example.org/assertion'),
      pngChunk('iTXt', `${KEYWORD}s\0\0\0\0\0another word`),
      pngChunk('abCd', `${KEYWORD}\0\0\0\0\0no text`),
    ];
    const replaced = [plain('old'), pngChunk('tEXt', `${KEYWORD}\0old`), pngChunk('zTXt', `${KEYWORD}\0\0old`)];
    const trailer = Buffer.from('behind the end');
    const image = Buffer.concat([png(...kept, ...replaced, compressed(Buffer.from('old'))), trailer]);
    expect(Buffer.from(bakePng(image, JWS))).toEqual(Buffer.concat([png(plain(JWS), ...kept), trailer]));
    expect(bakePng(bakePng(image, CREDENTIAL), JWS)).toEqual(bakePng(image, JWS));
  });

  it('leaves the image that it is given as it was', () => {
    const image = png();
    bakePng(image, CREDENTIAL);
    expect(image).toEqual(png());
  });

  it.each([
    ['what is no image', Buffer.from('GIF89a'), CREDENTIAL, 'image-unreadable'],
    ['half an image', png().subarray(0, -1), CREDENTIAL, 'image-unreadable'],
    ['nothing', png(), '', 'image-credential-malformed'],
    ['half a character', png(), '\ud83e', 'image-credential-malformed'],
    ['a zero', png(), 'a\0b', 'image-credential-malformed'],
    ['too much', png(), 'x'.repeat(MAX_BAKED_BYTES + 1), 'image-too-large'],
  ])('refuses %s', (_, image, text, code) => {
    expect(() => bakePng(image, text)).toThrow(expect.objectContaining({ name: BakingError.name, code }));
  });
});

describe('unbakePng', () => {
  it('reads a compressed credential, though it should not be, and the names of its language', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3000 }), (text) => {
        const image = png(compressed(Buffer.from(text)));
        expect(unbakePng(image)).toEqual(
          text.includes('\0') ? { fault: 'image-credential-malformed' } : { text: text.toWellFormed() },
        );
      }),
    );
    const named = pngChunk('iTXt', `${KEYWORD}\0\0\0nl-NL\0insigne é\0${CREDENTIAL}`);
    expect(unbakePng(png(named))).toEqual({ text: CREDENTIAL });
  });

  it('reads up to 256 KiB, plain and compressed, however well it compresses', () => {
    const full = 'x'.repeat(MAX_BAKED_BYTES);
    const noise = Buffer.from(Array.from({ length: MAX_BAKED_BYTES / 2 }, (_, at) => 32 + ((at * at * 31) % 89)));
    expect(unbakePng(png(plain(full)))).toEqual({ text: full });
    expect(unbakePng(png(compressed(Buffer.from(full))))).toEqual({ text: full });
    expect(unbakePng(png(compressed(noise)))).toEqual({ text: noise.toString() });
    expect(unbakePng(png(plain(`${full}x`)))).toEqual({ fault: 'image-too-large' });
    expect(unbakePng(png(compressed(Buffer.from(`${full}x`))))).toEqual({ fault: 'image-too-large' });
  });

  it('stops inflating when there is too much: it never sees that the end is missing', () => {
    const bomb = deflateSync(Buffer.alloc(2 ** 26, 'x'));
    const small = deflateSync(Buffer.alloc(2 ** 16, 'x'));
    const cut = (deflated: Buffer): Buffer =>
      png(pngChunk('iTXt', Buffer.concat([Buffer.from(`${KEYWORD}\0\u0001\0\0\0`), deflated.subarray(0, -20)])));
    expect(unbakePng(cut(bomb))).toEqual({ fault: 'image-too-large' });
    expect(unbakePng(cut(small))).toEqual({ fault: 'image-credential-malformed' });
  });

  it('does not look behind the end of the image', () => {
    expect(unbakePng(Buffer.concat([png(plain(JWS)), plain('second')]))).toEqual({ text: JWS });
    expect(unbakePng(Buffer.concat([png(), plain(JWS)]))).toEqual({ fault: 'image-without-credential' });
  });

  const wrongCrc = plain(CREDENTIAL);
  wrongCrc.writeUInt32BE(1, wrongCrc.length - 4);
  const tooLong = pngChunk('abCd', 'x');
  tooLong.writeUInt32BE(0xffffffff);
  const deflated = deflateSync(Buffer.from(CREDENTIAL));
  const withFlags = (flags: string, rest: Uint8Array = deflated): Buffer =>
    pngChunk('iTXt', Buffer.concat([Buffer.from(`${KEYWORD}\0${flags}\0\0`), rest]));

  it.each([
    ['nothing', Buffer.alloc(0), 'image-unreadable'],
    ['only a signature', png().subarray(0, 8), 'image-unreadable'],
    ['another signature', Buffer.concat([Buffer.from('\x89PNX'), png().subarray(4)]), 'image-unreadable'],
    ['no end', png(plain(JWS)).subarray(0, -12), 'image-unreadable'],
    ['half an end', png(plain(JWS)).subarray(0, -1), 'image-unreadable'],
    ['a length past the end', png(plain(JWS), tooLong), 'image-unreadable'],
    ['no header first', Buffer.concat([png().subarray(0, 8), plain(JWS), png().subarray(8)]), 'image-unreadable'],
    ['no credential', png(), 'image-without-credential'],
    ['a badge of Open Badges 2.0', png(pngChunk('iTXt', `openbadges\0\0\0\0\0{}`)), 'image-without-credential'],
    ['the keyword in capitals', png(pngChunk('iTXt', 'OpenBadgeCredential\0\0\0\0\0{}')), 'image-without-credential'],
    ['the same twice', png(plain(JWS), plain(JWS)), 'image-with-several-credentials'],
    ['one in another kind', png(plain(JWS), pngChunk('tEXt', `${KEYWORD}\0x`)), 'image-with-several-credentials'],
    ['a wrong CRC', png(wrongCrc), 'image-credential-malformed'],
    ['tEXt only', png(pngChunk('tEXt', `${KEYWORD}\0\0\0\0\0{}`)), 'image-credential-malformed'],
    ['zTXt only', png(pngChunk('zTXt', `${KEYWORD}\0\0\0\0\0{}`)), 'image-credential-malformed'],
    ['no text', png(plain('')), 'image-credential-malformed'],
    ['no flag', png(pngChunk('iTXt', `${KEYWORD}\0`)), 'image-credential-malformed'],
    ['no language', png(pngChunk('iTXt', `${KEYWORD}\0\0\0nl`)), 'image-credential-malformed'],
    ['no translated keyword', png(pngChunk('iTXt', `${KEYWORD}\0\0\0nl\0insigne`)), 'image-credential-malformed'],
    ['an unknown flag', png(withFlags('\u0002\0')), 'image-credential-malformed'],
    ['an unknown method', png(withFlags('\u0001\u0001')), 'image-credential-malformed'],
    ['half of the compressed', png(withFlags('\u0001\0', deflated.subarray(0, -20))), 'image-credential-malformed'],
    ['nothing compressed', png(withFlags('\u0001\0', Buffer.alloc(0))), 'image-credential-malformed'],
    ['no compressed text', png(withFlags('\u0001\0', Buffer.from('no zlib'))), 'image-credential-malformed'],
    ['no UTF-8', png(withFlags('\0\0', Buffer.from([0x7b, 0xff, 0x7d]))), 'image-credential-malformed'],
    ['compressed no UTF-8', png(compressed(Buffer.from([0x7b, 0xc0, 0x80]))), 'image-credential-malformed'],
    ['a zero in the text', png(plain('{}\0{}')), 'image-credential-malformed'],
    ['too many chunks', png(...new Array<Buffer>(5000).fill(pngChunk('abCd', ''))), 'image-too-large'],
    ['too large an image', png(plain(JWS), pngChunk('abCd', Buffer.alloc(MAX_IMAGE_BYTES))), 'image-too-large'],
  ])('refuses %s', (_, image, fault) => {
    expect(unbakePng(image)).toEqual({ fault });
  });
});
