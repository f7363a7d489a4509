import { XmlError } from './xml-error.js';

const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

interface ExpandedNames {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** The namespaces in force while a document is read. */
export class Namespaces {
  /** Of each prefix the namespaces that it has been given by the elements around, innermost last. */
  readonly #byPrefix = new Map<string, string[]>([
    ['', ['']],
    ['xml', [XML]],
  ]);
  /** For each open element the prefixes that it declares. */
  readonly #declared: (readonly string[])[] = [];

  /** Enters an element, and gives its names in the form `{namespace}local`. */
  enter(nameAsWritten: string, written: ReadonlyMap<string, string>): ExpandedNames {
    this.#declare(written);
    const attributes = new Map<string, string>();
    for (const [attribute, value] of written) {
      // No prefix is no namespace here: the default one is for elements.
      const isPlain = declaredPrefix(attribute) !== undefined || !attribute.includes(':');
      const name = isPlain ? attribute : this.#expand(attribute);
      if (attributes.has(name)) throw new XmlError('malformed');
      attributes.set(name, value);
    }
    return { name: this.#expand(nameAsWritten), attributes };
  }

  leave(): void {
    for (const prefix of this.#declared.pop() ?? []) this.#byPrefix.get(prefix)?.pop();
  }

  #declare(attributes: ReadonlyMap<string, string>): void {
    const prefixes: string[] = [];
    for (const [attribute, namespace] of attributes) {
      const prefix = declaredPrefix(attribute);
      if (prefix === undefined) continue;
      const isReserved = prefix === 'xmlns' || namespace === XMLNS || (prefix === 'xml') !== (namespace === XML);
      if (isReserved || (prefix !== '' && namespace === '')) throw new XmlError('malformed');
      prefixes.push(prefix);
      const namespaces = this.#byPrefix.get(prefix);
      if (namespaces === undefined) this.#byPrefix.set(prefix, [namespace]);
      else namespaces.push(namespace);
    }
    this.#declared.push(prefixes);
  }

  #expand(name: string): string {
    const colon = name.indexOf(':');
    const namespace = this.#byPrefix.get(colon === -1 ? '' : name.slice(0, colon))?.at(-1);
    if (namespace === undefined) throw new XmlError('malformed');
    return namespace === '' ? name : `{${namespace}}${name.slice(colon + 1)}`;
  }
}

/** Empty for the default namespace; undefined for an attribute that declares none. */
function declaredPrefix(attribute: string): string | undefined {
  if (attribute === 'xmlns') return '';
  return attribute.startsWith('xmlns:') ? attribute.slice('xmlns:'.length) : undefined;
}
