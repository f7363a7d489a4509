import { randomBytes } from 'node:crypto';
import { Controller } from '@nestjs/common';
import type { ValidationGranted } from '@estafette/contracts';
import { refuse } from '@estafette/decider';
import { EventStore, part, type Metadata } from '@estafette/event-store';
import type { CloudEvent } from '@estafette/messaging';
import { causedBy, On, onceOf } from '@estafette/messaging';
import { known } from '@estafette/service-host';
import { signDocument, toDateTimeStamp, type EndorsementCredential, type SignedCredential } from '@estafette/verifier';
import type { Definition } from '../achievement/achievement.events.js';
import { achievement } from '../achievement/achievement.stream.js';
import { credentialContent } from '../credential/credential-content.js';
import { isIssued } from '../credential/credential.decider.js';
import type { Endorser } from '../credential/credential.events.js';
import { credential, credentialIdOf } from '../credential/credential.stream.js';
import { endorsementOf } from '../credential/endorsement.js';
import { SignedVersions } from '../credential/signed-versions.js';
import { followedOrganisation } from '../followed/followed.js';
import { Issuers, profileOf } from '../issuer/issuers.js';
import { buildAchievementCredential } from '../signing/index.js';

interface Endorsed {
  readonly endorsement: readonly SignedCredential<EndorsementCredential>[];
  readonly endorsedBy: readonly Endorser[];
}

export const VALIDATION_GRANTED = 'nl.estafette.validation.validation-granted.v1';

/** A granted validation becomes a credential, by itself. */
@Controller()
export class OnValidation {
  constructor(
    private readonly store: EventStore,
    private readonly issuers: Issuers,
    private readonly versions: SignedVersions,
  ) {}

  /**
   * Signs once and stores what was signed. Signing changes nothing by itself: when this ends before the append, the
   * next delivery signs anew, and only what was appended was ever issued.
   */
  @On(VALIDATION_GRANTED)
  async issue(message: CloudEvent): Promise<void> {
    const grant = message.data as ValidationGranted;
    const { validationId, achievementId, achievementVersion, learnerId, organisationId } = grant;
    const credentialId = credentialIdOf(validationId);
    const { state } = await this.store.load(credential, credentialId);
    if (isIssued(state, grant)) return;
    const metadata = causedBy(message, 'credentials');
    const definition = await this.#definition(grant);
    const signing = await this.issuers.signing(organisationId);
    if (!signing?.issuer.issues) {
      refuse('issuer-not-known-yet', 'The school that granted this is not registered as an issuer yet.');
    }
    const content = credentialContent({
      credentialId,
      grant,
      definition,
      issuer: profileOf(signing),
      salt: randomBytes(16).toString('hex'),
    });
    const validFrom = new Date(grant.grantedAt);
    const at = new Date(metadata.at);
    const endorsed = await this.#endorsed(grant, { credentialId, inLanguage: definition.inLanguage, at, metadata });
    const { endorsement, endorsedBy } = endorsed;
    const unsigned = { ...buildAchievementCredential(content), ...(endorsement.length > 0 && { endorsement }) };
    const circumstances = { signing, organisationId, validFrom, at, endorsedBy };
    await this.versions.sign(unsigned, circumstances, (version, place) => {
      const issued = { credentialId, validationId, achievementId, achievementVersion, learnerId, organisationId };
      const command = { type: 'IssueCredential' as const, ...issued, ...version, issuedAt: metadata.at };
      return this.store.handle([part(credential, credentialId, command), place], { metadata, once: onceOf(message) });
    });
  }

  /**
   * What the workplace says, signed with its own key: an organisation other than the school, of which somebody who was logged in
   * stated what they saw.
   */
  async #endorsed(
    grant: ValidationGranted,
    of: { readonly credentialId: string; readonly inLanguage: string; readonly at: Date; readonly metadata: Metadata },
  ): Promise<Endorsed> {
    const { statementId, organisationId } = grant.statement;
    if (organisationId === null || organisationId === grant.organisationId) return { endorsement: [], endorsedBy: [] };
    const { state } = await known(this.store, followedOrganisation, organisationId, 'organisation');
    const signing = await this.issuers.endorsing({ organisationId, name: state.name }, of.metadata);
    const unsigned = endorsementOf(grant, { ...of, validFrom: toDateTimeStamp(new Date(grant.grantedAt)), signing });
    const signed = await signDocument(unsigned, signing.signer, of.at);
    return { endorsement: [signed], endorsedBy: [{ organisationId, keyId: signing.key.keyId, statementId }] };
  }

  /** What came before its achievement was published is tried again, and parked meanwhile: it heals by itself. */
  async #definition({ achievementId, achievementVersion, organisationId }: ValidationGranted): Promise<Definition> {
    const { state } = await this.store.load(achievement, achievementId);
    const definition = state.versions[achievementVersion - 1];
    if (!definition) {
      refuse(
        'achievement-not-known-yet',
        `Version ${achievementVersion} of this achievement is not published here yet.`,
      );
    }
    if (state.organisationId !== organisationId) {
      refuse('achievement-of-other-school', 'The school that granted this did not publish the achievement.');
    }
    return definition;
  }
}
