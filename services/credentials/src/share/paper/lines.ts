import { lettersOf, inFaces, type Face } from './faces.js';
import type { Run } from './flow.js';

/** Text at a place on a line, drawn at once. */
export interface Piece {
  readonly text: string;
  readonly face: Face;
  readonly lang: string | null;
  /** What it stands for, where that is not what is drawn. */
  readonly actual: string | null;
  /** From the beginning of the line, in points. */
  readonly x: number;
}

/** How wide a text is in a face, in points. */
export type Measure = (text: string, face: Face) => number;

/** Letters without a space between them, which stay together where they fit. */
interface Word {
  readonly pieces: readonly { text: string; face: Face; lang: string | null; actual: string | null; width: number }[];
  readonly width: number;
  readonly gap: number;
  readonly rightToLeft: boolean;
  readonly endsLine: boolean;
}

/** Sets text in lines of a width: broken between words, and within a word that is wider than a line. */
export function linesOf(runs: readonly Run[], width: number, measure: Measure): Piece[][] {
  const lines: Word[][] = [[]];
  let taken = 0;
  for (const word of wordsOf(runs, measure).flatMap((one) => fitting(one, width, measure))) {
    const line = lines.at(-1) ?? [];
    if (line.length > 0 && taken + word.width > width) {
      lines.push([word]);
      taken = 0;
    } else line.push(word);
    taken += word.width + word.gap;
    if (word.endsLine) {
      lines.push([]);
      taken = 0;
    }
  }
  return lines.filter((line) => line.length > 0).map(placed);
}

/** A space, or the end of a line. */
const BETWEEN = /( +|\n)/;

function wordsOf(runs: readonly Run[], measure: Measure): Word[] {
  const words: Word[] = [];
  let pieces: Word['pieces'][number][] = [];
  const end = (gap: number, endsLine: boolean): void => {
    const text = pieces.map((piece) => piece.actual ?? piece.text).join('');
    const width = pieces.reduce((sum, piece) => sum + piece.width, 0);
    if (pieces.length > 0) words.push({ pieces, width, gap, endsLine, rightToLeft: RIGHT_TO_LEFT.test(text) });
    pieces = [];
  };
  for (const { text, strong, lang } of runs) {
    for (const part of text.split(BETWEEN)) {
      if (part === '') continue;
      if (part.trim() !== '') {
        for (const faced of inFaces(part, strong)) {
          pieces.push({ ...faced, lang, width: measure(faced.text, faced.face) });
        }
      } else {
        const [space] = inFaces(' ', strong);
        end(space && part !== '\n' ? measure(' ', space.face) : 0, part === '\n');
      }
    }
  }
  end(0, false);
  return words;
}

/** The first letter that has a direction has that of these scripts. */
const RIGHT_TO_LEFT = /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A word that is wider than a line, in parts that are not. */
function fitting(word: Word, width: number, measure: Measure): Word[] {
  if (word.width <= width) return [word];
  const widths = new Map<string, number>();
  const parts: Word[] = [];
  let [pieces, taken]: [Word['pieces'][number][], number] = [[], 0];
  const end = (gap: number, endsLine: boolean): void => {
    if (pieces.length > 0) parts.push({ ...word, pieces, width: taken, gap, endsLine });
    [pieces, taken] = [[], 0];
  };
  for (const piece of word.pieces) {
    const letters = piece.actual === null ? lettersOf(piece.text) : [piece.text];
    let text = '';
    let from = taken;
    for (const letter of letters) {
      const key = `${piece.face.name} ${letter}`;
      const wide = widths.get(key) ?? measure(letter, piece.face);
      widths.set(key, wide);
      if (taken + wide > width && taken > 0) {
        if (text !== '') pieces.push({ ...piece, text, width: taken - from });
        end(0, false);
        [text, from] = ['', 0];
      }
      text += letter;
      taken += wide;
    }
    if (text !== '') pieces.push({ ...piece, text, width: taken - from });
  }
  end(word.gap, word.endsLine);
  return parts;
}

/** A line as it is drawn: in the order of reading, and words that are written from right to left placed so. */
function placed(line: readonly Word[]): Piece[] {
  let x = 0;
  const starts = line.map(({ width, gap }) => {
    const start = x;
    x += width + gap;
    return start;
  });
  for (let first = 0; first < line.length; first += 1) {
    if (!line[first]?.rightToLeft) continue;
    let last = first;
    while (line[last + 1]?.rightToLeft) last += 1;
    const from = starts[first] ?? 0;
    const to = (starts[last] ?? 0) + (line[last]?.width ?? 0);
    for (let at = first; at <= last; at += 1) starts[at] = from + to - (starts[at] ?? 0) - (line[at]?.width ?? 0);
    first = last;
  }
  const pieces: Piece[] = [];
  for (const [index, word] of line.entries()) {
    let at = starts[index] ?? 0;
    for (const [place, { width, ...piece }] of word.pieces.entries()) {
      // With the space behind it, so that whoever reads the text reads words.
      const space = place === word.pieces.length - 1 && (word.gap > 0 || word.endsLine) ? ' ' : '';
      const hidden = word.rightToLeft || piece.actual !== null;
      const next = hidden
        ? { ...piece, actual: (piece.actual ?? piece.text) + space, x: at }
        : { ...piece, text: piece.text + space, x: at };
      const last = pieces.at(-1);
      const joins = last && !hidden && last.actual === null && last.face === next.face && last.lang === next.lang;
      if (joins) pieces[pieces.length - 1] = { ...last, text: last.text + next.text };
      else pieces.push(next);
      at += width;
    }
  }
  return pieces;
}
