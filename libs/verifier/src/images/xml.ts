import { Namespaces } from './xml-namespaces.js';
import { XmlError } from './xml-error.js';

/** Where a part stands in the source, so that it can be taken out or written next to. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** A start tag. An empty element has an end too, of no length. */
export interface XmlStart extends Place {
  readonly kind: 'start';
  /** `{namespace}local`, or `local` alone when it is in no namespace. */
  readonly name: string;
  readonly nameAsWritten: string;
  /** By names in the same form; declarations of namespaces as written: `xmlns`, `xmlns:prefix`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly isEmpty: boolean;
  /** 0 for the root; its end has the same. */
  readonly depth: number;
}

interface XmlEnd extends Place {
  readonly kind: 'end';
  readonly depth: number;
}

interface XmlText {
  readonly kind: 'text';
  readonly text: string;
}

export type XmlPart = XmlStart | XmlEnd | XmlText;

/** Deeper than any drawing is. */
const MAX_DEPTH = 256;

const SPACE = '[ \\t\\r\\n]';
const NAME_START =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}' +
  '\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const PLAIN_NAME = `[${NAME_START}][${NAME_START}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}]*`;
const NAME = `${PLAIN_NAME}(?::${PLAIN_NAME})?`;

const pattern = (source: string): RegExp => new RegExp(source, 'uy');

const BYTE_ORDER_MARK = pattern('\\u{FEFF}');
const DECLARATION = pattern(
  `<\\?xml${SPACE}+version${SPACE}*=${SPACE}*(?:"1\\.0"|'1\\.0')` +
    `(?:${SPACE}+encoding${SPACE}*=${SPACE}*(?:"[Uu][Tt][Ff]-8"|'[Uu][Tt][Ff]-8'))?` +
    `(?:${SPACE}+standalone${SPACE}*=${SPACE}*(?:"(?:yes|no)"|'(?:yes|no)'))?${SPACE}*\\?>`,
);
const INSTRUCTION = pattern(`<\\?(?![Xx][Mm][Ll](?:${SPACE}|\\?>))${PLAIN_NAME}(?=${SPACE}|\\?>)`);
const COMMENT = pattern('<!--');
const CDATA = pattern('<!\\[CDATA\\[');
const START_TAG = pattern(`<(${NAME})`);
const ATTRIBUTE = pattern(`${SPACE}+(${NAME})${SPACE}*=${SPACE}*(["'])`);
const END_OF_START_TAG = pattern(`${SPACE}*(/?)>`);
const END_TAG = pattern(`</(${NAME})${SPACE}*>`);

const NOT_A_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#([0-9]+)|#x([0-9A-Fa-f]+));|&/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads XML 1.0 with namespaces, of which it knows no document type: what has one is refused, and with it all entities
 * but the five that need no declaration. Comments and processing instructions are passed over. Takes time linear in the
 * length, whatever is read, and throws XmlError for what is not well-formed, at the latest when the end is reached.
 */
export function* readXml(source: string): Generator<XmlPart, void> {
  if (NOT_A_CHARACTER.test(source)) throw new XmlError('malformed');
  const cursor = new Cursor(source);
  const namespaces = new Namespaces();
  const open: string[] = [];
  let hasRoot = false;
  cursor.take(BYTE_ORDER_MARK);
  cursor.take(DECLARATION);
  while (!cursor.isAtEnd) {
    const start = cursor.position;
    let found: RegExpExecArray | undefined;
    if (cursor.take(COMMENT)) {
      cursor.takeThrough('--');
      if (cursor.takeThrough('>') !== '') throw new XmlError('malformed');
    } else if (cursor.take(INSTRUCTION)) {
      cursor.takeThrough('?>');
    } else if (cursor.take(CDATA)) {
      if (open.length === 0) throw new XmlError('malformed');
      yield { kind: 'text', text: normaliseLines(cursor.takeThrough(']]>')) };
    } else if ((found = cursor.take(START_TAG))) {
      if ((open.length === 0 && hasRoot) || open.length === MAX_DEPTH) throw new XmlError('malformed');
      hasRoot = true;
      const nameAsWritten = found[1] ?? '';
      const written = takeAttributes(cursor);
      const isEmpty = cursor.expect(END_OF_START_TAG)[1] === '/';
      const names = namespaces.enter(nameAsWritten, written);
      const end = cursor.position;
      const depth = open.length;
      yield { kind: 'start', ...names, nameAsWritten, isEmpty, depth, start, end };
      if (isEmpty) {
        namespaces.leave();
        yield { kind: 'end', depth, start: end, end };
      } else {
        open.push(nameAsWritten);
      }
    } else if ((found = cursor.take(END_TAG))) {
      if (found[1] !== open.pop()) throw new XmlError('malformed');
      namespaces.leave();
      yield { kind: 'end', depth: open.length, start, end: cursor.position };
    } else {
      const text = cursor.takeText();
      if (text.includes(']]>') || (open.length === 0 && !/^[ \t\r\n]*$/.test(text))) throw new XmlError('malformed');
      yield { kind: 'text', text: resolve(normaliseLines(text)) };
    }
  }
  if (!hasRoot || open.length > 0) throw new XmlError('malformed');
}

function takeAttributes(cursor: Cursor): Map<string, string> {
  const attributes = new Map<string, string>();
  for (let found = cursor.take(ATTRIBUTE); found !== undefined; found = cursor.take(ATTRIBUTE)) {
    const [, name = '', quote = ''] = found;
    const value = cursor.takeThrough(quote);
    if (value.includes('<') || attributes.has(name)) throw new XmlError('malformed');
    attributes.set(name, resolve(normaliseLines(value).replace(/[\t\n]/g, ' ')));
  }
  return attributes;
}

/** XML has a line end in one form only, whatever the file has. */
const normaliseLines = (text: string): string => text.replace(/\r\n?/g, '\n');

function resolve(text: string): string {
  return text.replace(REFERENCE, (_, entity?: string, decimal?: string, hexadecimal?: string) => {
    if (entity !== undefined) return ENTITIES[entity] ?? '';
    const code = decimal === undefined ? parseInt(hexadecimal ?? '', 16) : parseInt(decimal, 10);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : '\0';
    if (NOT_A_CHARACTER.test(character)) throw new XmlError('malformed');
    return character;
  });
}

class Cursor {
  position = 0;

  constructor(readonly source: string) {}

  get isAtEnd(): boolean {
    return this.position === this.source.length;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.source);
    if (found === null) return undefined;
    this.position = pattern.lastIndex;
    return found;
  }

  expect(pattern: RegExp): RegExpExecArray {
    const found = this.take(pattern);
    if (found === undefined) throw new XmlError('malformed');
    return found;
  }

  /** What stands before `end`, which is taken too. */
  takeThrough(end: string): string {
    const { position: start, source } = this;
    const at = source.indexOf(end, start);
    if (at === -1) throw new XmlError('malformed');
    this.position = at + end.length;
    return source.slice(start, at);
  }

  takeText(): string {
    const { position: start, source } = this;
    if (source.startsWith('<!DOCTYPE', start)) throw new XmlError('has-doctype');
    if (source.startsWith('<', start)) throw new XmlError('malformed');
    const at = source.indexOf('<', start);
    this.position = at === -1 ? source.length : at;
    return source.slice(start, this.position);
  }
}
