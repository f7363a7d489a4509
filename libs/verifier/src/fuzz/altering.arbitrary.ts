import fc from 'fast-check';

// What somebody may do to a JSON document who knows what it is made of: one thing or several, anywhere in it.

type Kind = (typeof KINDS)[number];
const KINDS = [
  'change',
  'delete',
  'repeat',
  'reorder',
  'retype',
  'rename',
  'add',
  'nest',
  'move',
  'swap',
  'widen',
] as const;

interface Alteration {
  readonly kind: Kind;
  /** Where, and from or to where: parts of all places in the document. */
  readonly at: number;
  readonly other: number;
  readonly name: string;
  readonly value: unknown;
  readonly times: number;
}

type Tree = Record<string, unknown>;
interface Place {
  readonly parent: Tree;
  readonly name: string;
}

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'length',
  '@id',
  '@type',
  '@value',
  '@context',
  '@graph',
  '@list',
  '@set',
  '@included',
  '@reverse',
  '@nest',
  '@index',
  '@language',
  'id',
  'type',
  'name',
  'proof',
  'issuer',
  'holder',
  'credentialSubject',
  'credentialStatus',
  'credentialSchema',
  'endorsement',
  'endorsementJwt',
  'evidence',
  'achievement',
  'result',
  'validFrom',
  'validUntil',
  'expirationDate',
  'termsOfUse',
  'verifiableCredential',
  'https://schema.org/name',
  'Criteria',
  '',
  ' ',
  'é',
  'naïve\u0301',
  '\ud800',
] as const;

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  '',
  ' ',
  '_:b0',
  'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
  'did:web:school.example',
  'http://localhost/',
  'VerifiableCredential',
  'OpenBadgeCredential',
  'BitstringStatusListCredential',
  'EnvelopedVerifiableCredential',
  'data:application/vc+jwt,a.b.c',
  '2026-11-21T14:33:00Z',
  '9999-12-31T23:59:60Z',
  '🍞\u0000\u202e\ufeff\ud83c',
  'Å\u030a',
  0,
  -0,
  1,
  -1,
  0.1 + 0.2,
  1e-7,
  1e21,
  5e-324,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER + 1,
  Number.MAX_VALUE,
  [],
  {},
  [[]],
  [null],
  [{}],
  { '@value': 'x' },
  { '@id': '_:b0' },
  { '@list': [] },
  { id: '_:b0' },
  { id: '' },
  { type: 'VerifiableCredential' },
  { type: ['VerifiableCredential'], proof: [] },
];

/** Past these an alteration would only test whether the alteration itself ends. */
const MOST_LEVELS = 300;
const MOST_COPIES = 20;

const part = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const alteration: fc.Arbitrary<Alteration> = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: part,
  other: part,
  name: fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: 'binary', maxLength: 8 })),
  value: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...VALUES) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.double() },
  ),
  times: fc.oneof({ weight: 30, arbitrary: fc.integer({ min: 1, max: 40 }) }, fc.integer({ min: 40, max: 20_000 })),
});

/** Any of these documents, altered in one to three ways; it may also come out unaltered. */
export function alteredFrom<T>(documents: readonly T[], documentOf: (one: T) => unknown): fc.Arbitrary<[T, unknown]> {
  return fc
    .tuple(fc.constantFrom(...documents), fc.array(alteration, { minLength: 1, maxLength: 3 }))
    .map(([one, alterations]) => [one, altered(documentOf(one), alterations)]);
}

export function altered(document: unknown, alterations: readonly Alteration[]): unknown {
  const root: Tree = { root: structuredClone(document) };
  for (const one of alterations) alter(root, one);
  return root['root'];
}

function alter(root: Tree, { kind, at, other, name, value, times }: Alteration): void {
  const places = placesIn(root);
  const place = places[Math.floor(at * places.length)];
  const elsewhere = places[Math.floor(other * places.length)];
  if (place === undefined || elsewhere === undefined) return;
  const here = place.parent[place.name];
  const put = (what: unknown): void => {
    setMember(place.parent, place.name, what);
  };
  const does: Record<Kind, () => void> = {
    change: () => {
      put(structuredClone(value));
    },
    delete: () => {
      if (Array.isArray(place.parent)) place.parent.splice(Number(place.name), 1);
      else Reflect.deleteProperty(place.parent, place.name);
    },
    repeat: () => {
      put(Array.isArray(here) ? [...(here as unknown[]), ...(here as unknown[])] : [here, structuredClone(here)]);
    },
    reorder: () => {
      if (Array.isArray(here)) here.reverse();
      else if (typeof here === 'object' && here !== null) put(Object.fromEntries(Object.entries(here).toReversed()));
    },
    retype: () => {
      put(retyped(here));
    },
    rename: () => {
      Reflect.deleteProperty(place.parent, place.name);
      setMember(place.parent, name, here);
    },
    add: () => {
      setMember(
        typeof here === 'object' && here !== null ? (here as Tree) : place.parent,
        name,
        structuredClone(value),
      );
    },
    nest: () => {
      let nested = here;
      for (let depth = 0; depth < Math.min(times, MOST_LEVELS); depth++)
        nested = depth % 2 === 0 ? [nested] : { [name]: nested };
      put(nested);
    },
    move: () => {
      put(structuredClone(elsewhere.parent[elsewhere.name]));
    },
    swap: () => {
      const there = structuredClone(elsewhere.parent[elsewhere.name]);
      setMember(elsewhere.parent, elsewhere.name, structuredClone(here));
      put(there);
    },
    widen: () => {
      put(Array.from({ length: times }, (_, nth) => (times > MOST_COPIES ? `${name}${nth}` : structuredClone(here))));
    },
  };
  does[kind]();
}

/** A member whatever its name, as JSON.parse makes one: also `__proto__`. */
function setMember(parent: Tree, name: string, value: unknown): void {
  if (Array.isArray(parent) && !/^\d+$/.test(name)) parent.push(value);
  else Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true });
}

function retyped(value: unknown): unknown {
  if (typeof value === 'string') return value !== '' && Number.isFinite(Number(value)) ? Number(value) : [value];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 1 ? (value[0] as unknown) : Object.fromEntries(value.entries());
  if (typeof value === 'object' && value !== null) return 'id' in value ? value.id : Object.values(value);
  return 'null';
}

function placesIn(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null || found.length > 3_000) return found;
  for (const name of Object.keys(value)) {
    found.push({ parent: value as Tree, name });
    if (found.length < 3_000) placesIn((value as Tree)[name], found);
  }
  return found;
}
