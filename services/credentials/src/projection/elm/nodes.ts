/** A node of JSON-LD. */
export type Node = Readonly<Record<string, unknown>>;

/** By language (BCP 47). */
export type Text = Readonly<Record<string, string>>;

interface OfConcept {
  /** The list that it is from. */
  readonly scheme?: string;
  readonly label?: Text;
  readonly code?: string | undefined;
}

/** Makes the nodes of one credential. */
export interface Nodes {
  /** Whatever stands in the document twice has one id, so that it is one thing in RDF too. */
  readonly node: (type: string, name: string, members: Node) => Node;
  /** In the language of the credential. */
  readonly text: (words: string) => Text;
  readonly note: (name: string, words: string) => Node;
  readonly concept: (address: string, of?: OfConcept) => Node;
  /** A concept that no published list has. */
  readonly ownConcept: (name: string, label: Text, code?: string) => Node;
}

/** @param base the address below which nodes are named */
export function nodesOf(base: string, language: string): Nodes {
  const labelled = new Set<string>();
  const text = (words: string): Text => ({ [language]: words });
  const node = (type: string, name: string, members: Node): Node => ({ id: `${base}#${name}`, type, ...members });
  const concept = (address: string, { scheme, label, code }: OfConcept = {}): Node => {
    // A concept has one name in each language, also where two people call it differently.
    const isFirst = !labelled.has(address);
    labelled.add(address);
    return {
      id: address,
      type: 'Concept',
      ...(scheme !== undefined && { inScheme: { id: scheme, type: 'ConceptScheme' } }),
      ...(isFirst && label && { prefLabel: label }),
      ...(isFirst && code !== undefined && { notation: code }),
    };
  };
  return {
    node,
    text,
    concept,
    note: (name, words) => node('Note', name, { noteLiteral: text(words) }),
    ownConcept: (name, label, code) => concept(`${base}#${name}`, { label, code }),
  };
}
