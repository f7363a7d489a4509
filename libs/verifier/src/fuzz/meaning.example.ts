// What a JSON document says, whatever the order in which it says it: what tells in the fuzz tests whether two are the same. Written
// without anything of the verifier.

type Tree = Readonly<Record<string, unknown>>;
/** All that is told of each organisation, by its id. */
type Organisations = ReadonlyMap<string, Tree>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** One text for all that JSON-LD cannot tell apart in our contexts: the order of members, and the order and number in sets. */
export function meaningOf(value: unknown): string {
  return meaningIn(value, null);
}

/** @param organisations null where it is no graph: there each place says what it says */
function meaningIn(value: unknown, organisations: Organisations | null): string {
  if (Array.isArray(value)) return setOf(value.flat(Infinity).map((one) => meaningIn(one, organisations)));
  if (!isTree(value)) return JSON.stringify(value);
  const id = organisationIn(value);
  const members = Object.entries((id !== undefined && organisations?.get(id)) || value).map(([name, member]) => {
    // What a presentation shows stands in a graph of its own.
    const within = organisations && isShown(value, name) ? [member].flat().map(graphOf) : null;
    const meaning = within ? setOf(within) : meaningIn(member, organisations);
    return `${JSON.stringify(name)}:${meaning}`;
  });
  return `{${members.sort().join()}}`;
}

function setOf(meanings: readonly string[]): string {
  const set = [...new Set(meanings)].sort();
  return set.length === 1 ? (set[0] ?? '') : `[${set.join()}]`;
}

const graphOf = (value: unknown): string => meaningIn(value, organisationsIn(value));

const isShown = ({ type }: Tree, name: string): boolean =>
  name === 'verifiableCredential' && [type].flat().includes('VerifiablePresentation');

function organisationIn({ id, type }: Tree): string | undefined {
  return typeof id === 'string' && [type].flat().join() === 'Profile' ? id : undefined;
}

function organisationsIn(value: unknown, found = new Map<string, Record<string, unknown>>()): Organisations {
  if (Array.isArray(value)) for (const one of value) organisationsIn(one, found);
  if (!isTree(value)) return found;
  const id = organisationIn(value);
  const all = id === undefined ? undefined : (found.get(id) ?? {});
  if (id !== undefined && all) found.set(id, all);
  for (const [name, member] of Object.entries(value)) {
    if (all) all[name] = name in all ? [all[name], member].flat() : member;
    if (!isShown(value, name)) organisationsIn(member, found);
  }
  return found;
}

/**
 * The same of what a proof over RDF is over: the document without it. There it says nothing in which of the places where an organisation is
 * named something is told of it.
 */
export function signedMeaningOf(document: unknown): string {
  if (typeof document !== 'object' || document === null) return meaningOf(document);
  const { proof: _, ...signed } = document as Record<string, unknown>;
  return graphOf(signed);
}

/** What stands at a path such as `endorsement.0`; a single value may stand for a list of one. */
export function valueAt(document: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name], document);
}
