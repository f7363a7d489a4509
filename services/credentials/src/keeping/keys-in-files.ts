import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { refuse } from '@estafette/decider';
import type { Signer } from '@estafette/verifier';
import type { JwtKey, Key, OfferedKey } from '../issuer/issuer.decider.js';
import type { JwtAlgorithm, NewJwtKey } from '../issuer/issuer.events.js';
import { generateJwk, generateSigningKey, type JwtSigner, type KeyName } from '../signing/index.js';
import { jwkOf, jwtSignerOfJwk, keyOfJwk, newJwtKeyOf } from './jwk.js';
import { KeyKeeper } from './key-keeper.js';

/**
 * Keys lie in files, one each, which only the service's own account may read: a folder on a disk of their own, the same for every
 * replica. What the log holds then is their public halves alone. A key that was made for a name before is offered again, so that a
 * command which is repeated leaves no other behind.
 */
export class KeysInFiles extends KeyKeeper {
  constructor(private readonly folder: string) {
    super();
  }

  override async make(name: KeyName): Promise<OfferedKey> {
    const text = await this.#keep(name, () => JSON.stringify(jwkOf(generateSigningKey(name))));
    return { did: name.did, key: { keyId: name.keyId, publicKey: keyOfJwk(text, name).publicKey }, seed: null };
  }

  override async signer(key: Key): Promise<Signer> {
    return keyOfJwk(await this.#read(key), key, key.publicKey);
  }

  override async makeForJwt(name: KeyName, algorithm: JwtAlgorithm): Promise<NewJwtKey> {
    const text = await this.#keep(name, async () => JSON.stringify(await generateJwk(algorithm)));
    return newJwtKeyOf(text, name, algorithm);
  }

  override async jwtSigner(key: JwtKey): Promise<JwtSigner> {
    return jwtSignerOfJwk(await this.#read(key), key);
  }

  /**
   * Writes beside the file and links it into place: a link never replaces, so of two that make a key for one name the first one's
   * is that of both, and nobody ever reads half a key.
   */
  async #keep(name: KeyName, make: () => string | Promise<string>): Promise<string> {
    const file = this.#fileOf(name);
    const before = await readIfThere(file);
    if (before !== undefined) return before;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomUUID()}.new`;
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(await make());
      await handle.sync();
      await link(draft, file).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      });
    } finally {
      await handle.close();
      await unlink(draft);
    }
    return this.#read(name);
  }

  async #read(name: KeyName): Promise<string> {
    const text = await readIfThere(this.#fileOf(name));
    return text ?? refuse('key-not-at-hand', `The key ${name.keyId} of ${name.did} is not in the folder of keys.`);
  }

  /** No name leads out of the folder: what a path could mind is escaped. */
  #fileOf({ did, keyId }: KeyName): string {
    return join(this.folder, encodeURIComponent(did), `${encodeURIComponent(keyId)}.jwk.json`);
  }
}

function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  });
}
