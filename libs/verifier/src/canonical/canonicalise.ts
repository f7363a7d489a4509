import jsonld from 'jsonld';
import rdfCanonize from 'rdf-canonize';
import { sha256 } from '#platform';
import { CONTEXT_LOADERS, loadContext, type ContextLoader } from '../contexts/contexts.js';
import { membersOf } from '../document/members.js';
import { VerifierError } from '../verifier-error.js';
import { credentialFromTemplate, proofOptionsFromTemplate } from './template.js';
import { Turns } from './turns.js';

/**
 * How many values a document may hold for the general path, lists and objects counted too. Expansion has the process for
 * itself until it is done: the worst documents of this size take some 0.1 s. Credentials of others hold a few hundred.
 */
export const MAX_GENERAL_NODES = 1_000;

/** How many it may hold with the credentials that stand within: of these each may hold as many as a document, some dozen of ours. */
export const MAX_GATHERED_NODES = 6_000;

/** The whole algorithm can be made to take very long by a credential built for that; ours take a few milliseconds. */
const GENERAL_PATH_TIMEOUT_MS = 2_000;

/**
 * What the library says of a poisoned dataset (RDFC-1.0, section 7.1): it compared more blank nodes than look alike, or the time was up. Its
 * errors have no code; the corpus has a case that tells when these words change.
 */
const GAVE_UP = /^(?:Maximum deep iterations exceeded|Abort signal received)/;

/** A document without its proof, or the options of a proof, with the contexts that give its members their meaning. */
export interface ContextDocument {
  readonly '@context': unknown;
}

/**
 * The 64 bytes that are signed (Data Integrity EdDSA Cryptosuites 1.0, section 3.2.4): the SHA-256 of the canonical
 * proof options, then that of the canonical document.
 *
 * @param unsecured the document without its proofs.
 * @param each the options of each proof: a set of proofs is over one document.
 * @param revision of contexts that changed in place.
 * @throws as `canonicaliseCredential` does.
 */
export async function hashesForSigning(
  unsecured: ContextDocument,
  each: readonly object[],
  revision = 0,
): Promise<Uint8Array[]> {
  const document = sha256(await canonicaliseCredential(unsecured, revision));
  const hashes: Uint8Array[] = [];
  for (const options of each) {
    const proof = sha256(await canonicaliseProofOptions({ '@context': unsecured['@context'], ...options }, revision));
    hashes.push(Uint8Array.of(...proof, ...document));
  }
  return hashes;
}

/**
 * Canonical N-Quads of a credential without its proof (RDFC-1.0): by the template when it is of our shape, else by the
 * general path.
 *
 * @throws when a context is not pinned, or when a member or type has no meaning in the contexts (JSON-LD safe mode).
 */
export async function canonicaliseCredential(unsecured: ContextDocument, revision = 0): Promise<string> {
  return credentialFromTemplate(unsecured) ?? (await canonicaliseGenerally(unsecured, revision));
}

/** The same for the options of a proof, given with the `@context` of their credential. */
export async function canonicaliseProofOptions(options: ContextDocument, revision = 0): Promise<string> {
  return proofOptionsFromTemplate(options) ?? (await canonicaliseGenerally(options, revision));
}

const turns = new Turns();

/**
 * The general path, for any JSON-LD document in pinned contexts: expansion in safe mode, so that nothing is silently
 * dropped, to RDF, then RDFC-1.0. One document at a time; others wait.
 *
 * @throws VerifierError `document-too-complex` before anything is expanded, `document-not-covered` when the document has
 * something that no signature covers, `dataset-poisoned` when its blank nodes look too much alike; what the JSON-LD processor throws.
 */
export async function canonicaliseGenerally(document: ContextDocument, revision = 0): Promise<string> {
  if (isTooComplex(document)) {
    throw new VerifierError(
      'document-too-complex',
      `A document may hold at most ${MAX_GENERAL_NODES} values; with the credentials within, ${MAX_GATHERED_NODES}.`,
    );
  }
  return await turns.take(() => canonicalise(document, CONTEXT_LOADERS[revision] ?? loadContext));
}

async function canonicalise(document: ContextDocument, documentLoader: ContextLoader): Promise<string> {
  const options = {
    documentLoader,
    base: null,
    safe: true,
    rdfDirection: 'i18n-datatype',
    produceGeneralizedRdf: false,
  } as const;
  const expanded = await jsonld.expand(document, options);
  if (hasUncoveredName(expanded)) {
    throw new VerifierError(
      'document-not-covered',
      'No signature covers an empty name, or that of a blank node (_:…).',
    );
  }
  const dataset = await jsonld.toRDF(expanded, { ...options, skipExpansion: true });
  try {
    return await rdfCanonize.canonize(dataset, {
      algorithm: 'RDFC-1.0',
      format: 'application/n-quads',
      signal: AbortSignal.timeout(GENERAL_PATH_TIMEOUT_MS),
    });
  } catch (error) {
    if (!(error instanceof Error) || !GAVE_UP.test(error.message)) throw error;
    throw new VerifierError('dataset-poisoned', 'Its blank nodes look too much alike to be told apart in time.', {
      cause: error,
    });
  }
}

function isTooComplex(document: ContextDocument): boolean {
  const within = membersOf({ ...document }).map((member) => countNodes(member.document));
  const all = countNodes(document);
  const own = all - within.reduce((sum, nodes) => sum + nodes, 0);
  return all > MAX_GATHERED_NODES || [own, ...within].some((nodes) => nodes > MAX_GENERAL_NODES);
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
