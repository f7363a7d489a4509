import { createCanvas } from '@napi-rs/canvas';
import jsQR from 'jsqr';
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

// What the specs read a paper back with: another implementation than the one that writes it.

/** An element of the structure of a document, with the text that it holds. */
export interface Tagged {
  readonly role: string;
  readonly alt: string | null;
  readonly lang: string | null;
  readonly text: string;
}

export interface ReadPaper {
  readonly title: unknown;
  /** As the metadata has it, which is XML. */
  readonly metadataTitle: unknown;
  readonly language: unknown;
  readonly isMarked: boolean;
  readonly pages: number;
  readonly bookmarks: readonly string[];
  /** In the order of reading, parents before children. */
  readonly elements: readonly Tagged[];
  /** All text, in the order of the structure. */
  readonly text: string;
  /** What is marked as no part of what is told: page numbers. */
  readonly artefacts: readonly string[];
  /** What neither an element of the structure holds nor is marked so. */
  readonly stray: readonly string[];
  /** Where text stands, in points from the lower left. */
  readonly places: readonly { text: string; left: number; right: number; bottom: number; page: number }[];
  readonly files: ReadonlyMap<string, Uint8Array>;
}

interface Node {
  readonly role?: string;
  readonly alt?: string;
  readonly lang?: string;
  readonly type?: string;
  readonly id?: string;
  readonly children?: readonly Node[];
}

async function opened<Result>(pdf: Uint8Array, read: (document: PDFDocumentProxy) => Promise<Result>): Promise<Result> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  try {
    return await read(await task.promise);
  } finally {
    await task.destroy();
  }
}

export function readPaper(pdf: Uint8Array): Promise<ReadPaper> {
  return opened(pdf, async (document) => {
    const { info, metadata } = await document.getMetadata();
    const files = ((await document.getAttachments()) ?? new Map()) as Map<string, { filename: string }>;
    const elements: Tagged[] = [];
    const [artefacts, stray]: [string[], string[]] = [[], []];
    const places: ReadPaper['places'][number][] = [];
    let text = '';
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const content = new Map<string, string>();
      const within: { readonly id?: string; readonly tag?: string }[] = [];
      for (const item of (await page.getTextContent({ includeMarkedContent: true, disableNormalization: true }))
        .items) {
        if ('type' in item) {
          if (item.type === 'endMarkedContent') within.pop();
          else within.push(item);
          continue;
        }
        const { id } = within.findLast((marked) => marked.id) ?? {};
        const end = item.hasEOL ? ' ' : '';
        if (id) content.set(id, (content.get(id) ?? '') + item.str + end);
        else if (item.str.trim() !== '') {
          (within.some(({ tag }) => tag === 'Artifact') ? artefacts : stray).push(item.str);
        }
        const [, , , , left = 0, bottom = 0] = item.transform as number[];
        places.push({ text: item.str, left, right: left + item.width, bottom, page: number });
      }
      const walk = (node: Node): string => {
        if (node.type === 'content') return content.get(node.id ?? '') ?? '';
        const place = elements.length;
        elements.push({ role: node.role ?? '', alt: node.alt ?? null, lang: node.lang ?? null, text: '' });
        const inner = (node.children ?? []).map(walk).join('');
        const told = inner.replaceAll(/\s+/g, ' ').trim();
        elements[place] = { ...elements[place], text: told } as Tagged;
        return inner;
      };
      text += walk(await page.getStructTree());
    }
    const read: [string, Uint8Array][] = [];
    for (const [name, { filename }] of files) {
      const bytes = await document.getAttachmentContent(name);
      if (bytes) read.push([filename, bytes]);
    }
    const marks = (await document.getMarkInfo()) as unknown as ReadonlyMap<string, boolean>;
    const known = info as Readonly<Record<string, unknown>>;
    return {
      title: known['Title'],
      metadataTitle: metadata.get('dc:title'),
      language: known['Language'],
      isMarked: marks.get('Marked') === true,
      pages: document.numPages,
      bookmarks: titlesIn(await document.getOutline()),
      elements,
      text: text.replaceAll(/\s+/g, ' ').trim(),
      artefacts,
      stray,
      places,
      files: new Map(read),
    };
  });
}

interface Bookmark {
  readonly title: string;
  readonly items: readonly Bookmark[];
}

function titlesIn(bookmarks: readonly Bookmark[] | null): string[] {
  return (bookmarks ?? []).flatMap(({ title, items }) => [title, ...titlesIn(items)]);
}

/** What the QR code on the first page says, read from a picture of that page; null where none is found. */
export function scanned(pdf: Uint8Array): Promise<string | null> {
  return opened(pdf, async (document) => {
    const page = await document.getPage(1);
    const viewport = page.getViewport({ scale: 2 });
    const canvas = createCanvas(viewport.width, viewport.height);
    const context = canvas.getContext('2d');
    await page.render({ canvas: null, canvasContext: context as never, viewport }).promise;
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR.default(new Uint8ClampedArray(data), width, height)?.data ?? null;
  });
}
