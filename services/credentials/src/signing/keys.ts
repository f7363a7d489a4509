import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { didKeyOf, KEY_BYTES, multikeyOf, verificationMethodOf, VerifierError, type Signer } from '@estafette/verifier';

// RFC 8410: what stands before the 32 raw bytes in the DER form of a private key (PKCS #8).
const PRIVATE_KEY_DER = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key that can sign. Its `did` and `verificationMethod` are public; the private half stays inside. */
export interface SigningKey extends Signer {
  /** The public half as a multikey, `z6Mk…`. */
  readonly publicKey: string;
  /** @returns the 64 bytes of the Ed25519 signature over `data`. */
  sign(data: Uint8Array): Uint8Array;
  /** @returns the 32 raw bytes of the public half. */
  exportPublic(): Uint8Array;
  /** @returns the 32-byte seed, for sealing in a vault. Whoever has it can sign: overwrite it after use. */
  exportSeed(): Uint8Array;
}

/** Whose key it is, where its DID does not say it by itself as a did:key does. */
export interface KeyName {
  readonly did: string;
  /** The fragment by which the document of the DID names the key. */
  readonly keyId: string;
}

/** Makes a new Ed25519 key from the system's randomness. */
export function generateSigningKey(name?: KeyName): SigningKey {
  return signingKeyFromSeed(randomBytes(KEY_BYTES), name);
}

/**
 * Makes the key that belongs to a seed (RFC 8032, section 5.1.5: the private key).
 *
 * @throws VerifierError `key-malformed` when the seed is not 32 bytes.
 */
export function signingKeyFromSeed(seed: Uint8Array, name?: KeyName): SigningKey {
  if (seed.length !== KEY_BYTES) {
    throw new VerifierError('key-malformed', `An Ed25519 seed has ${KEY_BYTES} bytes, not ${seed.length}.`);
  }
  const privateKey = createPrivateKey({ key: Buffer.concat([PRIVATE_KEY_DER, seed]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES);
  const did = name?.did ?? didKeyOf(raw);
  return {
    did,
    publicKey: multikeyOf(raw),
    verificationMethod: name ? `${name.did}#${name.keyId}` : verificationMethodOf(did),
    sign: (data) => new Uint8Array(sign(null, data, privateKey)),
    exportPublic: () => Uint8Array.from(raw),
    exportSeed: () =>
      Uint8Array.from(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PRIVATE_KEY_DER.length)),
  };
}
