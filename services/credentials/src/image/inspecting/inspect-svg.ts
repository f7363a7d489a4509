import { readXml, XmlError, type XmlPart, type XmlStart } from '@estafette/verifier';
import { unreadable, type ImageFault, type Inspected } from './inspected.js';
import { faultsOfElement, faultsOfStyle, isOfWords, misreadAt } from './unsafe-svg.js';

const SVG = '{http://www.w3.org/2000/svg}svg';
const BAKED = /^\{https:\/\/purl\.imsglobal\.org\/ob\/v3p0\}credential$|^\{http:\/\/openbadges\.org\}assertion$/;
const STYLE_SHEET = /<\?xml-stylesheet/i;

/** A drawing of a badge has some hundred; each browser that shows it works through them all. */
const MOST_ELEMENTS = 5_000;
const MOST_FAULTS = 50;
/** So many findings are looked at; whoever made more of them finds the rest when these are mended. */
const MOST_FINDINGS = 1_000;

/**
 * Says all that is wrong with an SVG: it must be well-formed as a whole, say how large it is, and be unable to run, load or link to
 * anything, wherever somebody shows it. What is not well-formed is told with what was found before it.
 */
export function inspectSvg(bytes: Uint8Array): Inspected {
  let source: string;
  try {
    source = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return unreadable('svg-not-text', 'It is no text in UTF-8. Save it anew as SVG, in UTF-8.');
  }
  const found = new Findings(source);
  // Readers of XML pass over what only a comment says; nobody needs these words there.
  const sheet = STYLE_SHEET.exec(source);
  if (sheet) found.add(sheet.index, { code: 'svg-reaches-out', detail: 'It loads a style sheet from elsewhere.' });
  const misread = misreadAt(source);
  if (misread !== undefined) found.add(misread, MISREAD);
  const root = look(source, found);
  if (root && !hasSize(root)) found.add(root.start, WITHOUT_SIZE);
  return { faults: found.all, width: null, height: null };
}

/** What was found, each once for each line. */
class Findings {
  readonly #all = new Map<string, ImageFault>();
  #count = 0;

  constructor(readonly source: string) {}

  get all(): ImageFault[] {
    return [...this.#all.values()].slice(0, MOST_FAULTS);
  }

  add(at: number | null, { code, detail }: ImageFault): void {
    this.#count += 1;
    if (this.#count > MOST_FINDINGS) return;
    const told = at === null ? detail : `Line ${this.source.slice(0, at).split('\n').length}: ${detail}`;
    this.#all.set(`${code} ${told}`, { code, detail: told });
  }
}

/** @returns the root, where there is one */
function look(source: string, found: Findings): XmlStart | undefined {
  let root: XmlStart | undefined;
  let elements = 0;
  let words: XmlStart | undefined;
  let style: { readonly start: number; readonly depth: number; text: string } | undefined;
  const each = (part: XmlPart): void => {
    if (part.kind === 'text') {
      if (style) style.text += part.text;
    } else if (part.kind === 'end') {
      if (words?.depth === part.depth) words = undefined;
      if (style?.depth !== part.depth) return;
      for (const fault of faultsOfStyle(style.text)) found.add(style.start, fault);
      style = undefined;
    } else {
      root ??= part;
      elements += 1;
      if (BAKED.test(part.name)) {
        found.add(part.start, {
          code: 'image-baked',
          detail: 'A credential is baked into it already: upload the image without.',
        });
      }
      for (const fault of faultsOfElement(part)) found.add(part.start, fault);
      if (words) found.add(part.start, WORDS_ALONE);
      else if (isOfWords(part)) words = part;
      if (/(?:^|\})style$/i.test(part.name)) style ??= { start: part.start, depth: part.depth, text: '' };
    }
  };
  try {
    for (const part of readXml(source)) each(part);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    found.add(null, error.reason === 'has-doctype' ? DOCTYPE : MALFORMED);
    return undefined;
  }
  if (elements > MOST_ELEMENTS) {
    found.add(null, { code: 'svg-too-complex', detail: `It has ${elements} elements: ${MOST_ELEMENTS} are enough.` });
  }
  if (root?.name === SVG) return root;
  found.add(null, { code: 'svg-not-svg', detail: 'Its root is no <svg xmlns="http://www.w3.org/2000/svg">.' });
  return undefined;
}

const MISREAD = {
  code: 'svg-misread',
  detail: 'Here a web page would read a tag where a drawing has none: take the comment, instruction or CDATA out.',
};
const WORDS_ALONE = {
  code: 'svg-foreign-content',
  detail: 'A title or description holds words alone: take the element out.',
};
const DOCTYPE = {
  code: 'svg-doctype',
  detail: 'It has a document type (<!DOCTYPE>) or entities: take that out, SVG needs none.',
};
const MALFORMED = { code: 'svg-malformed', detail: 'It is not well-formed XML. Save it anew as SVG.' };

const WITHOUT_SIZE = {
  code: 'svg-without-size',
  detail: 'It does not say how large it is: give the root a viewBox="0 0 512 512".',
};

const LENGTH = /^\s*(\d{1,6}(?:\.\d{1,9})?)(?:px)?\s*$/;
const NUMBER = '[-+]?\\d{1,6}(?:\\.\\d{1,9})?';
const VIEW_BOX = new RegExp(`^\\s*${NUMBER}[\\s,]+${NUMBER}[\\s,]+(${NUMBER})[\\s,]+(${NUMBER})\\s*$`);

/** Whether it says its width and height, or at least their proportion; by a unit or in percents alone it would be of no size. */
function hasSize({ attributes }: XmlStart): boolean {
  const of = (name: string): number => Number(LENGTH.exec(attributes.get(name) ?? '')?.[1] ?? 0);
  const [, width = 0, height = 0] = VIEW_BOX.exec(attributes.get('viewBox') ?? '') ?? [];
  return (of('width') > 0 && of('height') > 0) || (Number(width) > 0 && Number(height) > 0);
}
