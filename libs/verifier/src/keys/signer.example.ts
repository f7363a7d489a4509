import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { Signer } from '../proof/sign.js';
import { didKeyOf, verificationMethodOf } from './multikey.js';

// For specs only: a key that signs, made from a seed. Keys in earnest are kept by the service that issues.

export interface ExampleSigner extends Signer {
  readonly seed: Uint8Array;
  readonly publicKey: Uint8Array;
  sign(data: Uint8Array): Uint8Array;
}

/** @param fill the byte that the seed consists of @param did a DID that names the key otherwise than as a did:key */
export function exampleSigner(fill: number, did?: string): ExampleSigner {
  const seed = new Uint8Array(32).fill(fill);
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32));
  const own = didKeyOf(publicKey);
  return {
    did: did ?? own,
    verificationMethod: did === undefined ? verificationMethodOf(own) : `${did}#key-1`,
    seed,
    publicKey,
    sign: (data) => new Uint8Array(sign(null, data, key)),
  };
}
