import { refuse } from '@estafette/decider';
import type { Signer } from '@estafette/verifier';
import type { JwtKey, Key, OfferedKey } from '../issuer/issuer.decider.js';
import type { JwtAlgorithm, NewJwtKey } from '../issuer/issuer.events.js';
import type { JwtSigner, KeyName } from '../signing/index.js';
import { jwtSignerOfJwk, keyOfJwk, newJwtKeyOf } from './jwk.js';
import { KeyKeeper } from './key-keeper.js';

/** Keys come with the environment, as a store of secrets gives them: whoever runs the region makes them, and lays them ready. */
export class KeysInTheEnvironment extends KeyKeeper {
  /** @param keys private JWKs by the verification method that each is for: `did:web:…#key-1` */
  constructor(private readonly keys: Readonly<Record<string, unknown>>) {
    super();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a refusal is given as a rejection
  override async make(name: KeyName): Promise<OfferedKey> {
    const { publicKey } = keyOfJwk(this.#laidReady(name), name);
    return { did: name.did, key: { keyId: name.keyId, publicKey }, seed: null };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a refusal is given as a rejection
  override async signer(key: Key): Promise<Signer> {
    return keyOfJwk(this.#find(key), key, key.publicKey);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a refusal is given as a rejection
  override async makeForJwt(name: KeyName, algorithm: JwtAlgorithm): Promise<NewJwtKey> {
    return newJwtKeyOf(this.#laidReady(name), name, algorithm);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a refusal is given as a rejection
  override async jwtSigner(key: JwtKey): Promise<JwtSigner> {
    return jwtSignerOfJwk(this.#find(key), key);
  }

  #laidReady({ did, keyId }: KeyName): string {
    const jwk = this.keys[`${did}#${keyId}`];
    if (jwk === undefined) {
      refuse(
        'key-not-laid-ready',
        `Whoever runs this region lays the key ${did}#${keyId} ready first, then ask again.`,
      );
    }
    return JSON.stringify(jwk);
  }

  #find({ did, keyId }: KeyName): string {
    const jwk = this.keys[`${did}#${keyId}`];
    if (jwk === undefined) refuse('key-not-at-hand', `The key ${keyId} of ${did} is not in the environment.`);
    return JSON.stringify(jwk);
  }
}
