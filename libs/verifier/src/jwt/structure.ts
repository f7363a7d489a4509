import { CREDENTIALS_CONTEXT } from '../contexts/contexts.js';
import { toldTwice } from '../document/identity.js';
import { isObject, many } from '../document/kinds.js';
import { isCoveredNumber } from '../document/numbers.js';
import { readShape, type ShapeResult } from '../document/shape.js';
import { isEnvelope } from './enveloped.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads the shape of a document whose signature covers every byte, so that no spelling has to be refused for what a signature
 * over RDF would not see. Null is still refused, and contexts within: they would make words mean something else.
 */
export function readShapeOfBytes(document: Members): ShapeResult {
  return asItStands(document, readShape(withoutSpelling(openEnvelopes(document))));
}

/** The same for a document with a signature over RDF; envelopes in it have a context of their own, as they must. */
export function readShapeOfRdf(document: Members): ShapeResult {
  const shape = asItStands(document, readShape(openEnvelopes(document)));
  const twice = toldTwice(document);
  if (twice.length === 0) return shape;
  return { faults: [...('faults' in shape ? shape.faults : []), ...twice] };
}

const asItStands = (document: Members, shape: ShapeResult): ShapeResult =>
  'faults' in shape ? shape : { ...shape, document };

/** VC Data Model 2.0 (section 4.13) has each envelope name the credentials context, which says nothing new where it stands. */
function openEnvelopes(document: Members): Members {
  const { verifiableCredential } = document;
  if (!Array.isArray(verifiableCredential)) return isEnvelope(verifiableCredential) ? opened(document) : document;
  const shown: readonly unknown[] = verifiableCredential;
  return { ...document, verifiableCredential: shown.map((one) => (isEnvelope(one) ? withoutContext(one) : one)) };
}

const opened = (document: Members): Members => ({
  ...document,
  verifiableCredential: withoutContext(document['verifiableCredential'] as Members),
});

function withoutContext({ '@context': context, ...rest }: Members): Members {
  const contexts = many(context);
  return contexts.length === 1 && contexts[0] === CREDENTIALS_CONTEXT ? rest : { '@context': context, ...rest };
}

/** Takes out what is only a matter of spelling; no schema asks for any of it. Recursion is safe: the depth was bounded before. */
function withoutSpelling(value: unknown): unknown {
  if (typeof value === 'number') return isCoveredNumber(value) ? value : 0;
  // A list in a list is no value that a schema takes, and no object here has to have a member.
  if (Array.isArray(value)) return value.map((one: unknown) => (Array.isArray(one) ? {} : withoutSpelling(one)));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => name === '@context' || !(isSpelling(name) || isEmptyList(member)))
      .map(([name, member]) => [name, name === '@context' ? member : withoutSpelling(member)]),
  );
}

const isSpelling = (name: string): boolean => /^[@A-Z]/.test(name) || name.includes(':');
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
