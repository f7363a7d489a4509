import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { base58, base64urlnopad } from '@scure/base';
import { revisionsOf } from '../contexts/contexts.js';
import { canonicalNQuads } from './second-lineage-quads.example.js';

// For specs only: Data Integrity EdDSA Cryptosuites 1.0 (`eddsa-rdfc-2022`) a second time, written from the standard, on libraries of
// another lineage at each step: another processor of JSON-LD, another RDFC-1.0, another SHA-256 and Ed25519. Of ours it takes
// nothing but the pinned contexts and their revisions, since it asks no network either.

type Members = Readonly<Record<string, unknown>>;

/** Who signs by this lineage: the 32 bytes of an Ed25519 seed, and the method that its signatures name. */
export interface SecondSigner {
  readonly seed: Uint8Array;
  readonly verificationMethod: string;
}

/** Whoever holds the key of a seed, by their did:key (the did:key method, section 3.1). */
export function secondSigner(seed: Uint8Array): SecondSigner & { readonly did: string } {
  const multikey = `z${base58.encode(Uint8Array.of(0xed, 0x01, ...ed25519.getPublicKey(seed)))}`;
  return { seed, did: `did:key:${multikey}`, verificationMethod: `did:key:${multikey}#${multikey}` };
}

/** Sections 3.2.4 and 3.2.5: the SHA-256 of the canonical proof configuration, then that of the canonical document. */
async function hashData(unsecured: Members, configuration: Members, revision: number): Promise<Uint8Array> {
  const withContext = { '@context': unsecured['@context'], ...configuration };
  const [proof, document] = [await canonicalNQuads(withContext, revision), await canonicalNQuads(unsecured, revision)];
  return concatBytes(sha256(utf8ToBytes(proof)), sha256(utf8ToBytes(document)));
}

/** Section 3.2.1. @param created as it is to be written, such as `2026-11-21T14:33:00Z` */
export async function signBySecondLineage(
  unsecured: object,
  { seed, verificationMethod }: SecondSigner,
  created: string,
  proofPurpose = 'assertionMethod',
): Promise<Record<string, unknown>> {
  const configuration = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created,
    verificationMethod,
    proofPurpose,
  };
  const signature = ed25519.sign(await hashData(unsecured as Members, configuration, 0), seed);
  return { ...unsecured, proof: { ...configuration, proofValue: `z${base58.encode(signature)}` } };
}

/** What a signature is checked against: DID documents by their DID, and the moment for which a key is looked at. */
export interface SecondJudge {
  readonly didDocuments?: Readonly<Record<string, unknown>> | undefined;
  readonly now: Date;
}

/**
 * Section 3.2.2, of every proof of a document: whether its signature is over this document, by a key of whoever issued or shows it,
 * which their DID document (Controlled Identifiers 1.0, section 3.3) gives for this purpose. Nothing else is asked: no dates, no
 * status, no schema, nothing of what stands within.
 */
export async function verifiesBySecondLineage(secured: object, judge: SecondJudge): Promise<boolean> {
  const { proof, ...unsecured } = secured as Members;
  const proofs = many(proof).filter(isMembers);
  const signer = idOf(unsecured['issuer'] ?? unsecured['holder']);
  const isOfSigner = proofs.some((one) => String(one['verificationMethod']).startsWith(`${signer}#`));
  if (proofs.length === 0 || !isOfSigner) return false;
  // Contexts changed in place: it was signed under one of their revisions.
  for (let revision = 0; revision < revisionsOf(unsecured['@context']); revision++) {
    const fit = await Promise.all(proofs.map((one) => fits(unsecured, one, judge, revision)));
    if (fit.every(Boolean)) return true;
  }
  return false;
}

async function fits(unsecured: Members, proof: Members, judge: SecondJudge, revision: number): Promise<boolean> {
  const { proofValue, ...configuration } = proof;
  const { type, cryptosuite, verificationMethod, proofPurpose } = configuration;
  if (type !== 'DataIntegrityProof' || cryptosuite !== 'eddsa-rdfc-2022') return false;
  try {
    const key = keyOf(String(verificationMethod), String(proofPurpose), judge);
    const signature = base58OfMultibase(String(proofValue));
    const data = await hashData(unsecured, configuration, revision);
    return ed25519.verify(signature, data, key, { zip215: false });
  } catch {
    // Whatever a library throws says that it is not as it was signed.
    return false;
  }
}

/** @throws where the key is not to be had, or may not be used for this */
function keyOf(id: string, purpose: string, { didDocuments = {}, now }: SecondJudge): Uint8Array {
  const [did = ''] = id.split('#');
  const document = didDocuments[did] ?? didKeyDocument(did);
  if (!isMembers(document) || document['id'] !== did) throw new Error(`${did} has no document`);
  const named = (one: unknown): string | undefined => idOf(one)?.replace(/^#/, `${did}#`);
  const allowed = many(document[purpose]);
  const method = [...many(document['verificationMethod']), ...allowed]
    .filter(isMembers)
    .find((one) => named(one) === id);
  const ends = [method?.['expires'], method?.['revoked']].filter((end) => end !== undefined);
  // Also where it cannot be read when that is.
  const ended = !ends.every((end) => typeof end === 'string' && Date.parse(end) > now.getTime());
  if (method?.['controller'] !== did || ended || !allowed.some((one) => named(one) === id)) {
    throw new Error(`${id} is no key for ${purpose}`);
  }
  const { crv, x } = (method['publicKeyJwk'] ?? {}) as Members;
  return crv === 'Ed25519' ? base64urlnopad.decode(String(x)) : bytesOfMultikey(String(method['publicKeyMultibase']));
}

/** The did:key method, section 3.1. */
function didKeyDocument(did: string): Members {
  if (!did.startsWith('did:key:')) throw new Error(`${did} has no document`);
  const multikey = did.slice('did:key:'.length);
  const id = `${did}#${multikey}`;
  const verificationMethod = [{ id, type: 'Multikey', controller: did, publicKeyMultibase: multikey }];
  return { id: did, verificationMethod, assertionMethod: [id], authentication: [id] };
}

/** Controlled Identifiers 1.0, section 2.2.2: `ed25519-pub` as a varint, then the 32 bytes. */
function bytesOfMultikey(multikey: string): Uint8Array {
  const bytes = base58OfMultibase(multikey);
  if (bytes[0] !== 0xed || bytes[1] !== 0x01 || bytes.length !== 34) throw new Error('no Ed25519 multikey');
  return bytes.subarray(2);
}

function base58OfMultibase(text: string): Uint8Array {
  if (!text.startsWith('z')) throw new Error('no base58btc');
  return base58.decode(text.slice(1));
}

const many = (value: unknown): readonly unknown[] => (value === undefined ? [] : [value].flat());

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null;

function idOf(value: unknown): string | undefined {
  const id: unknown = isMembers(value) ? value['id'] : value;
  return typeof id === 'string' ? id : undefined;
}
