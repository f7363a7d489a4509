import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';

/** A face of a font, by the name under which a document knows it. */
export interface Face {
  readonly name: string;
  readonly font: Font;
}

const require = createRequire(import.meta.url);
const NOTO = '@expo-google-fonts/noto-sans';
const FILES = {
  // Latin, Greek and Cyrillic with all that European names take.
  regular: `${NOTO}/400Regular/NotoSans_400Regular.ttf`,
  bold: `${NOTO}/700Bold/NotoSans_700Bold.ttf`,
  // Georgian, Armenian, Hebrew, Arabic, arrows and other signs.
  'fallback-regular': 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'fallback-bold': 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
};

const faces = new Map<string, Face>();

/** Read when first needed, and kept: parsing one takes longer than setting a page in it. */
function faceOf(name: keyof typeof FILES): Face {
  let face = faces.get(name);
  if (!face) {
    face = { name, font: create(readFileSync(require.resolve(FILES[name]))) as Font };
    faces.set(name, face);
  }
  return face;
}

/** Text that one face shows whole. */
export interface Faced {
  readonly text: string;
  readonly face: Face;
  /** What it stands for, where that is not what is drawn; null: the text itself. */
  readonly actual: string | null;
}

/** More marks on one letter than any language writes would grow over the lines above and below. */
const MOST_IN_ONE = 8;

/**
 * A text in pieces that a face shows each, letter by letter with its marks. A letter that no face has is shown by its code
 * (`[U+4E2D]`), never as a box.
 */
export function inFaces(text: string, strong: boolean): Faced[] {
  const faced: Faced[] = [];
  for (const letter of lettersOf(text)) {
    const next = letterIn(letter, strong);
    const last = faced.at(-1);
    const joins = last && last.actual === null && next.actual === null && last.face === next.face;
    if (joins) faced[faced.length - 1] = { ...last, text: last.text + next.text };
    else if (next.text !== '') faced.push(next);
  }
  return faced;
}

const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader takes for one letter: a letter with the marks on it. */
export function lettersOf(text: string): string[] {
  return Array.from(segments.segment(text.normalize('NFC')), ({ segment }) => segment);
}

/** Faced by no glyph of their own: joiners, marks of direction, variation selectors. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\p{Cc}/gu;

function letterIn(letter: string, strong: boolean): Faced {
  const visible = Array.from(letter.replaceAll(INVISIBLE, '')).slice(0, MOST_IN_ONE).join('');
  const weight = strong ? 'bold' : 'regular';
  const points = Array.from(visible, (character) => character.codePointAt(0) ?? 0);
  for (const name of [weight, `fallback-${weight}`] as const) {
    const face = faceOf(name);
    if (points.every((point) => face.font.hasGlyphForCodePoint(point))) return { text: visible, face, actual: null };
  }
  const codes = points.map((point) => `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`);
  return { text: codes.join(''), face: faceOf(weight), actual: letter };
}
