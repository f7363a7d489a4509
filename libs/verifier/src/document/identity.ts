import { isObject, many } from './kinds.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * Things of which a document tells in two places. In RDF objects of one id are one thing, so a signature does not cover which of them
 * has which member: whoever moves one (the end of a credential, the digest of evidence) to another place has readers of the JSON miss it.
 * An organisation may be named several times, and an endorsement tells nothing of what it endorses but its own comment.
 *
 * @returns a fault for each such id. Recursion is safe: the depth was bounded before.
 */
export function toldTwice(document: Members): string[] {
  const places = new Map<string, { readonly path: string; readonly object: Members }[]>();
  collect(document, '', (id, path, object) => {
    const known = places.get(id);
    if (known) known.push({ path, object });
    else places.set(id, [{ path, object }]);
  });
  return [...places.values()].flatMap((told) => {
    const telling = told.filter(({ object }) => !isHarmless(object));
    const profiles = telling.every(({ object }) => isOnly(object, 'Profile'));
    return telling.length > 1 && !profiles
      ? [
          `${telling.map(({ path }) => path || 'credential').join(' and ')}: must not both tell of one thing (the same id)`,
        ]
      : [];
  });
}

function collect(value: unknown, path: string, found: (id: string, path: string, object: Members) => void): void {
  if (Array.isArray(value)) value.forEach((element, index) => collect(element, `${path}.${index}`, found));
  if (!isObject(value)) return;
  if (typeof value['id'] === 'string') found(value['id'], path, value);
  for (const [name, member] of Object.entries(value)) {
    // What a presentation shows stands in a graph of its own, in which its ids are told once again.
    if (name !== 'verifiableCredential') collect(member, path === '' ? name : `${path}.${name}`, found);
  }
}

/** What only refers to a thing, or endorses it. */
function isHarmless(object: Members): boolean {
  const { id: _id, type: _type, '@context': _context, endorsementComment: _comment, ...more } = object;
  const refers = Object.keys(more).length === 0;
  return refers && (!('endorsementComment' in object) || isOnly(object, 'EndorsementSubject'));
}

const isOnly = ({ type }: Members, only: string): boolean => many(type).length === 1 && many(type)[0] === only;
