import { sha256Hex } from '#platform';

/**
 * An RDF dataset on its way to canonical N-Quads (RDFC-1.0). Terms are strings in N-Quads form: `<iri>`, `"literal"`, or a
 * blank node that `blankNode()` made.
 */
export class Dataset {
  readonly #things = new Map<string, Thing>();
  #blankNodes = 0;

  blankNode(): string {
    return `_:${this.#blankNodes++}`;
  }

  /** Adds a quad; one that is there already counts once, since a dataset is a set. No graph means the default one. */
  add(subject: string, predicate: string, object: string, graph = ''): void {
    let thing = this.#things.get(subject);
    if (thing === undefined) {
      thing = { plain: [], linked: new Map() };
      this.#things.set(subject, thing);
    }
    const end = { predicate, object, graph };
    if (isBlankNode(object) || isBlankNode(graph)) thing.linked.set(lineEnd(end), end);
    else thing.plain.push(lineEnd(end));
  }

  /**
   * The canonical N-Quads (RDFC-1.0, section 4.4) for as far as first-degree hashes tell the blank nodes apart;
   * undefined when two of them are equal, which takes the whole algorithm.
   *
   * Lines are sorted by UTF-16 code unit, as every JavaScript implementation does.
   */
  canonical(): string | undefined {
    for (const thing of this.#things.values()) thing.plain = setOf(thing.plain.sort());
    const nodesByHash = new Map<string, string>();
    for (const [node, places] of this.#placesOfBlankNodes()) {
      const firstDegree = hashFirstDegree(node, this.#things.get(node), places);
      if (nodesByHash.has(firstDegree)) return undefined;
      nodesByHash.set(firstDegree, node);
    }
    const labels = new Map<string, string>();
    for (const firstDegree of [...nodesByHash.keys()].sort()) {
      const node = nodesByHash.get(firstDegree);
      if (node !== undefined) labels.set(node, `_:c14n${labels.size}`);
    }
    const label = (term: string): string => labels.get(term) ?? term;
    const labelled = Array.from(this.#things, ([subject, thing]): [string, Thing] => [label(subject), thing]);
    // No subject begins with another one and goes on after it with less than a space: so whole lines are sorted too.
    labelled.sort(([one], [other]) => (one < other ? -1 : 1));
    return labelled.reduce((text, [subject, thing]) => text + linesOf(subject, thing, label), '');
  }

  /** Where each blank node stands other than as the subject. */
  #placesOfBlankNodes(): Map<string, Place[]> {
    const placesByNode = new Map<string, Place[]>();
    for (const [subject, { linked }] of this.#things) {
      if (isBlankNode(subject) && !placesByNode.has(subject)) placesByNode.set(subject, []);
      for (const end of linked.values()) {
        for (const node of new Set([end.object, end.graph])) {
          if (!isBlankNode(node) || node === subject) continue;
          const places = placesByNode.get(node);
          if (places === undefined) placesByNode.set(node, [{ subject, end }]);
          else places.push({ subject, end });
        }
      }
    }
    return placesByNode;
  }
}

/** All quads of one subject, without it: what they end in, as text where that names no blank node. */
interface Thing {
  plain: string[];
  /** By its text, which tells two apart. */
  readonly linked: Map<string, End>;
}

interface End {
  readonly predicate: string;
  readonly object: string;
  /** Empty for the default graph. */
  readonly graph: string;
}

interface Place {
  readonly subject: string;
  readonly end: End;
}

/** An underscore: IRIs begin with `<`, literals with a quote. */
const isBlankNode = (term: string): boolean => term.charCodeAt(0) === 0x5f;

const asIs = (term: string): string => term;

function lineEnd({ predicate, object, graph }: End, name: (term: string) => string = asIs): string {
  const end = `${predicate} ${name(object)}`;
  return graph === '' ? `${end} .\n` : `${end} ${name(graph)} .\n`;
}

function endsOf(linked: ReadonlyMap<string, End>, name: (term: string) => string): string[] {
  return Array.from(linked.values(), (end) => lineEnd(end, name));
}

/** Sorted lines, each once. */
function setOf(sorted: string[]): string[] {
  const isTwice = (line: string, index: number): boolean => line === sorted[index - 1];
  return sorted.some(isTwice) ? sorted.filter((line, index) => !isTwice(line, index)) : sorted;
}

/**
 * RDFC-1.0, section 4.6: the node itself is written `_:a`, every other blank node `_:z`. Lines of IRIs (`<`) come first when they are
 * sorted, then those of the node, then those of other blank nodes.
 */
function hashFirstDegree(node: string, thing: Thing | undefined, places: readonly Place[]): string {
  const mask = (term: string): string => (isBlankNode(term) ? (term === node ? '_:a' : '_:z') : term);
  let before = '';
  let after = '';
  for (const line of places.map(({ subject, end }) => `${mask(subject)} ${lineEnd(end, mask)}`).sort()) {
    if (isBlankNode(line)) after += line;
    else before += line;
  }
  return sha256Hex(before + linesOf('_:a', thing, mask) + after);
}

/** The sorted lines of one subject. */
function linesOf(subject: string, thing: Thing | undefined, name: (term: string) => string): string {
  if (thing === undefined) return '';
  const { plain, linked } = thing;
  let text = '';
  for (const end of linked.size === 0 ? plain : [...plain, ...endsOf(linked, name)].sort()) text += `${subject} ${end}`;
  return text;
}

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
