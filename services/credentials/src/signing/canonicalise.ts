import jsonld from 'jsonld';
import { hash } from 'node:crypto';
import rdfCanonize from 'rdf-canonize';
import { loadContext } from './contexts.js';
import { SigningError } from './signing-error.js';
import { credentialFromTemplate, proofOptionsFromTemplate } from './template.js';
import { Turns } from './turns.js';

/**
 * How many values a document may hold for the general path, lists and objects counted too. Expansion has the process for
 * itself until it is done: the worst documents of this size take some 0.1 s. Credentials of others hold a few hundred.
 */
export const MAX_GENERAL_NODES = 1_000;

/** The whole algorithm can be made to take very long by a credential built for that; ours take a few milliseconds. */
const GENERAL_PATH_TIMEOUT_MS = 2_000;

/** A document without its proof, or the options of a proof, with the contexts that give its members their meaning. */
export interface ContextDocument {
  readonly '@context': unknown;
}

/**
 * The 64 bytes that are signed (Data Integrity EdDSA Cryptosuites 1.0, section 3.2.4): the SHA-256 of the canonical
 * proof options, then that of the canonical credential.
 *
 * @param unsecured the credential without its proof.
 * @throws as `canonicaliseCredential` does.
 */
export async function hashForSigning(unsecured: ContextDocument, options: object): Promise<Uint8Array> {
  const credential = await canonicaliseCredential(unsecured);
  const proofOptions = await canonicaliseProofOptions({ '@context': unsecured['@context'], ...options });
  return Buffer.concat([hash('sha256', proofOptions, 'buffer'), hash('sha256', credential, 'buffer')]);
}

/**
 * Canonical N-Quads of a credential without its proof (RDFC-1.0): by the template when it is of our shape, else by the
 * general path.
 *
 * @throws when a context is not pinned, or when a member or type has no meaning in the contexts (JSON-LD safe mode).
 */
export async function canonicaliseCredential(unsecured: ContextDocument): Promise<string> {
  return credentialFromTemplate(unsecured) ?? (await canonicaliseGenerally(unsecured));
}

/** The same for the options of a proof, given with the `@context` of their credential. */
export async function canonicaliseProofOptions(options: ContextDocument): Promise<string> {
  return proofOptionsFromTemplate(options) ?? (await canonicaliseGenerally(options));
}

const turns = new Turns();

/**
 * The general path, for any JSON-LD document in pinned contexts: expansion in safe mode, so that nothing is silently
 * dropped, to RDF, then RDFC-1.0. One document at a time; others wait.
 *
 * @throws SigningError `document-too-complex` before anything is expanded, `document-not-covered` when the document has
 * something that no signature covers; what the JSON-LD processor throws; an abort error after two seconds.
 */
export async function canonicaliseGenerally(document: ContextDocument): Promise<string> {
  if (countNodes(document) > MAX_GENERAL_NODES) {
    throw new SigningError('document-too-complex', `A document may hold at most ${MAX_GENERAL_NODES} values.`);
  }
  return await turns.take(() => canonicalise(document));
}

async function canonicalise(document: ContextDocument): Promise<string> {
  const options = {
    documentLoader: loadContext,
    base: null,
    safe: true,
    rdfDirection: 'i18n-datatype',
    produceGeneralizedRdf: false,
  } as const;
  const expanded = await jsonld.expand(document, options);
  if (hasUncoveredName(expanded)) {
    throw new SigningError('document-not-covered', 'No signature covers an empty name, or that of a blank node (_:…).');
  }
  const dataset = await jsonld.toRDF(expanded, { ...options, skipExpansion: true });
  return await rdfCanonize.canonize(dataset, {
    algorithm: 'RDFC-1.0',
    format: 'application/n-quads',
    signal: AbortSignal.timeout(GENERAL_PATH_TIMEOUT_MS),
  });
}

/** Recursion is safe in these two: the depth was bounded before. */
function countNodes(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + countNodes(part), 1);
}

/**
 * Canonical N-Quads give blank nodes names of their own, so whoever names one could rename it under the signature; and the
 * processor drops an empty name without a word. Only what is expanded shows which texts are names: `@id` and `@type`, never
 * the `@value` of a literal.
 */
function hasUncoveredName(expanded: unknown): boolean {
  if (typeof expanded !== 'object' || expanded === null) return false;
  return Object.entries(expanded).some(([name, part]: [string, unknown]) => {
    if (name === '@value') return false;
    if (name !== '@id' && name !== '@type') return hasUncoveredName(part);
    return [part].flat().some((text) => text === '' || (typeof text === 'string' && text.startsWith('_:')));
  });
}
