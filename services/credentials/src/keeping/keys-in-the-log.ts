import type { Signer } from '@estafette/verifier';
import { refuse } from '@estafette/decider';
import { LRUCache } from 'lru-cache';
import type { JwtKey, Key, OfferedKey } from '../issuer/issuer.decider.js';
import type { JwtAlgorithm, NewJwtKey } from '../issuer/issuer.events.js';
import { generateJwk, generateSigningKey, signingKeyFromSeed, type JwtSigner, type KeyName } from '../signing/index.js';
import { jwtSignerOfJwk, newJwtKeyOf } from './jwk.js';
import { KeyKeeper } from './key-keeper.js';

/** Keys lie in the log of this service, each sealed with a key of its organisation in the vault. */
export class KeysInTheLog extends KeyKeeper {
  /** By its seed: making one takes about as long as signing with it. */
  readonly #signers = new LRUCache<string, Signer>({ max: 100 });

  override make(name: KeyName): Promise<OfferedKey> {
    const key = generateSigningKey(name);
    const seed = key.exportSeed();
    try {
      const { did, publicKey } = key;
      const offered = { did, key: { keyId: name.keyId, publicKey }, seed: Buffer.from(seed).toString('base64') };
      return Promise.resolve(offered);
    } finally {
      seed.fill(0);
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a refusal is given as a rejection
  override async signer({ did, keyId, seed }: Key): Promise<Signer> {
    if (seed === null || seed === '') refuse('key-not-at-hand', 'The key of this organisation is not kept here.');
    const name = `${did}#${keyId} ${seed}`;
    const known = this.#signers.get(name);
    if (known) return known;
    const bytes = Buffer.from(seed, 'base64');
    try {
      const signer = signingKeyFromSeed(bytes, did.startsWith('did:key:') ? undefined : { did, keyId });
      this.#signers.set(name, signer);
      return signer;
    } finally {
      bytes.fill(0);
    }
  }

  override async makeForJwt(name: KeyName, algorithm: JwtAlgorithm): Promise<NewJwtKey> {
    const privateJwk = JSON.stringify(await generateJwk(algorithm));
    return { ...newJwtKeyOf(privateJwk, name, algorithm), privateJwk };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a refusal is given as a rejection
  override async jwtSigner(key: JwtKey): Promise<JwtSigner> {
    if (!key.privateJwk) refuse('key-not-at-hand', 'The key of this organisation is not kept here.');
    return jwtSignerOfJwk(key.privateJwk, key);
  }
}
