import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse } from '@estafette/decider';
import type { Signer } from '@estafette/verifier';
import type { Key, OfferedKey } from '../issuer/issuer.decider.js';
import { generateSigningKey, type KeyName } from '../signing/index.js';
import { keyOfJwk, jwkOf } from './jwk.js';
import { KeyKeeper } from './key-keeper.js';

/**
 * Keys lie in files, one each, which only the service's own account may read: a folder on a disk of their own, the same for every
 * replica. What the log holds then is their public halves alone.
 */
export class KeysInFiles extends KeyKeeper {
  constructor(private readonly folder: string) {
    super();
  }

  /** A key that was made for this name before is offered again, so that a command which is repeated leaves no other behind. */
  override async make(name: KeyName): Promise<OfferedKey> {
    const file = this.#fileOf(name);
    await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
    try {
      await writeFile(file, JSON.stringify(jwkOf(generateSigningKey(name))), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const { publicKey } = await this.#read(name);
    return { did: name.did, key: { keyId: name.keyId, publicKey }, seed: null };
  }

  override signer(key: Key): Promise<Signer> {
    return this.#read(key, key.publicKey);
  }

  async #read(name: KeyName, publicKey?: string): Promise<Signer & { readonly publicKey: string }> {
    const text = await readFile(this.#fileOf(name), 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return refuse('key-not-at-hand', `The key ${name.keyId} of ${name.did} is not in the folder of keys.`);
    });
    return keyOfJwk(text, name, publicKey);
  }

  /** No name leads out of the folder: what a path could mind is escaped. */
  #fileOf({ did, keyId }: KeyName): string {
    return join(this.folder, encodeURIComponent(did), `${encodeURIComponent(keyId)}.jwk.json`);
  }
}
