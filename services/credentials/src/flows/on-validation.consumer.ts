import { randomBytes } from 'node:crypto';
import { Controller } from '@nestjs/common';
import type { ValidationGranted } from '@estafette/contracts';
import { refuse } from '@estafette/decider';
import { EventStore, part } from '@estafette/event-store';
import type { CloudEvent } from '@estafette/messaging';
import { causedBy, On, onceOf } from '@estafette/messaging';
import type { Definition } from '../achievement/achievement.events.js';
import { achievement } from '../achievement/achievement.stream.js';
import { credentialContent } from '../credential/credential-content.js';
import { isIssued } from '../credential/credential.decider.js';
import { credential, credentialIdOf } from '../credential/credential.stream.js';
import { SignedVersions } from '../credential/signed-versions.js';
import { Issuers, profileOf } from '../issuer/issuers.js';
import { buildAchievementCredential } from '../signing/index.js';

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
    const unsigned = buildAchievementCredential(content);
    const circumstances = { signing, organisationId, validFrom: new Date(grant.grantedAt), at: new Date(metadata.at) };
    await this.versions.sign(unsigned, circumstances, (version, place) => {
      const issued = { credentialId, validationId, achievementId, achievementVersion, learnerId, organisationId };
      const command = { type: 'IssueCredential' as const, ...issued, ...version, issuedAt: metadata.at };
      return this.store.handle([part(credential, credentialId, command), place], { metadata, once: onceOf(message) });
    });
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
