import { Injectable } from '@nestjs/common';
import { EventStore, part, type Metadata } from '@estafette/event-store';
import { PublicAddress } from '@estafette/service-host';
import type { Profile, Signer } from '@estafette/verifier';
import { KeyKeeper } from '../keeping/key-keeper.js';
import { didOf } from './did-documents.js';
import type { JwtSigner } from '../signing/index.js';
import { currentJwtKey, type IssuerState, type JwtKey, type Key } from './issuer.decider.js';
import type { JwtAlgorithm, NewJwtKey } from './issuer.events.js';
import { issuer } from './issuer.stream.js';
import { INSTANCE } from './instance.rules.js';

/** Who signs for an organisation now. */
export interface Signing {
  readonly issuer: IssuerState;
  readonly key: Key;
  readonly signer: Signer;
}

/** Who signs JWTs for an organisation now. */
export interface JwtSigning {
  readonly key: JwtKey;
  readonly signer: JwtSigner;
}

/** Those who sign here, with the key that each signs with now. */
@Injectable()
export class Issuers {
  constructor(
    private readonly store: EventStore,
    private readonly keeper: KeyKeeper,
    private readonly address: PublicAddress,
  ) {}

  /** The key of an organisation that confirms, made when it does so for the first time. */
  async endorsing({ organisationId, name }: Endorsing, metadata: Metadata): Promise<Signing> {
    const known = await this.signing(organisationId);
    if (known) return known;
    const offered = await this.keeper.make({ did: didOf(this.address.url, organisationId), keyId: 'key-1' });
    const command = part(issuer, organisationId, { type: 'RegisterEndorser', organisationId, name, offered });
    await this.store.handle(command, { metadata });
    const made = await this.signing(organisationId);
    if (!made) throw new Error('an endorser has a key once it is registered');
    return made;
  }

  /**
   * Who signs JWTs of an algorithm for a school. Its first key of that algorithm is made when it is first needed.
   *
   * @returns undefined where the school signs nothing here
   */
  async signingJwt(
    organisationId: string,
    algorithm: JwtAlgorithm,
    metadata: Metadata,
  ): Promise<JwtSigning | undefined> {
    const known = await this.knownJwt(organisationId, algorithm);
    if (known) return known;
    if (!(await this.signing(organisationId))) return undefined;
    const offered = await this.jwtKey(organisationId, `${algorithm.toLowerCase()}-1`, algorithm);
    const command = { type: 'AddJwtKey' as const, organisationId, by: metadata.by, offered, onlyFirst: true };
    await this.store.handle(part(issuer, organisationId, command), { metadata });
    return this.signingJwt(organisationId, algorithm, metadata);
  }

  /** @returns undefined where there is no key of that algorithm yet: none is made */
  async knownJwt(organisationId: string, algorithm: JwtAlgorithm): Promise<JwtSigning | undefined> {
    const { state } = await this.store.load(issuer, organisationId);
    const key = currentJwtKey(state, algorithm);
    return key && { key, signer: await this.keeper.jwtSigner(key) };
  }

  /** Makes a key that signs JWTs, or finds the one that was laid ready. */
  jwtKey(organisationId: string, keyId: string, algorithm: JwtAlgorithm): Promise<NewJwtKey> {
    return this.keeper.makeForJwt({ did: didOf(this.address.url, organisationId), keyId }, algorithm);
  }

  /** The key of the installation itself, made when it is needed for the first time. @param name as others are to know it */
  async ofInstance(name: string, metadata: Metadata): Promise<Signing> {
    const known = await this.signing(INSTANCE);
    if (known) return known;
    const offered = await this.keeper.make({ did: didOf(this.address.url, INSTANCE), keyId: 'key-1' });
    await this.store.handle(part(issuer, INSTANCE, { type: 'RegisterInstance', name, offered }), { metadata });
    const made = await this.signing(INSTANCE);
    if (!made) throw new Error('the instance has a key once it is registered');
    return made;
  }

  /** @returns undefined where the organisation has no key */
  async signing(organisationId: string): Promise<Signing | undefined> {
    return this.#with(organisationId, (keys) => keys.at(-1));
  }

  /** Who signed with a key that may still vouch. @returns undefined where there is none of this name */
  async signingWith(organisationId: string, keyId: string): Promise<Signing | undefined> {
    return this.#with(organisationId, (keys) => keys.find((key) => key.keyId === keyId && key.revokedAt === null));
  }

  /** Whether a key may not vouch any more. */
  async isRevoked({
    organisationId,
    keyId,
  }: {
    readonly organisationId: string;
    readonly keyId: string;
  }): Promise<boolean> {
    const { keys } = (await this.store.load(issuer, organisationId)).state;
    return keys.some((key) => key.keyId === keyId && key.revokedAt !== null);
  }

  async #with(organisationId: string, choose: (keys: readonly Key[]) => Key | undefined): Promise<Signing | undefined> {
    const { state } = await this.store.load(issuer, organisationId);
    const key = choose(state.keys);
    return key && { issuer: state, key, signer: await this.keeper.signer(key) };
  }
}

/** Whose key is made when they first confirm something. */
export interface Endorsing {
  readonly organisationId: string;
  /** Null of a sole trader. */
  readonly name: string | null;
}

/** An organisation as its credentials show it. */
export function profileOf({ key, issuer: { name, country, region } }: Signing): Profile {
  return {
    id: key.did,
    type: ['Profile'],
    ...(name !== null && { name }),
    address: { type: ['Address'], addressCountryCode: country, ...(region !== null && { addressRegion: region }) },
  };
}
