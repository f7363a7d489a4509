import { createRequire } from 'node:module';
import { JsonLdParser } from 'jsonld-streaming-parser';
import { RDFC10, type InputDataset } from 'rdfjs-c14n';
import { CONTEXT_LOADERS } from '../contexts/contexts.js';

// For specs only: canonical N-Quads by libraries of another lineage than jsonld and rdf-canonize, which the rest of the tests use.

/**
 * Canonical N-Quads of a document, as `jsonld-streaming-parser` reads it and `rdfjs-c14n` canonicalises it. That parser has no safe
 * mode: it drops a member that no context defines.
 *
 * @param revision of contexts that changed in place; the latest when left out
 * @throws what either library throws
 */
export async function canonicalNQuads(document: object, revision = 0): Promise<string> {
  const quads: unknown[] = [];
  const parser = new JsonLdParser({
    documentLoader: { load: async (url) => (await CONTEXT_LOADERS[revision]?.(url))?.document as never },
    rdfDirection: 'i18n-datatype',
  });
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  parser
    .on('data', (quad) => quads.push(quad))
    .on('end', resolve)
    .on('error', reject);
  parser.end(JSON.stringify(inOrder(document)));
  await promise;
  return await new RDFC10().canonicalize(quads as unknown as InputDataset);
}

/**
 * Contexts first, then types, then names, as the parser wants to read them (Streaming JSON-LD, section 3): the order of members has no
 * meaning, but in other orders it makes two quads of one. A list of one proof is that proof, since JSON-LD has sets: of a list the
 * parser puts what should have a graph of its own into that of the document.
 */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => {
    const one = name === 'proof' && Array.isArray(member) && member.length === 1 ? (member[0] as unknown) : member;
    return [name, inOrder(one)] as const;
  });
  return Object.fromEntries(members.toSorted(([one], [other]) => rankOf(one) - rankOf(other)));
}

const FIRST = ['@context', 'type', 'id'];
const rankOf = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

interface Literal {
  readonly value: string;
  readonly language: string;
  readonly datatype: { readonly value: string };
}

/**
 * A literal in canonical N-Quads (RDFC-1.0, section 5). rdfjs-c14n writes its quads with N3's writer of Turtle, which abbreviates
 * integers and escapes characters past U+FFFF: so it is taught the canonical form, for which it has no setting.
 */
function canonicalLiteral({ value, language, datatype }: Literal): string {
  const text = `"${Array.from(value, (character) => ESCAPES.get(character) ?? character).join('')}"`;
  if (language !== '') return `${text}@${language}`;
  return datatype.value === 'http://www.w3.org/2001/XMLSchema#string' ? text : `${text}^^<${datatype.value}>`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ...[...Array(0x20).keys(), 0x7f].map((code): [string, string] => [
    String.fromCharCode(code),
    `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`,
  ]),
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);

// The copy of N3 that rdfjs-c14n has.
const n3 = createRequire(createRequire(import.meta.url).resolve('rdfjs-c14n'))('n3') as {
  readonly Writer: { readonly prototype: { _encodeLiteral(literal: Literal): string } };
};
n3.Writer.prototype._encodeLiteral = canonicalLiteral;
