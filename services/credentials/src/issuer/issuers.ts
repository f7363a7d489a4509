import { Injectable } from '@nestjs/common';
import { EventStore, part, type Metadata } from '@estafette/event-store';
import { PublicAddress } from '@estafette/service-host';
import type { Profile, Signer } from '@estafette/verifier';
import { KeyKeeper } from '../keeping/key-keeper.js';
import { didOf } from './did-documents.js';
import type { IssuerState, Key } from './issuer.decider.js';
import { issuer } from './issuer.stream.js';

/** Who signs for an organisation now. */
export interface Signing {
  readonly issuer: IssuerState;
  readonly key: Key;
  readonly signer: Signer;
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

  /** @returns undefined where the organisation has no key */
  async signing(organisationId: string): Promise<Signing | undefined> {
    const { state } = await this.store.load(issuer, organisationId);
    const key = state.keys.at(-1);
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
