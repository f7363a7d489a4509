import type { DefaultTreeAdapterTypes } from 'parse5';
import { parseFragment } from 'parse5';
import type { Html } from '@estafette/service-host/html';

/** Text of one kind. `\n` ends a line. */
export interface Run {
  readonly text: string;
  readonly strong: boolean;
  /** In which it is written; null: as all around it. */
  readonly lang: string | null;
}

/** What stands on paper, one below the other. */
export type Block =
  | { readonly kind: 'heading'; readonly rank: number; readonly runs: readonly Run[] }
  | { readonly kind: 'paragraph'; readonly runs: readonly Run[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Run[])[] }
  | { readonly kind: 'table'; readonly rows: readonly Row[] }
  | { readonly kind: 'qr-code'; readonly address: string; readonly alt: string };

/** A header and what is said of it. */
export interface Row {
  readonly header: readonly Run[];
  readonly said: readonly (readonly Run[])[];
}

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/**
 * What a part of the page comes to on paper, so that both tell the same: headings, paragraphs and lists as they are, definitions as a
 * table, and after what is a link its address. Forms and what is for a screen alone are left out.
 */
export function flowOf(part: Html): Block[] {
  return parseFragment(part.text).childNodes.flatMap(blocksIn);
}

function blocksIn(node: Node): Block[] {
  if (!isElement(node)) {
    const runs = runsIn([node], PLAIN);
    return runs.every(({ text }) => text.trim() === '') ? [] : [{ kind: 'paragraph', runs }];
  }
  if (isForScreens(node)) return [];
  const { tagName, childNodes } = node;
  const [, rank] = /^h([1-6])$/.exec(tagName) ?? [];
  if (rank !== undefined) return [{ kind: 'heading', rank: Number(rank), runs: runsIn([node], PLAIN) }];
  if (tagName === 'p') return [{ kind: 'paragraph', runs: runsIn([node], PLAIN) }];
  if (tagName === 'ul' || tagName === 'ol') {
    const items = childNodes.filter(isElement).map((item) => runsIn([item], PLAIN));
    return [{ kind: 'list', items }];
  }
  return tagName === 'dl' ? [{ kind: 'table', rows: rowsIn(node) }] : childNodes.flatMap(blocksIn);
}

function rowsIn(definitions: Element): Row[] {
  const rows: { header: Run[]; said: Run[][] }[] = [];
  for (const child of definitions.childNodes.filter(isElement)) {
    const runs = runsIn([child], PLAIN);
    if (child.tagName === 'dt') rows.push({ header: runs, said: [] });
    else rows.at(-1)?.said.push(runs);
  }
  return rows;
}

interface Manner {
  readonly strong: boolean;
  readonly lang: string | null;
  /** Whether a line ends where the text has a line feed (`white-space: pre-line`). */
  readonly lines: boolean;
}

const PLAIN: Manner = { strong: false, lang: null, lines: false };

function runsIn(nodes: readonly Node[], manner: Manner): Run[] {
  return nodes.flatMap((node) => {
    if (node.nodeName === '#text' && 'value' in node) {
      const text = node.value.replaceAll(manner.lines ? /[^\S\n]+/g : /\s+/g, ' ');
      return text === '' ? [] : [{ text, strong: manner.strong, lang: manner.lang }];
    }
    if (!isElement(node) || isForScreens(node)) return [];
    const inner = runsIn(node.childNodes, {
      strong: manner.strong || node.tagName === 'strong',
      lang: attributeOf(node, 'lang') ?? manner.lang,
      lines: manner.lines || classesOf(node).includes('lines'),
    });
    const address = node.tagName === 'a' ? attributeOf(node, 'href') : undefined;
    if (address === undefined || !/^https?:/.test(address)) return inner;
    return [...inner, { text: ` <${address}>`, strong: false, lang: null }];
  });
}

/** As in the style of the page, where it is printed. */
function isForScreens(element: Element): boolean {
  return ['nav', 'form'].includes(element.tagName) || classesOf(element).includes('screen');
}

function isElement(node: Node): node is Element {
  return 'tagName' in node;
}

function attributeOf({ attrs }: Element, name: string): string | undefined {
  return attrs.find((one) => one.name === name)?.value;
}

function classesOf(element: Element): string[] {
  return (attributeOf(element, 'class') ?? '').split(/\s+/);
}
