import { readXml } from '@estafette/verifier';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspect } from '../image/inspecting/inspect.js';
import { drawBadge } from './default-badge.js';

const linesOf = (svg: string): string[] =>
  [...svg.matchAll(/<text x="256" y="[\d.]+" font-size="\d+">([^<]*)<\/text>/g)].map(([, line = '']) => line);
const fine = { isDrawable: () => Promise.resolve(true) };

describe('a badge that nobody drew', () => {
  it('shows the whole name and issuer, in lines', () => {
    const name = 'Working with return bread in a bakery that wastes nothing';
    const lines = linesOf(drawBadge({ name, issuer: 'School for Food' }));
    expect(lines.join(' ')).toBe(`${name} School for Food`);
    expect(lines.length).toBeGreaterThan(3);
    expect(linesOf(drawBadge({ name: 'Bread', issuer: null }))).toEqual(['Bread']);
  });

  it('cuts what is too long, and parts a word that is, between letters', () => {
    expect(linesOf(drawBadge({ name: 'bread '.repeat(50), issuer: null })).at(-1)).toMatch(/^bread.*…$/);
    const lines = linesOf(drawBadge({ name: '👩🏽‍🍳'.repeat(200), issuer: null }));
    expect(lines.every((line) => line.replaceAll('👩🏽‍🍳', '').replace('…', '') === '')).toBe(true);
  });

  it('is a drawing that might be uploaded, whatever the words are', async () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '</text><script/>', '"&\'<', ']]>', '\ud83c', '\u202e'),
    );
    await fc.assert(
      fc.asyncProperty(words, fc.option(words), async (name, issuer) => {
        const svg = drawBadge({ name, issuer });
        expect(await inspect(Buffer.from(svg), 'image/svg+xml', fine)).toMatchObject({
          faults: [],
        });
        const elements = [...readXml(svg)].flatMap((part) => (part.kind === 'start' ? [part.nameAsWritten] : []));
        expect(new Set(elements)).toEqual(new Set([...['svg', 'title', 'rect', 'path', 'g', 'text']]));
        expect(linesOf(svg).length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps its words within', () => {
    for (const name of [
      'W',
      'Brood',
      'WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW',
      'a b c d e f g h i j k l m n o p q r s t'.repeat(9),
    ]) {
      const svg = drawBadge({ name, issuer: name });
      for (const [, y = '', size = '', line = ''] of svg.matchAll(/y="([\d.]+)" font-size="(\d+)">([^<]*)</g)) {
        expect(Number(y)).toBeLessThan(480);
        expect(Number(size) * 0.58 * line.length).toBeLessThanOrEqual(400);
      }
    }
  });
});
