import { describe, expect, it } from 'vitest';
import type { Run } from './flow.js';
import { linesOf, type Piece } from './lines.js';

const run = (text: string, more: Partial<Run> = {}): Run => ({ text, strong: false, lang: null, ...more });
/** Every letter one point wide. */
const set = (width: number, ...runs: readonly Run[]): Piece[][] => linesOf(runs, width, (text) => text.length);
const texts = (lines: readonly (readonly Piece[])[]): string[] =>
  lines.map((line) => line.map(({ actual, text }) => actual ?? text).join(''));

describe('lines', () => {
  it('break between words, where the next one does not fit, and keep their spaces', () => {
    expect(texts(set(9, run('one two three four')))).toEqual(['one two ', 'three ', 'four']);
    expect(texts(set(100, run('one\ntwo')))).toEqual(['one ', 'two']);
  });

  it('break within a word only where it is wider than a line', () => {
    expect(texts(set(5, run('a 123456789012 b')))).toEqual(['a ', '12345', '67890', '12 b']);
  });

  it('do not break between runs without a space between them', () => {
    expect(texts(set(8, run('one '), run('bread', { strong: true }), run(', two')))).toEqual([
      'one ',
      'bread, ',
      'two',
    ]);
  });

  it('have words of a language that is written from right to left from right to left, others around them as they were', () => {
    const [line = []] = set(100, run('abc שלום עולם def'));
    expect(line.map(({ actual, text, x }) => [actual ?? text, x])).toEqual([
      ['abc ', 0],
      ['שלום ', 9],
      ['עולם ', 4],
      ['def', 14],
    ]);
  });

  it('keep languages apart', () => {
    const [line = []] = set(100, run('een '), run('two', { lang: 'en' }));
    expect(line.map(({ text, lang }) => [text, lang])).toEqual([
      ['een ', null],
      ['two', 'en'],
    ]);
  });
});
