import { hashesForSigning, type ContextDocument } from '../canonical/canonicalise.js';
import type { ProofOptions, SignedCredential } from '../document/credential.js';
import { MAX_MEMBERS } from '../document/members.js';
import { readPlainJson } from '../document/plain-json.js';
import { countWithin } from '../jwt/enveloped.js';
import { readShapeOfRdf } from '../jwt/structure.js';
import { encodeMultibase } from '../keys/multikey.js';
import { VerifierError } from '../verifier-error.js';

/** Who can sign with an Ed25519 key. The private half stays where it is. */
export interface Signer {
  /** The DID for which it signs. */
  readonly did: string;
  /** The method in the document of that DID which others verify with. */
  readonly verificationMethod: string;
  /** @returns the 64 bytes of the Ed25519 signature over `data` */
  sign(data: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/**
 * Signs a credential with a Data Integrity proof of cryptosuite `eddsa-rdfc-2022` (Data Integrity EdDSA Cryptosuites
 * 1.0, section 3.2). Ed25519 has no randomness: the same credential, key and moment give the same proof.
 *
 * @param created the moment of signing; it is written in whole seconds.
 * @throws VerifierError `issuer-not-of-key` when the key is not the issuer's, `not-signable` when `verify` would refuse the
 * result for any other reason than its dates or its status.
 */
export async function signDocument<Document extends ContextDocument>(
  unsigned: Document,
  signer: Signer,
  created: Date,
): Promise<SignedCredential<Document>> {
  assertSignable(unsigned, signer);
  const options: ProofOptions = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created: toDateTimeStamp(created),
    verificationMethod: signer.verificationMethod,
    proofPurpose: 'assertionMethod',
  };
  let data: Uint8Array;
  try {
    [data = new Uint8Array()] = await hashesForSigning(unsigned, [options]);
  } catch (cause) {
    const undefinedWord = 'The credential has a member that its contexts do not define.';
    throw new VerifierError('not-signable', cause instanceof VerifierError ? cause.message : undefinedWord, { cause });
  }
  return { ...unsigned, proof: [{ ...options, proofValue: encodeMultibase(await signer.sign(data)) }] };
}

function assertSignable(unsigned: object, { did }: Signer): void {
  const plain = readPlainJson(unsigned);
  if ('fault' in plain) throw new VerifierError('not-signable', `The credential is refused: ${plain.fault}.`);
  if (countWithin(unsigned) > MAX_MEMBERS) {
    throw new VerifierError('not-signable', `The credential is refused: it holds more than ${MAX_MEMBERS} others.`);
  }
  const shape = readShapeOfRdf(unsigned as Readonly<Record<string, unknown>>);
  if ('faults' in shape) {
    throw new VerifierError('not-signable', `The credential is refused: ${shape.faults.join('; ')}.`);
  }
  if ('proof' in unsigned) throw new VerifierError('not-signable', 'The credential has a proof already.');
  if (shape.signer !== did) {
    throw new VerifierError('issuer-not-of-key', 'The issuer of the credential is not the holder of this key.');
  }
}

/**
 * Writes a moment as XML Schema `dateTimeStamp` in UTC, in whole seconds: `2026-11-21T14:33:00Z`.
 *
 * @throws VerifierError `not-signable` outside of the years 0 to 9999
 */
export function toDateTimeStamp(moment: Date): string {
  const stamp = Number.isNaN(moment.getTime()) ? '' : moment.toISOString();
  if (!/^\d{4}-/.test(stamp)) {
    throw new VerifierError('not-signable', 'A credential needs moments in the years 0 to 9999.');
  }
  return stamp.replace(/\.\d{3}Z$/, 'Z');
}
