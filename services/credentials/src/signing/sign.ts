import { toDateTimeStamp } from './build-credential.js';
import { hashForSigning } from './canonicalise.js';
import type { AchievementCredential, ProofOptions, SignedCredential } from './credential.js';
import { encodeMultibase, type SigningKey } from './keys.js';
import { readPlainJson } from './plain-json.js';
import { issuerOf, readShape } from './shape.js';
import { SigningError } from './signing-error.js';

/**
 * Signs a credential with a Data Integrity proof of cryptosuite `eddsa-rdfc-2022` (Data Integrity EdDSA Cryptosuites
 * 1.0, section 3.2). Ed25519 has no randomness: the same credential, key and moment give the same proof.
 *
 * @param created the moment of signing; it is written in whole seconds.
 * @throws SigningError `issuer-not-of-key` when the key is not the issuer's, `credential-not-signable` when
 * `verifyCredential` would refuse the result for any other reason than its dates.
 */
export async function signCredential<C extends AchievementCredential>(
  unsigned: C,
  key: SigningKey,
  created: Date,
): Promise<SignedCredential<C>> {
  assertSignable(unsigned, key);
  const options: ProofOptions = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created: toDateTimeStamp(created),
    verificationMethod: key.verificationMethod,
    proofPurpose: 'assertionMethod',
  };
  let signature: Uint8Array;
  try {
    signature = key.sign(await hashForSigning(unsigned, options));
  } catch (cause) {
    throw new SigningError('credential-not-signable', 'The credential has a member that its contexts do not define.', {
      cause,
    });
  }
  return { ...unsigned, proof: { ...options, proofValue: encodeMultibase(signature) } };
}

function assertSignable(unsigned: AchievementCredential, key: SigningKey): void {
  const plain = readPlainJson(unsigned);
  if ('fault' in plain) throw new SigningError('credential-not-signable', `The credential is refused: ${plain.fault}.`);
  const shape = readShape(plain.value);
  if ('faults' in shape) {
    throw new SigningError('credential-not-signable', `The credential is refused: ${shape.faults.join('; ')}.`);
  }
  if ('proof' in unsigned) throw new SigningError('credential-not-signable', 'The credential has a proof already.');
  if (issuerOf(shape.credential) !== key.did) {
    throw new SigningError('issuer-not-of-key', 'The issuer of the credential is not the holder of this key.');
  }
}
