import { beforeAll, describe, expect, it } from 'vitest';
import { DRAWING, png, pngChunk } from './images/images.example.js';
import { bakePng, bakeSvg, MAX_IMAGE_BYTES } from './images/index.js';
import { exampleSigner } from './keys/signer.example.js';
import { signDocument } from './proof/sign.js';
import { returnBread } from './return-bread.example.js';
import { verify } from './verify.js';

const now = new Date('2026-11-22T10:00:00Z');
const key = exampleSigner(7);
const sources = { issuer: () => Promise.resolve({ name: 'Koksschool Zuid', registry: 'test' }) };
let text: string;

beforeAll(async () => {
  text = JSON.stringify(await signDocument(returnBread(key.did), key, new Date('2026-11-21T14:40:00Z')));
});

const said = async (image: Uint8Array): Promise<string> => {
  const { verdict, checks } = await verify(image, { now, sources });
  return [verdict, ...checks.filter(({ outcome }) => outcome === 'failed').map(({ code }) => code)].join(' ');
};
const svg = (drawing: string): Uint8Array => new TextEncoder().encode(drawing);

describe('a badge that is baked into an image', () => {
  it('is judged as the credential alone is', async () => {
    const alone = await verify(text, { now, sources });
    expect(alone.verdict).toBe('valid');
    for (const image of [bakePng(png(), text), svg(bakeSvg(DRAWING, text)), svg(`\n  ${drawn(text)}`), drawn(text)]) {
      expect(await verify(image, { now, sources })).toEqual(alone);
    }
  });

  it('is not genuine with one word of it changed', async () => {
    const altered = text.replace('return bread', 'return breaD');
    for (const image of [bakePng(png(), altered), svg(bakeSvg(DRAWING, altered))]) {
      expect(await said(image)).toBe('not-genuine signature-wrong');
    }
  });

  it('says what is wrong with the image where nothing can be taken out of it', async () => {
    const baked = bakePng(png(), text);
    expect(await said(png())).toBe('not-genuine image-without-credential');
    expect(await said(svg(DRAWING))).toBe('not-genuine image-without-credential');
    expect(await said(baked.subarray(0, 60))).toBe('not-genuine image-unreadable');
    expect(await said(svg('<svg xmlns="http://www.w3.org/2000/svg">'))).toBe('not-genuine image-unreadable');
    expect(await said(svg(`<!DOCTYPE svg>${DRAWING.replace(/^<\?.*\?>\n/, '')}`))).toBe(
      'not-genuine image-has-doctype',
    );
    expect(await said(png(pngChunk('iTXt', 'openbadgecredential\0\x01\0\0\0x')))).toBe(
      'not-genuine image-credential-malformed',
    );
    expect(await said(svg(`<svg>${' '.repeat(MAX_IMAGE_BYTES)}</svg>`))).toBe('not-genuine image-too-large');
    const twice = drawn(text).replace(/<openbadges:.*>(?=.*<\/?svg)/s, '$&$&');
    expect(await said(svg(twice))).toBe('not-genuine image-with-several-credentials');
  });

  it('that holds something else than a credential is refused for that', async () => {
    expect(await said(bakePng(png(), '{"type":"Recipe"}'))).toContain('not-genuine shape-unknown');
  });
});

function drawn(credential: string): string {
  return bakeSvg(DRAWING.replace(/^<\?.*\?>\n/, ''), credential);
}
