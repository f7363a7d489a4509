import { sha256Hex } from '#platform';

/**
 * An RDF dataset on its way to canonical N-Quads (RDFC-1.0). Terms are strings in N-Quads form: `<iri>`, `"literal"`, or a
 * blank node that `blankNode()` made.
 */
export class Dataset {
  /** By their line, which tells two quads apart. */
  readonly #quads = new Map<string, Quad>();
  #blankNodes = 0;

  blankNode(): string {
    return `_:${this.#blankNodes++}`;
  }

  /** Adds a quad; one that is there already is not added again, since a dataset is a set. No graph means the default one. */
  add(subject: string, predicate: string, object: string, graph = ''): void {
    const quad = { subject, predicate, object, graph };
    this.#quads.set(quadLine(quad), quad);
  }

  /**
   * The canonical N-Quads (RDFC-1.0, section 4.4) for as far as first-degree hashes tell the blank nodes apart;
   * undefined when two of them are equal, which takes the whole algorithm.
   *
   * Lines are sorted by UTF-16 code unit, as every JavaScript implementation does.
   */
  canonical(): string | undefined {
    const nodesByHash = new Map<string, string>();
    for (const [node, quads] of this.#quadsByBlankNode()) {
      const firstDegree = hashFirstDegree(node, quads);
      if (nodesByHash.has(firstDegree)) return undefined;
      nodesByHash.set(firstDegree, node);
    }
    const labels = new Map<string, string>();
    for (const firstDegree of [...nodesByHash.keys()].sort()) {
      const node = nodesByHash.get(firstDegree);
      if (node !== undefined) labels.set(node, `_:c14n${labels.size}`);
    }
    const label = (term: string): string => labels.get(term) ?? term;
    return Array.from(this.#quads, ([line, quad]) => (hasBlankNode(quad) ? quadLine(quad, label) : line))
      .sort()
      .join('');
  }

  #quadsByBlankNode(): Map<string, Quad[]> {
    const quadsByNode = new Map<string, Quad[]>();
    for (const quad of this.#quads.values()) {
      for (const term of [quad.subject, quad.object, quad.graph]) {
        if (!isBlankNode(term)) continue;
        const quads = quadsByNode.get(term);
        if (quads === undefined) quadsByNode.set(term, [quad]);
        else quads.push(quad);
      }
    }
    return quadsByNode;
  }
}

interface Quad {
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
  /** Empty for the default graph. */
  readonly graph: string;
}

const isBlankNode = (term: string): boolean => term.startsWith('_:');

const hasBlankNode = ({ subject, object, graph }: Quad): boolean =>
  isBlankNode(subject) || isBlankNode(object) || isBlankNode(graph);

const asIs = (term: string): string => term;

function quadLine(quad: Quad, label: (term: string) => string = asIs): string {
  const triple = `${label(quad.subject)} ${quad.predicate} ${label(quad.object)}`;
  return quad.graph === '' ? `${triple} .\n` : `${triple} ${label(quad.graph)} .\n`;
}

/** RDFC-1.0, section 4.6: the node itself is written `_:a`, every other blank node `_:z`. */
function hashFirstDegree(node: string, quads: readonly Quad[]): string {
  const mask = (term: string): string => (isBlankNode(term) ? (term === node ? '_:a' : '_:z') : term);
  const lines = quads.map((quad) => quadLine(quad, mask));
  return sha256Hex(lines.sort().join(''));
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

/** A literal in canonical N-Quads (RDFC-1.0, section 5); a plain string when no datatype is given. */
export function literal(value: string, datatype?: string): string {
  const escaped = value.replace(/["\\\p{Cc}]/gu, escapeCharacter);
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
