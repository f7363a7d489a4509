import { LRUCache } from 'lru-cache';
import { CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT } from '../contexts/contexts.js';
import { isCoveredNumber } from '../document/numbers.js';
import { Dataset, literal, type Settled } from './dataset.js';

// How a JSON value of a known shape becomes quads: the words in which `template.ts` says what our shapes are.

const RDF_TYPE = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';
export const XSD = 'http://www.w3.org/2001/XMLSchema#';
/** The Open Badges context writes XML Schema with https, which makes it another datatype. */
export const OPEN_BADGES_XSD = 'https://www.w3.org/2001/XMLSchema#';

/** Characters of JSON text of which the quads are kept, some ten times as many bytes: a hundred achievements and more. */
const MOST_KEPT = 1_000_000;

/** Where quads go: a dataset, and the graph of it in which a node stands (empty: the default one). */
export interface Place {
  readonly dataset: Dataset;
  readonly graph: string;
}

/** Writes a JSON value as quads of `subject`; false when it is not of our shape. */
export type Write = (place: Place, subject: string, value: unknown) => boolean;

export interface NodeShape {
  /** The exact value of `type`; undefined when there must be none. */
  readonly type: string | readonly string[] | undefined;
  /** The IRIs that the context gives those types. */
  readonly classes: readonly string[];
  readonly members: ReadonlyMap<string, Write>;
  /** Whether it has contexts of its own, as a document has; then they must be ours. */
  readonly contexts?: Contexts;
}

export type Contexts = 'open-badges' | 'credentials';

const CONTEXTS: Readonly<Record<Contexts, readonly string[]>> = {
  'open-badges': [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT],
  credentials: [CREDENTIALS_CONTEXT],
};

export function shape(
  type: string | readonly string[] | undefined,
  classes: readonly string[],
  members: Record<string, Write>,
  contexts?: Contexts,
): NodeShape {
  const all = { type, classes: classes.map((iri) => `<${iri}>`), members: new Map(Object.entries(members)) };
  return contexts === undefined ? all : { ...all, contexts };
}

/** @returns the term of the node, or undefined when the value is not of this shape. */
export function writeNode(place: Place, node: NodeShape, value: unknown): string | undefined {
  if (!isObject(value) || !sameList(value['type'], node.type)) return undefined;
  if (node.contexts !== undefined && !sameList(value['@context'], CONTEXTS[node.contexts])) return undefined;
  const term = 'id' in value ? iriTerm(value['id']) : place.dataset.blankNode();
  if (term === undefined) return undefined;
  for (const iri of node.classes) place.dataset.add(term, RDF_TYPE, iri, place.graph);
  let written = node.classes.length;
  for (const name of Object.keys(value)) {
    if (name === 'id' || name === 'type' || (name === '@context' && node.contexts !== undefined)) continue;
    if (node.members.get(name)?.(place, term, value[name]) !== true) return undefined;
    written += 1;
  }
  // JSON-LD has rules of its own for an object without any member.
  return written > 0 ? term : undefined;
}

export function text(iri: string, datatype?: string): Write {
  const predicate = `<${iri}>`;
  return ({ dataset, graph }, subject, value) => {
    if (typeof value !== 'string' || !value.isWellFormed()) return false;
    dataset.add(subject, predicate, literal(value, datatype), graph);
    return true;
  };
}

/** A set of texts. An empty one is not ours: nothing would be signed of it. */
export function texts(iri: string): Write {
  const write = text(iri);
  return (place, subject, value) =>
    Array.isArray(value) && value.every((element: unknown) => write(place, subject, element));
}

export function flag(iri: string): Write {
  const write = text(iri, `${OPEN_BADGES_XSD}boolean`);
  return (place, subject, value) => typeof value === 'boolean' && write(place, subject, String(value));
}

/**
 * A number, written as JSON-LD 1.1 does ("Data Round Tripping"): without a fraction as digits, else as the canonical form of a
 * double, also where the datatype is another.
 */
export function number(iri: string, datatype?: string): Write {
  const whole = text(iri, datatype ?? `${XSD}integer`);
  const fraction = text(iri, datatype ?? `${XSD}double`);
  return (place, subject, value) => {
    if (typeof value !== 'number' || !isCoveredNumber(value)) return false;
    if (Number.isInteger(value)) return whole(place, subject, String(value));
    return fraction(place, subject, value.toExponential(15).replace(/(\d)0*e\+?/, '$1E'));
  };
}

export function address(iri: string): Write {
  const predicate = `<${iri}>`;
  return ({ dataset, graph }, subject, value) => {
    const term = iriTerm(value);
    if (term !== undefined) dataset.add(subject, predicate, term, graph);
    return term !== undefined;
  };
}

/** A member that has one value only, which the context turns into an IRI. */
export function constant(iri: string, expected: string, object: string): Write {
  return ({ dataset, graph }, subject, value) => {
    if (value === expected) dataset.add(subject, `<${iri}>`, `<${object}>`, graph);
    return value === expected;
  };
}

export function one(iri: string, node: NodeShape): Write {
  const predicate = `<${iri}>`;
  return (place, subject, value) => {
    const term = writeNode(place, node, value);
    if (term !== undefined) place.dataset.link(subject, predicate, term, place.graph);
    return term !== undefined;
  };
}

/**
 * The same for what many documents have in common word for word, each of them once: its quads are kept by its JSON text. What
 * has no id is written anew each time, since others link to its blank node.
 */
export function oneInCommon(iri: string, node: NodeShape): Write {
  const predicate = `<${iri}>`;
  const write = one(iri, node);
  const kept = new LRUCache<string, Settled>({ maxSize: MOST_KEPT, sizeCalculation: (_, text) => text.length });
  const settledOf = (value: unknown): Settled | undefined => {
    const text = JSON.stringify(value);
    const known = kept.get(text);
    if (known !== undefined) return known;
    const dataset = new Dataset();
    if (writeNode({ dataset, graph: '' }, node, value) === undefined) return undefined;
    const settled = dataset.settled();
    kept.set(text, settled);
    return settled;
  };
  return (place, subject, value) => {
    const term = isObject(value) && place.graph === '' ? iriTerm(value['id']) : undefined;
    if (term === undefined) return write(place, subject, value);
    const settled = settledOf(value);
    if (settled === undefined) return false;
    place.dataset.include(settled);
    place.dataset.add(subject, predicate, term);
    return true;
  };
}

export function many(iri: string, node: NodeShape): Write {
  const write = one(iri, node);
  return (place, subject, value) =>
    Array.isArray(value) && value.every((element: unknown) => write(place, subject, element));
}

/** A member of which each value stands in a graph of its own, as the proofs of a credential do. */
export function inGraphs(iri: string, node: NodeShape): Write {
  const predicate = `<${iri}>`;
  return ({ dataset, graph }, subject, values) =>
    Array.isArray(values) &&
    values.every((value: unknown) => {
      const own = dataset.blankNode();
      dataset.link(subject, predicate, own, graph);
      return writeNode({ dataset, graph: own }, node, value) !== undefined;
    });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sameList = (value: unknown, expected: NodeShape['type']): boolean =>
  typeof expected !== 'object'
    ? value === expected
    : Array.isArray(value) &&
      value.length === expected.length &&
      expected.every((term, index) => value[index] === term);

/** Absolute, of schemes that no context uses as a prefix, and of characters that N-Quads leaves as they are. */
const PLAIN_IRI = /^(?:urn|did|data|https?):[!#-;=?-[\]_a-z~]+$/;

const iriTerm = (value: unknown): string | undefined =>
  typeof value === 'string' && PLAIN_IRI.test(value) ? `<${value}>` : undefined;
