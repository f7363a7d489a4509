import { DomainError } from '@estafette/decider';
import { part, type EventStore, type Metadata } from '@estafette/event-store';
import {
  signDocument,
  toDateTimeStamp,
  type Achievement,
  type AchievementCredential,
  type EndorsementCredential,
  type SignedCredential,
} from '@estafette/verifier';
import type { PublicAddress } from '@estafette/service-host';
import { achievement } from '../achievement/achievement.stream.js';
import { achievementContent } from '../credential/credential-content.js';
import type { Endorser, PublicReason } from '../credential/credential.events.js';
import { credential } from '../credential/credential.stream.js';
import type { SignedVersions } from '../credential/signed-versions.js';
import { profileOf, type Issuers } from '../issuer/issuers.js';
import { issuer } from '../issuer/issuer.stream.js';
import { buildAchievement } from '../signing/index.js';
import type { Selection } from './reissue.events.js';

interface Renewal {
  readonly credentialId: string;
  readonly reason: PublicReason;
  readonly note: string | null;
  /** What makes a repeat have no second effect. */
  readonly once: { readonly scope: string; readonly key: string };
  readonly metadata: Metadata;
  /** What it is part of, where many are issued anew. */
  readonly operationId?: string;
  /** The version of the achievement that it is issued under from now on, where that is what changes. */
  readonly toVersion?: number;
}

/** Signs credentials anew, with the keys that their issuer and endorsers have now. */
export class Renewals {
  constructor(
    private readonly store: EventStore,
    private readonly issuers: Issuers,
    private readonly versions: SignedVersions,
    private readonly address: PublicAddress,
  ) {}

  /**
   * Issues one credential anew, under the id that it has, from now on and in another place of the status list.
   *
   * @returns false when it does not hold, or its holder was erased: then there is nothing to renew
   */
  async renew({ credentialId, reason, note, once, metadata, operationId, toVersion }: Renewal): Promise<boolean> {
    const { state } = await this.store.load(credential, credentialId);
    const { issued, signed, standing } = state;
    if (!issued || !signed || standing !== 'valid' || signed.credential === '') return false;
    const { organisationId, achievementId } = issued;
    const signing = await this.issuers.signing(organisationId);
    if (!signing) return false;
    const { proof: _proof, ...before } = JSON.parse(signed.credential) as SignedCredential;
    const at = new Date(metadata.at);
    const { endorsement, endorsedBy } = await this.#endorsements(before, signed.endorsedBy, at);
    const unsigned: AchievementCredential = {
      ...before,
      issuer: profileOf(signing),
      ...(endorsement.length > 0 && { endorsement }),
      ...(toVersion !== undefined && {
        credentialSubject: {
          ...before.credentialSubject,
          achievement: await this.#achievement(achievementId, toVersion, profileOf(signing)),
        },
      }),
    };
    const by = { person: 'service:credentials', for: organisationId };
    const version = toVersion === undefined ? {} : { achievementVersion: toVersion };
    const operation = operationId === undefined ? {} : { operationId };
    const command = { type: 'ReissueCredential' as const, by, reason, note, ...version, ...operation };
    try {
      await this.versions.sign(unsigned, { signing, organisationId, validFrom: at, at, endorsedBy }, (again, place) =>
        this.store.handle([part(credential, credentialId, { ...command, signed: again }), place], {
          metadata,
          once: { ...once, digest: 'reissue' },
        }),
      );
      return true;
    } catch (error) {
      // Revoked or suspended meanwhile.
      if (error instanceof DomainError && /^credential-(?:revoked|suspended|declined)$/.test(error.code)) return false;
      throw error;
    }
  }

  /** Those that were signed with a key which is not the endorser's any more are signed anew; the others stay as they are. */
  async #endorsements(
    { endorsement = [] }: Pick<AchievementCredential, 'endorsement'>,
    endorsedBy: readonly Endorser[],
    at: Date,
  ): Promise<{ endorsement: SignedCredential<EndorsementCredential>[]; endorsedBy: Endorser[] }> {
    const renewed: SignedCredential<EndorsementCredential>[] = [];
    const endorsers: Endorser[] = [];
    for (const [index, one] of endorsement.entries()) {
      const endorser = endorsedBy[index];
      const signing = endorser && (await this.issuers.signing(endorser.organisationId));
      const compromised = endorser && (await isRevoked(this.store, endorser));
      if (!endorser || !signing || !compromised) {
        renewed.push(one);
        endorsers.push(...(endorser ? [endorser] : []));
        continue;
      }
      const { proof: _proof, ...unsigned } = one;
      const again = { ...unsigned, issuer: profileOf(signing), validFrom: toDateTimeStamp(at) };
      renewed.push(await signDocument(again, signing.signer, at));
      endorsers.push({ ...endorser, keyId: signing.key.keyId });
    }
    return { endorsement: renewed, endorsedBy: endorsers };
  }

  async #achievement(id: string, version: number, creator: AchievementCredential['issuer']): Promise<Achievement> {
    const { state } = await this.store.load(achievement, id);
    const definition = state.versions[version - 1];
    if (!definition) throw new Error('a reissue starts from a published version');
    return buildAchievement(
      achievementContent({ achievementId: id, achievementVersion: version }, definition, creator, this.address.url),
    );
  }
}

/** Whether a key may not vouch any more. */
export async function isRevoked(
  store: Pick<EventStore, 'load'>,
  { organisationId, keyId }: { readonly organisationId: string; readonly keyId: string },
): Promise<boolean> {
  const { keys } = (await store.load(issuer, organisationId)).state;
  return keys.some((key) => key.keyId === keyId && key.revokedAt !== null);
}

/** Why, as whoever checks is told. */
export function reasonOf({ kind }: Selection): PublicReason {
  return kind === 'achievement' ? 'corrected' : 'key-compromised';
}
