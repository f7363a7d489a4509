import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import type { PageLanguage } from '../share.events.js';
import { qrCodeOf } from '../qr-code.js';
import type { Face } from './faces.js';
import type { Block, Row, Run } from './flow.js';
import { linesOf, type Piece } from './lines.js';
import { titleOf, UNIVERSAL_ACCESS } from './metadata.js';

type Element = PDFKit.PDFStructureElement;

/** A4 and what stands on it, in points. */
const PAGE = { width: 595.28, height: 841.89, margin: 56 };
const BOTTOM = PAGE.height - PAGE.margin - 12;
const WIDTH = PAGE.width - 2 * PAGE.margin;
const HEADER_WIDTH = 140;
const COLUMN_GAP = 12;
const QR_SIDE = 128;
const INK = '#1b1b1b';
const SOFT = '#4d4d4d';

interface Manner {
  readonly size: number;
  readonly colour?: string;
  readonly x?: number;
  readonly width?: number;
}

const BODY: Manner = { size: 10.5 };
const HEADINGS: readonly Manner[] = [{ size: 19 }, { size: 14 }, { size: 11.5 }];

/** What a document is, beside what stands on it. */
export interface About {
  readonly language: PageLanguage;
  readonly title: string;
  readonly at: Date;
  /** What stands at the foot of a page. */
  readonly pageOf: (page: number, pages: number) => string;
}

/**
 * Sets blocks on pages, tagged (ISO 32000-1, section 14.8): whoever cannot see reads headings, lists, tables and figures as such.
 * PDF/A-3a and PDF/UA-1.
 */
export class Typesetter {
  readonly #document: PDFKit.PDFDocument;
  readonly #root: Element;
  readonly #bookmarks: PDFKit.PDFOutline[] = [];
  /** The faces that the document has. */
  readonly #known = new Set<string>();
  readonly #about: About;
  #y = PAGE.margin;

  constructor(about: About) {
    this.#about = about;
    const { language, title, at } = about;
    this.#document = new PDFDocument({
      pdfVersion: '1.7',
      subset: 'PDF/A-3a',
      tagged: true,
      lang: language,
      displayTitle: true,
      size: [PAGE.width, PAGE.height],
      margin: 0,
      // None but those that are embedded.
      font: '',
      bufferPages: true,
      info: { Title: titleOf(title), Creator: 'Estafette', CreationDate: at, ModDate: at },
    });
    this.#document.appendXML(UNIVERSAL_ACCESS);
    this.#root = this.#document.struct('Document');
    this.#document.addStructure(this.#root);
  }

  add(block: Block): void {
    switch (block.kind) {
      case 'heading':
        this.#heading(block.rank, block.runs);
        break;
      case 'paragraph':
        this.#flow(this.#below(this.#root, 'P'), block.runs, BODY);
        this.#y += 5;
        break;
      case 'list':
        this.#list(block.items);
        break;
      case 'table':
        this.#table(block.rows);
        break;
      case 'qr-code':
        this.#qrCode(block.address, block.alt);
    }
  }

  /** Puts a file into the document: what the document was made from. */
  attach(content: string, file: { readonly name: string; readonly type: string; readonly description: string }): void {
    const { at } = this.#about;
    const options = { ...file, relationship: 'Source', creationDate: at, modifiedDate: at };
    this.#document.file(Buffer.from(content), options);
  }

  async finish(): Promise<Buffer> {
    const pdf = this.#document;
    this.#root.end();
    const { count } = pdf.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      pdf.switchToPage(page);
      pdf.markContent('Artifact', { type: 'Pagination' });
      const [line = []] = this.#lines([run(this.#about.pageOf(page + 1, count))], { size: 9 }, WIDTH);
      for (const piece of line) this.#draw(piece, { size: 9, colour: SOFT }, PAGE.height - PAGE.margin);
      pdf.endMarkedContent();
    }
    pdf.end();
    return buffer(pdf);
  }

  #heading(rank: number, runs: readonly Run[]): void {
    const level = Math.min(rank, HEADINGS.length);
    const manner = HEADINGS[level - 1] ?? BODY;
    this.#y += this.#y > PAGE.margin ? 20 - 4 * level : 0;
    // With the beginning of what it is about.
    this.#room(manner.size * 1.4 + 4 * BODY.size);
    const parent = this.#bookmarks[level - 2] ?? this.#document.outline;
    this.#bookmarks[level - 1] = parent.addItem(titleOf(runs.map(({ text }) => text).join('')), { expanded: true });
    const strong = runs.map((one) => ({ ...one, strong: true }));
    this.#flow(this.#below(this.#root, `H${level}`), strong, manner);
    this.#y += 3;
  }

  #list(items: readonly (readonly Run[])[]): void {
    const list = this.#below(this.#root, 'L');
    for (const runs of items) {
      const item = this.#below(list, 'LI');
      this.#room(leadingOf(BODY));
      this.#line(this.#below(item, 'Lbl'), this.#lines([run('•')], BODY, WIDTH)[0] ?? [], { ...BODY, x: 4 });
      this.#flow(this.#below(item, 'LBody'), runs, { ...BODY, x: 16 });
      this.#y += 2;
    }
    this.#y += 3;
  }

  #table(rows: readonly Row[]): void {
    const table = this.#below(this.#root, 'Table');
    for (const { header, said } of rows) {
      const row = this.#below(table, 'TR');
      const scope = { lang: this.#about.language, scope: 'Row' };
      const head = this.#below(row, 'TH', scope);
      const cell = this.#below(row, 'TD');
      const manner = { ...BODY, width: HEADER_WIDTH, colour: SOFT };
      const height = this.#lines(header, manner, HEADER_WIDTH).length * leadingOf(manner);
      // A header that would fill a page stands above what is said of it; others beside it.
      const beside = height < (BOTTOM - PAGE.margin) / 3;
      this.#room(beside ? Math.max(height, leadingOf(BODY)) : leadingOf(BODY));
      const top = this.#y;
      this.#flow(head, header, beside ? manner : { ...manner, width: WIDTH });
      const end = this.#y;
      const page = this.#document.page;
      if (beside) this.#y = top;
      for (const runs of said) this.#flow(this.#below(cell, 'P'), runs, { ...BODY, x: HEADER_WIDTH + COLUMN_GAP });
      if (page === this.#document.page) this.#y = Math.max(this.#y, end);
      this.#y += 4;
    }
    this.#y += 2;
  }

  #qrCode(address: string, alt: string): void {
    const pdf = this.#document;
    this.#y += 4;
    this.#room(QR_SIDE);
    const [x, y] = [PAGE.margin, this.#y];
    const options = { alt, bbox: [x, y, x + QR_SIDE, y + QR_SIDE], placement: 'Block' };
    const figure = this.#below(this.#root, 'Figure', options);
    const { side, path } = qrCodeOf(address);
    const content = pdf.markStructureContent('Figure');
    pdf.save();
    pdf
      .translate(x, y)
      .scale(QR_SIDE / side)
      .path(path)
      .fill('#000000');
    pdf.restore();
    pdf.endMarkedContent();
    figure.add(content);
    this.#y += QR_SIDE + 6;
  }

  #below(parent: Element, tag: string, options: PDFKit.Mixins.StructureElementOptions = {}): Element {
    const element = this.#document.struct(tag, options);
    parent.add(element);
    return element;
  }

  /** Sets text line below line, over as many pages as it takes. */
  #flow(element: Element, runs: readonly Run[], manner: Manner): void {
    const { x = 0, width = WIDTH - x } = manner;
    for (const line of this.#lines(runs, manner, width)) {
      this.#room(leadingOf(manner));
      this.#line(element, line, manner);
      this.#y += leadingOf(manner);
    }
  }

  #lines(runs: readonly Run[], { size }: Manner, width: number): Piece[][] {
    return linesOf(runs, width, (text, face) => this.#in(face, size).widthOfString(text));
  }

  /** One line at the height where the next one stands. Words in another language are told to be in it. */
  #line(element: Element, line: readonly Piece[], manner: Manner): void {
    const { language } = this.#about;
    for (let from = 0; from < line.length;) {
      const lang = line[from]?.lang ?? language;
      const next = line.findIndex((piece, index) => index > from && (piece.lang ?? language) !== lang);
      const to = next === -1 ? line.length : next;
      const holder = lang === language ? element : this.#below(element, 'Span', { lang });
      const content = this.#document.markStructureContent(lang === language ? 'P' : 'Span');
      for (const piece of line.slice(from, to)) this.#draw(piece, manner, this.#y);
      this.#document.endMarkedContent();
      holder.add(content);
      from = to;
    }
  }

  #draw({ text, face, actual, x }: Piece, { size, colour = INK, x: indent = 0 }: Manner, y: number): void {
    if (actual !== null) this.#document.markContent('Span', { actual });
    this.#in(face, size)
      .fillColor(colour)
      .text(text, PAGE.margin + indent + x, y, { lineBreak: false, baseline: -size });
    if (actual !== null) this.#document.endMarkedContent();
  }

  #in({ name, font }: Face, size: number): PDFKit.PDFDocument {
    if (!this.#known.has(name)) this.#document.registerFont(name, font as unknown as Buffer);
    this.#known.add(name);
    return this.#document.font(name).fontSize(size);
  }

  /** Begins a page where what comes next does not fit on this one. */
  #room(height: number): void {
    if (this.#y + height <= BOTTOM) return;
    this.#document.addPage();
    this.#y = PAGE.margin;
  }
}

const leadingOf = ({ size }: Manner): number => size * 1.4;

function run(text: string): Run {
  return { text, strong: false, lang: null };
}
