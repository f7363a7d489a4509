import jsonld from 'jsonld';
import { hash } from 'node:crypto';
import rdfCanonize from 'rdf-canonize';
import { loadContext } from './contexts.js';
import { credentialFromTemplate, proofOptionsFromTemplate } from './template.js';

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

/**
 * The general path, for any JSON-LD document in pinned contexts: expansion to RDF in safe mode, so that nothing is
 * silently dropped, then RDFC-1.0.
 *
 * @throws what the JSON-LD processor throws, and an abort error after two seconds.
 */
export async function canonicaliseGenerally(document: ContextDocument): Promise<string> {
  const dataset = await jsonld.toRDF(document, {
    documentLoader: loadContext,
    base: null,
    safe: true,
    rdfDirection: 'i18n-datatype',
    produceGeneralizedRdf: false,
  });
  return await rdfCanonize.canonize(dataset, {
    algorithm: 'RDFC-1.0',
    format: 'application/n-quads',
    signal: AbortSignal.timeout(GENERAL_PATH_TIMEOUT_MS),
  });
}
