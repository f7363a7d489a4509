import canonicalize from 'canonicalize';
import { isObject, kindOf, many } from './kinds.js';
import { membersOf } from './members.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * Things of which a document tells in two places. In RDF objects of one id are one thing, so a signature does not cover which of them
 * has which member: whoever moves one (the end of a credential, the digest of evidence) to another place has readers of the JSON miss it.
 * An organisation may be named several times, and an endorsement tells nothing of what it endorses but its own comment.
 *
 * @returns a fault for each such id. Recursion is safe: the depth was bounded before.
 */
export function toldTwice(document: Members): string[] {
  const places = toldIn(document, '', IN_OWN_GRAPH);
  const severalTimes = [...places.values()].filter((told) => told.length > 1);
  const telling = severalTimes.map((told) => told.filter(isTelling));
  const faults = telling.filter(isTwice).map(faultOf);
  return kindOf(document) === 'record' ? [...faults, ...toldByMembersToo(document, places)] : faults;
}

interface Told {
  readonly path: string;
  readonly object: Members;
}
type Places = ReadonlyMap<string, readonly Told[]>;

const faultOf = (told: readonly Told[]): string =>
  `${told.map(({ path }) => path || 'credential').join(' and ')}: must not both tell of one thing (the same id)`;

const isTwice = (told: readonly Told[]): boolean =>
  told.length > 1 && !told.every(({ object }) => isOnly(object, 'Profile'));

const isTelling = ({ object }: Told): boolean => !isHarmless(object);

/**
 * Unlike those of a presentation, the credentials in a record stand in one graph with it. Each is verified on its own JSON, but what
 * the record tells could be moved into one of them. So where both tell of a thing, they tell the same; or it is the learner, of
 * whom a record tells in words that mean something only in a `ClrSubject`.
 */
function toldByMembersToo(record: Members, places: Places): string[] {
  return membersOf(record).flatMap(({ path, document }) =>
    [...toldIn(document, path, null)].flatMap(([id, told]) => {
      const [outside, within] = [(places.get(id) ?? []).filter(isTelling), told.filter(isTelling)];
      const mixed = outside.flatMap((one) => within.flatMap((other) => (mayMix(one, other) ? [[one, other]] : [])));
      return mixed.map(faultOf);
    }),
  );
}

function mayMix({ object: one }: Told, { object: other }: Told): boolean {
  if (isOnly(one, 'Profile') && isOnly(other, 'Profile')) return false;
  if (isRecordSubject(one) && !isRecordSubject(other)) return false;
  return canonicalize(one) !== canonicalize(other);
}

const isRecordSubject = ({ type }: Members): boolean => many(type).includes('ClrSubject');

/** What a presentation shows stands in a graph of its own, in which its ids are told once again; a record has a rule of its own. */
const IN_OWN_GRAPH = 'verifiableCredential';

/** By its id, whatever is named, and where. @param apart the member that is passed over, if any */
function toldIn(document: Members, path: string, apart: string | null): Places {
  const places = new Map<string, Told[]>();
  collect(document, path, apart, (id, at, object) => {
    const known = places.get(id);
    if (known) known.push({ path: at, object });
    else places.set(id, [{ path: at, object }]);
  });
  return places;
}

type Found = (id: string, path: string, object: Members) => void;

function collect(value: object, path: string, apart: string | null, found: Found): void {
  if (isObject(value) && typeof value['id'] === 'string') found(value['id'], path, value);
  for (const name of Object.keys(value)) {
    const member = (value as Members)[name];
    if (typeof member !== 'object' || member === null || name === apart) continue;
    collect(member, path === '' ? name : `${path}.${name}`, apart, found);
  }
}

/** What only refers to a thing, or endorses it. */
function isHarmless(object: Members): boolean {
  const { id: _id, type: _type, '@context': _context, endorsementComment: _comment, ...more } = object;
  const refers = Object.keys(more).length === 0;
  return refers && (!('endorsementComment' in object) || isOnly(object, 'EndorsementSubject'));
}

const isOnly = ({ type }: Members, only: string): boolean => many(type).length === 1 && many(type)[0] === only;
