import { DomainError } from '@estafette/decider';
import { part, type EventStore, type Metadata } from '@estafette/event-store';
import {
  signDocument,
  type AchievementCredential,
  type EndorsementCredential,
  type Evidence,
  type SignedCredential,
} from '@estafette/verifier';
import type { PublicAddress } from '@estafette/service-host';
import { againOn } from '../again-on.js';
import { THIS_SERVICE } from '../by-service.js';
import { achievement } from '../achievement/achievement.stream.js';
import { acceptanceAt } from '../baton-acceptance/acceptance-links.js';
import { linkedEndorser, type BatonAcceptances } from '../baton-acceptance/baton-acceptances.js';
import { acceptanceContent, definedContent, isMadeOfAward } from '../credential/credential-content.js';
import type { Endorser, LinkedEndorser, PublicReason, WorkplaceEndorser } from '../credential/credential.events.js';
import type { CredentialState } from '../credential/credential.decider.js';
import { credential } from '../credential/credential.stream.js';
import { CREDENTIAL_CHANGED } from '../credential/standing.rules.js';
import { laterThan, type SignedVersions } from '../credential/signed-versions.js';
import { profileOf, type Issuers } from '../issuer/issuers.js';
import { buildEvidence, withAssessed, withDefinition, type AssessedContent } from '../signing/index.js';
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
  /** What was assessed after all, where a school awarded something else by mistake. */
  readonly assessed?: AssessedContent;
}

type Issued = NonNullable<CredentialState['issued']>;

/** Signs credentials anew, with the keys that their issuer and endorsers have now. */
export class Renewals {
  constructor(
    private readonly store: EventStore,
    private readonly issuers: Issuers,
    private readonly versions: SignedVersions,
    private readonly address: PublicAddress,
    private readonly acceptances: BatonAcceptances,
  ) {}

  /**
   * Issues one credential anew, under the id that it has, from now on and in another place of the status list.
   *
   * @returns why there was nothing to renew, by its code, unless it is renewed: by this, or by the same operation before
   */
  renew(renewal: Renewal): Promise<'reissued' | { readonly code: string }> {
    // Issued anew meanwhile: put right, say, or with a mail address in it. What that tells must stand in this too.
    return againOn(CREDENTIAL_CHANGED, Infinity, () => this.#renew(renewal));
  }

  async #renew(renewal: Renewal): Promise<'reissued' | { readonly code: string }> {
    const { credentialId, reason, note, once, metadata, operationId, toVersion } = renewal;
    const { state } = await this.store.load(credential, credentialId);
    const { issued, signed, standing } = state;
    if (!issued || !signed) throw new Error('what is renewed was issued');
    if (operationId !== undefined && state.operations.has(operationId)) return 'reissued';
    if (standing !== 'valid') return { code: `credential-${standing}` };
    if (signed.credential === '') return { code: 'person-erased' };
    const { organisationId } = issued;
    const signing = await this.issuers.signing(organisationId);
    if (!signing) return { code: 'issuer-not-registered' };
    const { proof: _proof, ...before } = JSON.parse(signed.credential) as SignedCredential;
    const at = new Date(metadata.at);
    const { endorsement, endorsers } = await this.#endorsements(before, signed.endorsedBy.filter(isWithin), at);
    const { evidence, linked } = await this.#evidence(before, signed.endorsedBy.filter(isLinked), metadata);
    const endorsedBy = [...endorsers, ...linked];
    const renewed: AchievementCredential = {
      ...before,
      issuer: profileOf(signing),
      ...(endorsement.length > 0 && { endorsement }),
      ...(evidence.length > 0 && { evidence }),
    };
    const unsigned = await this.#corrected(renewed, issued, renewal);
    const by = { person: THIS_SERVICE, for: organisationId };
    const version = toVersion === undefined ? {} : { achievementVersion: toVersion };
    const operation = operationId === undefined ? {} : { operationId };
    const command = {
      type: 'ReissueCredential' as const,
      by,
      reason,
      note,
      of: signed.digest,
      ...version,
      ...operation,
    };
    try {
      const validFrom = laterThan(before, at);
      await this.versions.sign(unsigned, { signing, organisationId, validFrom, at, endorsedBy }, (again, place) =>
        this.store.handle([part(credential, credentialId, { ...command, signed: again }), place], {
          metadata,
          once: { ...once, digest: 'reissue' },
        }),
      );
      return 'reissued';
    } catch (error) {
      // Revoked or suspended meanwhile.
      if (error instanceof DomainError && /^credential-(?:revoked|suspended|declined)$/.test(error.code))
        return { code: error.code };
      throw error;
    }
  }

  /** Those that were signed with a key which is not the endorser's any more are signed anew; the others stay as they are. */
  async #endorsements(
    { endorsement = [] }: Pick<AchievementCredential, 'endorsement'>,
    endorsedBy: readonly WorkplaceEndorser[],
    at: Date,
  ): Promise<{ endorsement: SignedCredential<EndorsementCredential>[]; endorsers: WorkplaceEndorser[] }> {
    const renewed: SignedCredential<EndorsementCredential>[] = [];
    const endorsers: WorkplaceEndorser[] = [];
    for (const [index, one] of endorsement.entries()) {
      const endorser = endorsedBy[index];
      const signing = endorser && (await this.issuers.signing(endorser.organisationId));
      const compromised = endorser && (await this.issuers.isRevoked(endorser));
      if (!endorser || !signing || !compromised) {
        renewed.push(one);
        endorsers.push(...(endorser ? [endorser] : []));
        continue;
      }
      const { proof: _proof, ...unsigned } = one;
      const again = { ...unsigned, issuer: profileOf(signing), validFrom: laterThan(one, at) };
      renewed.push(await signDocument(again, signing.signer, at));
      endorsers.push({ ...endorser, keyId: signing.key.keyId });
    }
    return { endorsement: renewed, endorsers };
  }

  /** Links to an endorsement of a baton lead to what is signed with a key that may vouch, and name its digest; all else stays. */
  async #evidence(
    { evidence = [] }: Pick<AchievementCredential, 'evidence'>,
    endorsedBy: readonly LinkedEndorser[],
    metadata: Metadata,
  ): Promise<{ evidence: Evidence[]; linked: LinkedEndorser[] }> {
    let renewed = [...evidence];
    const linked: LinkedEndorser[] = [];
    for (const endorser of endorsedBy) {
      const { acceptanceId } = endorser;
      const compromised = await this.issuers.isRevoked(endorser);
      const again = compromised ? await this.acceptances.renewed(acceptanceId, metadata) : undefined;
      linked.push(again ? linkedEndorser(again) : endorser);
      if (!again) continue;
      const leadsThere = ({ id }: Evidence): boolean =>
        acceptanceAt(this.address.url, id)?.acceptanceId === acceptanceId;
      renewed = renewed.map((one) => (leadsThere(one) ? buildEvidence(acceptanceContent(again)) : one));
    }
    return { evidence: renewed, linked };
  }

  /** What is valid for some months is so from when it was granted, however often it is issued anew. */
  async #corrected(
    before: AchievementCredential,
    { achievementId, credential: first }: Issued,
    { toVersion: version, assessed }: Renewal,
  ): Promise<AchievementCredential> {
    if (assessed !== undefined) return withAssessed(before, assessed, isMadeOfAward);
    if (version === undefined) return before;
    const { state } = await this.store.load(achievement, achievementId);
    const definition = state.versions[version - 1];
    if (!definition) throw new Error('a reissue starts from a published version');
    const grantedAt = (JSON.parse(first) as AchievementCredential).validFrom;
    const of = { achievementId, achievementVersion: version, grantedAt };
    return withDefinition(
      before,
      definedContent(of, { definition, issuer: before.issuer, publicUrl: this.address.url }),
    );
  }
}

const isWithin = (one: Endorser): one is WorkplaceEndorser => 'statementId' in one;
const isLinked = (one: Endorser): one is LinkedEndorser => 'acceptanceId' in one;

/** Why, as whoever checks is told. */
export function reasonOf({ kind }: Selection): PublicReason {
  return kind === 'achievement' ? 'corrected' : 'key-compromised';
}
