import { refuse } from '@estafette/decider';
import type { Signer } from '@estafette/verifier';
import type { Key, OfferedKey } from '../issuer/issuer.decider.js';
import type { KeyName } from '../signing/index.js';
import { keyOfJwk } from './jwk.js';
import { KeyKeeper } from './key-keeper.js';

/** Keys come with the environment, as a store of secrets gives them: whoever runs the region makes them, and lays them ready. */
export class KeysInTheEnvironment extends KeyKeeper {
  /** @param keys private JWKs by the verification method that each is for: `did:web:…#key-1` */
  constructor(private readonly keys: Readonly<Record<string, unknown>>) {
    super();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a refusal is given as a rejection
  override async make(name: KeyName): Promise<OfferedKey> {
    const method = `${name.did}#${name.keyId}`;
    const jwk = this.keys[method];
    if (jwk === undefined) {
      refuse('key-not-laid-ready', `Whoever runs this region lays the key ${method} ready first, then ask again.`);
    }
    const { publicKey } = keyOfJwk(JSON.stringify(jwk), name);
    return { did: name.did, key: { keyId: name.keyId, publicKey }, seed: null };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a refusal is given as a rejection
  override async signer(key: Key): Promise<Signer> {
    const jwk = this.keys[`${key.did}#${key.keyId}`];
    if (jwk === undefined) refuse('key-not-at-hand', `The key ${key.keyId} of ${key.did} is not in the environment.`);
    return keyOfJwk(JSON.stringify(jwk), key, key.publicKey);
  }
}
