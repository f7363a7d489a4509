import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ValidationGranted } from '@estafette/contracts';
import { EventStore, part, type Metadata } from '@estafette/event-store';
import { known, PublicAddress } from '@estafette/service-host';
import { signDocument } from '@estafette/verifier';
import type { LinkedEndorser } from '../credential/credential.events.js';
import { followedOrganisation } from '../followed/followed.js';
import { Issuers } from '../issuer/issuers.js';
import { acceptanceUrl, type AcceptanceVersion } from './acceptance-links.js';
import type { Accepted } from './baton-acceptance.events.js';
import { acceptanceIdOf, batonAcceptance } from './baton-acceptance.stream.js';
import { endorsementOfBaton } from './endorsement-of-baton.js';

/** An endorsement of a baton that a credential can link to. */
export interface LinkedAcceptance extends Pick<Accepted, 'organisationId' | 'byNextTeam'> {
  readonly acceptanceId: string;
  readonly keyId: string;
  /** Where it lies. */
  readonly url: string;
  /** Of the bytes that lie there, 64 lower-case hex digits. */
  readonly sha256: string;
}

type Legs = NonNullable<ValidationGranted['legs']>;

/**
 * The endorsements of batons by those who accepted them. Each is signed when the first credential links to it: what nobody's learning
 * rests on is not published.
 */
@Injectable()
export class BatonAcceptances {
  constructor(
    private readonly store: EventStore,
    private readonly issuers: Issuers,
    private readonly address: PublicAddress,
  ) {}

  /** Those of the legs whose baton was accepted. @throws DomainError `organisation-not-known-yet` */
  async of(legs: Legs, metadata: Metadata): Promise<LinkedAcceptance[]> {
    const linked: LinkedAcceptance[] = [];
    for (const accepted of legs.flatMap(acceptedIn)) linked.push(await this.#standing(accepted, metadata));
    return linked;
  }

  /** One that was linked to before, signed anew where its key was compromised. */
  async renewed(acceptanceId: string, metadata: Metadata): Promise<LinkedAcceptance | undefined> {
    const [first] = (await this.store.load(batonAcceptance, acceptanceId)).state;
    return first && this.#standing(first, metadata);
  }

  /** A version as it is given out. @returns undefined where there is none */
  async read({ acceptanceId, version }: AcceptanceVersion): Promise<string | undefined> {
    return (await this.store.load(batonAcceptance, acceptanceId)).state[version - 1]?.endorsement;
  }

  /** The newest version, whose key may vouch; signed where there is none. */
  async #standing(accepted: Accepted, metadata: Metadata): Promise<LinkedAcceptance> {
    const acceptanceId = acceptanceIdOf(accepted);
    const { state: versions } = await this.store.load(batonAcceptance, acceptanceId);
    const last = versions.at(-1);
    if (last && !(await this.issuers.isRevoked(last))) return this.#linkTo(last);
    await this.#sign(accepted, versions.length + 1, metadata);
    // Others may have signed it at the same time, and been first.
    const { state: now } = await this.store.load(batonAcceptance, acceptanceId);
    const signed = now.at(-1);
    if (!signed) throw new Error('an acceptance has a version once it is signed');
    return this.#linkTo(signed);
  }

  async #sign(accepted: Accepted, version: number, metadata: Metadata): Promise<void> {
    const { batonId, batonDigest, organisationId, byNextTeam, acceptedAt } = accepted;
    const { state } = await known(this.store, followedOrganisation, organisationId, 'organisation');
    const signing = await this.issuers.endorsing({ organisationId, name: state.name }, metadata);
    const at = new Date(metadata.at);
    const unsigned = endorsementOfBaton(accepted, signing, version === 1 ? new Date(acceptedAt) : at);
    const endorsement = JSON.stringify(await signDocument(unsigned, signing.signer, at));
    const acceptanceId = acceptanceIdOf(accepted);
    const command = {
      type: 'EndorseBatonAcceptance' as const,
      ...{ acceptanceId, batonId, batonDigest, organisationId, byNextTeam, acceptedAt, version },
      keyId: signing.key.keyId,
      endorsement,
      digest: createHash('sha256').update(endorsement).digest('hex'),
    };
    await this.store.handle(part(batonAcceptance, acceptanceId, command), { metadata });
  }

  #linkTo({
    organisationId,
    byNextTeam,
    keyId,
    digest,
    ...of
  }: AcceptanceVersion & Accepted & { readonly keyId: string; readonly digest: string }): LinkedAcceptance {
    const { acceptanceId } = of;
    return {
      acceptanceId,
      organisationId,
      byNextTeam,
      keyId,
      url: acceptanceUrl(this.address.url, of),
      sha256: digest,
    };
  }
}

/** Whose endorsement a credential links to, and with which key it is signed. */
export function linkedEndorser({ organisationId, keyId, acceptanceId }: LinkedAcceptance): LinkedEndorser {
  return { organisationId, keyId, acceptanceId };
}

/** What was accepted of a leg, where that is known. */
function acceptedIn({ batonDigest, accepted }: Legs[number]): Accepted[] {
  if (batonDigest === null || accepted === undefined) return [];
  const { batonId, organisationId, acceptedByLeg, acceptedAt } = accepted;
  return [{ batonId, batonDigest, organisationId, byNextTeam: acceptedByLeg !== null, acceptedAt }];
}
