import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { refuse } from '@estafette/decider';
import { EventStore, part, type Metadata, type OnceKey } from '@estafette/event-store';
import { known, PublicAddress } from '@estafette/service-host';
import { signDocument, toDateTimeStamp, type EndorsementCredential, type SignedCredential } from '@estafette/verifier';
import type { Definition } from '../achievement/achievement.events.js';
import type { AchievementState } from '../achievement/achievement.state.js';
import { achievement } from '../achievement/achievement.stream.js';
import { BatonAcceptances, linkedEndorser } from '../baton-acceptance/baton-acceptances.js';
import { followedOrganisation } from '../followed/followed.js';
import { Issuers, profileOf } from '../issuer/issuers.js';
import { buildAchievementCredential } from '../signing/index.js';
import { credentialContent, type Award } from './credential-content.js';
import { isIssued } from './credential.decider.js';
import type { WorkplaceEndorser } from './credential.events.js';
import { credential } from './credential.stream.js';
import { pathOf } from './path.js';
import { endorsementOf } from './endorsement.js';
import { SignedVersions } from './signed-versions.js';

interface Endorsed {
  readonly endorsement: readonly SignedCredential<EndorsementCredential>[];
  readonly endorsedBy: readonly WorkplaceEndorser[];
}

interface Occasion {
  readonly credentialId: string;
  /** The other one is null. */
  readonly validationId: string | null;
  readonly bulkAwardId: string | null;
  readonly metadata: Metadata;
  /** What makes a repeat have no second effect. */
  readonly once: OnceKey;
}

const saltOf = (): string => randomBytes(16).toString('hex');

/** Issues credentials: signs what was awarded, and what the workplace says of it. */
@Injectable()
export class Issuing {
  constructor(
    private readonly store: EventStore,
    private readonly issuers: Issuers,
    private readonly versions: SignedVersions,
    private readonly address: PublicAddress,
    private readonly acceptances: BatonAcceptances,
  ) {}

  /**
   * Signs once and stores what was signed. Signing changes nothing by itself: when this ends before the append, whoever asks
   * again signs anew, and only what was appended was ever issued.
   *
   * @throws DomainError `credential-issued-otherwise`, `issuer-not-known-yet`, `achievement-not-known-yet`,
   * `achievement-of-other-school`
   */
  async issue(award: Award, { credentialId, validationId, bulkAwardId, metadata, once }: Occasion): Promise<void> {
    const { achievementId, achievementVersion, learnerId, organisationId } = award;
    const issued = { validationId, bulkAwardId, achievementId, achievementVersion, learnerId, organisationId };
    const [{ state }, published] = await Promise.all([
      this.store.load(credential, credentialId),
      this.store.load(achievement, achievementId),
    ]);
    if (isIssued(state, issued)) return;
    const definition = definitionOf(award, published.state);
    const signing = await this.issuers.signing(organisationId);
    if (!signing?.issuer.issues) {
      refuse('issuer-not-known-yet', 'The school that granted this is not registered as an issuer yet.');
    }
    const path = pathOf(award, () => ({ id: `urn:uuid:${randomUUID()}`, salt: saltOf() }));
    const accepted = await this.acceptances.of(award.legs ?? [], metadata);
    const content = credentialContent({
      credentialId,
      grant: award,
      definition,
      issuer: profileOf(signing),
      salt: saltOf(),
      path,
      accepted,
      publicUrl: this.address.url,
    });
    const at = new Date(metadata.at);
    const endorsed = await this.#endorsed(award, { credentialId, inLanguage: definition.inLanguage, at, metadata });
    const { endorsement } = endorsed;
    const endorsedBy = [...endorsed.endorsedBy, ...accepted.map(linkedEndorser)];
    const unsigned = { ...buildAchievementCredential(content), ...(endorsement.length > 0 && { endorsement }) };
    const circumstances = { signing, organisationId, validFrom: unsigned.validFrom, at, endorsedBy };
    await this.versions.sign(unsigned, circumstances, (version, place) => {
      const what = { credentialId, ...issued, ...version, path: JSON.stringify(path), issuedAt: metadata.at };
      const command = { type: 'IssueCredential' as const, ...what };
      return this.store.handle([part(credential, credentialId, command), place], { metadata, once });
    });
  }

  /**
   * What the workplace says, signed with its own key: an organisation other than the school, of which somebody who was logged in
   * stated what they saw.
   */
  async #endorsed(
    { statement, organisationId: school, grantedAt }: Award,
    of: { readonly credentialId: string; readonly inLanguage: string; readonly at: Date; readonly metadata: Metadata },
  ): Promise<Endorsed> {
    const organisationId = statement?.organisationId ?? null;
    if (statement === null || organisationId === null || organisationId === school) {
      return { endorsement: [], endorsedBy: [] };
    }
    const { state } = await known(this.store, followedOrganisation, organisationId, 'organisation');
    const signing = await this.issuers.endorsing({ organisationId, name: state.name }, of.metadata);
    const validFrom = toDateTimeStamp(new Date(grantedAt));
    const signed = await signDocument(
      endorsementOf({ statement }, { ...of, validFrom, signing }),
      signing.signer,
      of.at,
    );
    const { statementId } = statement;
    return { endorsement: [signed], endorsedBy: [{ organisationId, keyId: signing.key.keyId, statementId }] };
  }
}

/** What came before its achievement was published is tried again, and parked meanwhile: it heals by itself. */
function definitionOf({ achievementVersion, organisationId }: Award, published: AchievementState): Definition {
  const definition = published.versions[achievementVersion - 1];
  if (!definition) {
    refuse('achievement-not-known-yet', `Version ${achievementVersion} of this achievement is not published here yet.`);
  }
  if (published.organisationId !== organisationId) {
    refuse('achievement-of-other-school', 'The school that granted this did not publish the achievement.');
  }
  return definition;
}
