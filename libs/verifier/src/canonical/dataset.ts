import { sha256Hex } from '#platform';

/** Of all datasets, so that what is settled in one keeps its names in another. No canonical form depends on them. */
let blankNodes = 0;

/** Quads that are the same in many datasets, with what takes long of them done. */
export interface Settled {
  readonly things: ReadonlyMap<string, Thing>;
  /** Of each blank node. */
  readonly hashes: ReadonlyMap<string, string>;
}

/**
 * An RDF dataset on its way to canonical N-Quads (RDFC-1.0). Terms are strings in N-Quads form: `<iri>`, `"literal"`, or a
 * blank node that `blankNode()` made.
 */
export class Dataset {
  readonly #things = new Map<string, Thing>();
  /** First-degree hashes that are known already. */
  readonly #hashes = new Map<string, string>();

  blankNode(): string {
    return `_:${blankNodes++}`;
  }

  /**
   * Adds a quad; one that is there already counts once, since a dataset is a set. No graph means the default one.
   *
   * @param object no blank node; see {@link link}
   */
  add(subject: string, predicate: string, object: string, graph = ''): void {
    this.#add(subject, new End(predicate, object, graph, isBlankNode(graph)));
  }

  /** The same for an object that may be a blank node. */
  link(subject: string, predicate: string, object: string, graph = ''): void {
    this.#add(subject, new End(predicate, object, graph, isBlankNode(object) || isBlankNode(graph)));
  }

  #add(subject: string, end: End): void {
    const thing = this.#ownThing(subject);
    thing.ends.push(end);
    thing.linked ||= end.blank;
  }

  #ownThing(subject: string): Thing {
    const known = this.#things.get(subject);
    if (known !== undefined && !known.settled) return known;
    // What is settled belongs to other datasets too.
    const own = { ends: [...(known?.ends ?? [])], linked: known?.linked ?? false, settled: false };
    this.#things.set(subject, own);
    return own;
  }

  /** What is in it by now, to be included in others; nobody else may link to a blank node of it. */
  settled(): Settled {
    for (const thing of this.#things.values()) settle(thing);
    return { things: this.#things, hashes: new Map(this.#hashesOfBlankNodes()) };
  }

  /** Adds all of it, once: its blank nodes would be the same ones the second time. */
  include({ things, hashes }: Settled): void {
    for (const [subject, thing] of things) {
      if (!this.#things.has(subject)) this.#things.set(subject, thing);
      else for (const end of thing.ends) this.#add(subject, end);
    }
    for (const [node, firstDegree] of hashes) this.#hashes.set(node, firstDegree);
  }

  /**
   * The canonical N-Quads (RDFC-1.0, section 4.4) for as far as first-degree hashes tell the blank nodes apart;
   * undefined when two of them are equal, which takes the whole algorithm.
   *
   * Lines are sorted by UTF-16 code unit, as every JavaScript implementation does.
   */
  canonical(): string | undefined {
    for (const thing of this.#things.values()) settle(thing);
    const nodesByHash = new Map<string, string>();
    for (const [node, firstDegree] of this.#hashesOfBlankNodes()) {
      if (nodesByHash.has(firstDegree)) return undefined;
      nodesByHash.set(firstDegree, node);
    }
    const labels = new Map<string, string>();
    for (const firstDegree of [...nodesByHash.keys()].sort()) {
      const node = nodesByHash.get(firstDegree);
      if (node !== undefined) labels.set(node, `_:c14n${labels.size}`);
    }
    return this.#linesBy(labels);
  }

  /**
   * IRIs (`<`) come before blank nodes. No subject begins with another one and goes on after it with less than a space: so whole
   * lines are sorted too.
   */
  #linesBy(labels: ReadonlyMap<string, string>): string {
    const label = (term: string): string => labels.get(term) ?? term;
    const named = [...this.#things.keys()].filter((subject) => !isBlankNode(subject)).sort();
    const blank = [...labels].sort(([, one], [, other]) => (one < other ? -1 : 1));
    let text = '';
    for (const subject of named) text += linesOf(subject, this.#things.get(subject), label);
    for (const [node, subject] of blank) text += linesOf(subject, this.#things.get(node), label);
    return text;
  }

  #hashesOfBlankNodes(): [string, string][] {
    const others = Array.from(this.#placesOfBlankNodes(), ([node, places]): [string, string] => [
      node,
      hashFirstDegree(node, this.#things.get(node), places),
    ]);
    return [...this.#hashes, ...others];
  }

  /** Where each blank node of which the hash is not known stands other than as the subject. */
  #placesOfBlankNodes(): Map<string, Place[]> {
    const placesByNode = new Map<string, Place[]>();
    const stands = (node: string, place: Place): void => {
      if (!isBlankNode(node) || node === place.subject || this.#hashes.has(node)) return;
      const places = placesByNode.get(node);
      if (places === undefined) placesByNode.set(node, [place]);
      else places.push(place);
    };
    for (const [subject, { ends, linked }] of this.#things) {
      if (isBlankNode(subject) && !placesByNode.has(subject) && !this.#hashes.has(subject))
        placesByNode.set(subject, []);
      if (!linked) continue;
      for (const end of ends) {
        if (!end.blank) continue;
        stands(end.object, { subject, end });
        if (end.graph !== end.object) stands(end.graph, { subject, end });
      }
    }
    return placesByNode;
  }
}

/** All quads of one subject, without it. */
interface Thing {
  ends: End[];
  /** Whether a blank node stands in one of them. */
  linked: boolean;
  /** Whether its ends are sorted, each once. */
  settled: boolean;
  /** The sorted lines of a subject that has a name, where no blank node stands in them. */
  lines?: string;
}

function settle(thing: Thing): void {
  if (thing.settled) return;
  thing.ends = setOf(thing.ends);
  thing.settled = true;
}

/** What a quad has besides its subject. */
class End {
  /** As text, with blank nodes as they are named here. */
  readonly text: string;

  constructor(
    readonly predicate: string,
    readonly object: string,
    /** Empty for the default graph. */
    readonly graph: string,
    /** Whether object or graph is a blank node, of which the name is not known yet. */
    readonly blank: boolean,
  ) {
    this.text = this.named(asIs);
  }

  named(name: (term: string) => string): string {
    const { predicate, object, graph } = this;
    const end = `${predicate} ${name(object)}`;
    return graph === '' ? `${end} .\n` : `${end} ${name(graph)} .\n`;
  }
}

interface Place {
  readonly subject: string;
  readonly end: End;
}

/** An underscore: IRIs begin with `<`, literals with a quote. */
const isBlankNode = (term: string): boolean => term.charCodeAt(0) === 0x5f;

const asIs = (term: string): string => term;

/** By predicate, and by the whole text where that is the same: no predicate begins with another one, as each ends with its only `>`. */
function compareEnds(one: End, other: End): number {
  if (one.predicate !== other.predicate) return one.predicate < other.predicate ? -1 : 1;
  if (one.text === other.text) return 0;
  return one.text < other.text ? -1 : 1;
}

/** Sorted, each once. */
function setOf(ends: End[]): End[] {
  if (ends.length < 2) return ends;
  ends.sort(compareEnds);
  const isTwice = (end: End, index: number): boolean => end.text === ends[index - 1]?.text;
  return ends.some(isTwice) ? ends.filter((end, index) => !isTwice(end, index)) : ends;
}

/**
 * RDFC-1.0, section 4.6: the node itself is written `_:a`, every other blank node `_:z`. Lines of IRIs (`<`) come first when they are
 * sorted, then those of the node, then those of other blank nodes.
 */
function hashFirstDegree(node: string, thing: Thing | undefined, places: readonly Place[]): string {
  const mask = (term: string): string => (isBlankNode(term) ? (term === node ? '_:a' : '_:z') : term);
  let before = '';
  let after = '';
  for (const line of places.map(({ subject, end }) => `${mask(subject)} ${end.named(mask)}`).sort()) {
    if (isBlankNode(line)) after += line;
    else before += line;
  }
  return sha256Hex(before + linesOf('_:a', thing, mask) + after);
}

/** The sorted lines of one subject. */
function linesOf(subject: string, thing: Thing | undefined, name: (term: string) => string): string {
  if (thing === undefined) return '';
  if (thing.linked) return lines(subject, thing.ends.map((end) => (end.blank ? end.named(name) : end.text)).sort());
  if (isBlankNode(subject)) return lines(subject, thing.ends.map(textOf));
  return (thing.lines ??= lines(subject, thing.ends.map(textOf)));
}

const textOf = ({ text }: End): string => text;
const lines = (subject: string, ends: readonly string[]): string => `${subject} ${ends.join(`${subject} `)}`;

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

const NEEDS_ESCAPE = /["\\\u0000-\u001f\u007f]/;

/** A literal in canonical N-Quads (RDFC-1.0, section 5); a plain string when no datatype is given. */
export function literal(value: string, datatype?: string): string {
  const escaped = NEEDS_ESCAPE.test(value) ? value.replace(/["\\\p{Cc}]/gu, escapeCharacter) : value;
  return datatype === undefined ? `"${escaped}"` : `"${escaped}"^^<${datatype}>`;
}

/** Control characters past U+007F belong to \p{Cc} too, but stay as they are. */
function escapeCharacter(character: string): string {
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  return character <= '\u007f'
    ? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
    : character;
}
