import type { Signer } from '@estafette/verifier';
import type { JwtKey, Key, OfferedKey } from '../issuer/issuer.decider.js';
import type { JwtAlgorithm, NewJwtKey } from '../issuer/issuer.events.js';
import type { JwtSigner, KeyName } from '../signing/index.js';

/**
 * Who keeps the private keys of those who sign here. Nobody else sees one: whoever signs asks for a signature.
 * A keeper may be a hardware module or a service of a cloud; those that are there keep keys in the log, in files, and in the
 * environment.
 */
export abstract class KeyKeeper {
  /**
   * Makes a key, or finds the one that was laid ready.
   *
   * @throws DomainError `key-not-laid-ready` where somebody else makes the keys, and has not
   */
  abstract make(name: KeyName): Promise<OfferedKey>;

  /**
   * Who signs with this key.
   *
   * @throws DomainError `key-not-at-hand` when it is not where it should be kept
   */
  abstract signer(key: Key): Promise<Signer>;

  /** As {@link make}, of a key that signs JWTs. */
  abstract makeForJwt(name: KeyName, algorithm: JwtAlgorithm): Promise<NewJwtKey>;

  /** As {@link signer}, of a key that signs JWTs. */
  abstract jwtSigner(key: JwtKey): Promise<JwtSigner>;
}
