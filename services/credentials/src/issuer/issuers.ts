import { Injectable } from '@nestjs/common';
import { EventStore } from '@estafette/event-store';
import type { Profile, Signer } from '@estafette/verifier';
import { KeyKeeper } from '../keeping/key-keeper.js';
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
  ) {}

  /** @returns undefined where the organisation has no key */
  async signing(organisationId: string): Promise<Signing | undefined> {
    const { state } = await this.store.load(issuer, organisationId);
    const key = state.keys.at(-1);
    return key && { issuer: state, key, signer: await this.keeper.signer(key) };
  }
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
