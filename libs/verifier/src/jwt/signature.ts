import { compactVerify, errors, type JWK } from 'jose';
import { faultOfEd25519, type Ed25519Fault } from '../keys/multikey.js';
import { decodeBase64url, type CompactJws } from './compact-jws.js';
import { KIND_OF_ALGORITHM, type PublicKey } from './jwk.js';

export type SignatureFault = 'jwt-algorithm-not-of-key' | Ed25519Fault | 'signature-not-checkable';

/**
 * Checks the signature of a JWS (RFC 7515, section 5.2) with a key that is known to be of the signer, for the one kind of
 * algorithm that goes with that key.
 */
export async function faultOfJwsSignature(
  jws: CompactJws,
  algorithm: string,
  key: PublicKey,
): Promise<SignatureFault | undefined> {
  if (KIND_OF_ALGORITHM.get(algorithm) !== key.kind) return 'jwt-algorithm-not-of-key';
  if (key.kind === 'Ed25519') {
    // As everywhere here: strict, and in browsers that do not have it by themselves too.
    const bytes = decodeBase64url(key.jwk['x'] ?? '');
    return bytes ? faultOfEd25519(bytes, jws.signed, jws.signature) : 'signature-wrong';
  }
  try {
    await compactVerify(jws.text, key.jwk as JWK, { algorithms: [algorithm] });
    return undefined;
  } catch (error) {
    return error instanceof errors.JWSSignatureVerificationFailed ? 'signature-wrong' : 'signature-not-checkable';
  }
}
