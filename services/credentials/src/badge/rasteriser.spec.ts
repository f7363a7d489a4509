import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { Rasteriser } from './rasteriser.js';

const svg = (inside: string): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${inside}</svg>`;

describe('a drawing', () => {
  it('that was drawn before waits for no other, and who tries one out holds up nobody who wants one', async () => {
    const rasteriser = new Rasteriser(60_000, 3_000);
    const known = svg('<rect width="32" height="64"/>');
    const drawn = await rasteriser.toPng(known);
    const endless = (name: string) =>
      svg(
        `<filter id="${name}"><feTurbulence numOctaves="9999" baseFrequency="1"/></filter><rect filter="url(#${name})" width="64" height="64"/>`,
      );
    const ended: string[] = [];
    const trials = ['a', 'b'].map(async (name) => {
      expect(await rasteriser.isDrawable(endless(name))).toBe(false);
      ended.push(name);
    });
    expect(await rasteriser.toPng(known)).toBe(drawn);
    expect(await rasteriser.toPng(svg('<circle r="9"/>'))).toBeDefined();
    expect(ended).toEqual([]);
    expect(await rasteriser.isDrawable(known)).toBe(true);
    await Promise.all(trials);
    expect(ended).toEqual(['a', 'b']);
    const many = Array.from({ length: 12 }, (_, nth) => rasteriser.isDrawable(`no drawing ${nth}`));
    const refused = (await Promise.allSettled(many)).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(
      refused.every((one) => ((one as PromiseRejectedResult).reason as { code: string }).code === 'drawing-busy'),
    ).toBe(true);
  });

  it('becomes pixels, its words too', async () => {
    const rasteriser = new Rasteriser();
    const half = PNG.sync.read(Buffer.from((await rasteriser.toPng(svg('<rect width="32" height="64"/>'))) ?? ''));
    const alpha = (x: number): number | undefined => half.data[(256 * half.width + x) * 4 + 3];
    expect([half.width, half.height, alpha(100), alpha(400)]).toEqual([512, 512, 255, 0]);
    const inked = async (text: string): Promise<number> => {
      const png = await rasteriser.toPng(svg(`<text x="0" y="50" font-size="40" font-family="Arial">${text}</text>`));
      return PNG.sync.read(Buffer.from(png ?? '')).data.filter((value, at) => at % 4 === 3 && value > 0).length;
    };
    expect(await inked('é')).toBeGreaterThan(await inked('e'));
    expect(await inked(' ')).toBe(0);
  });

  it('that cannot be drawn, or would take too long, is given up', async () => {
    const rasteriser = new Rasteriser(3_000);
    const endless = `<filter id="f"><feTurbulence numOctaves="9999" baseFrequency="1"/></filter>`;
    const from = Date.now();
    expect(await rasteriser.toPng(svg(`${endless}<rect filter="url(#f)" width="64" height="64"/>`))).toBeUndefined();
    expect(Date.now() - from).toBeLessThan(30_000);
    // The next has its turn all the same.
    expect(await rasteriser.toPng('no drawing')).toBeUndefined();
    const tall = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 100000"><rect width="1" height="9"/></svg>';
    expect(await rasteriser.toPng(tall)).toBeUndefined();
    expect(await new Rasteriser().toPng(svg('<rect width="9" height="9"/>'))).toBeDefined();
  });
});
