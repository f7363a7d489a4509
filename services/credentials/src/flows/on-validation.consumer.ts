import { createHash, randomBytes } from 'node:crypto';
import { Controller } from '@nestjs/common';
import type { ValidationGranted } from '@estafette/contracts';
import { refuse } from '@estafette/decider';
import { EventStore, part } from '@estafette/event-store';
import type { CloudEvent } from '@estafette/messaging';
import { causedBy, On, onceOf } from '@estafette/messaging';
import { signDocument } from '@estafette/verifier';
import type { Definition } from '../achievement/achievement.events.js';
import { achievement } from '../achievement/achievement.stream.js';
import { credentialContent } from '../credential/credential-content.js';
import { isIssued } from '../credential/credential.decider.js';
import { credential, credentialIdOf } from '../credential/credential.stream.js';
import { issuer } from '../issuer/issuer.stream.js';
import type { SigningKey } from '../signing/index.js';
import { buildAchievementCredential, signingKeyFromSeed } from '../signing/index.js';

export const VALIDATION_GRANTED = 'nl.estafette.validation.validation-granted.v1';

/** A granted validation becomes a credential, by itself. */
@Controller()
export class OnValidation {
  constructor(private readonly store: EventStore) {}

  /**
   * Signs once and stores what was signed. Signing changes nothing by itself: when this ends before the append, the
   * next delivery signs anew, and only what was appended was ever issued.
   */
  @On(VALIDATION_GRANTED)
  async issue(message: CloudEvent): Promise<void> {
    const grant = message.data as ValidationGranted;
    const credentialId = credentialIdOf(grant.validationId);
    const { state } = await this.store.load(credential, credentialId);
    if (isIssued(state, grant)) return;
    const metadata = causedBy(message, 'credentials');
    const signed = await this.#sign(credentialId, grant, metadata.at);
    const command = part(credential, credentialId, {
      type: 'IssueCredential',
      credentialId,
      validationId: grant.validationId,
      achievementId: grant.achievementId,
      achievementVersion: grant.achievementVersion,
      learnerId: grant.learnerId,
      organisationId: grant.organisationId,
      credential: signed,
      digest: createHash('sha256').update(signed).digest('hex'),
      issuedAt: metadata.at,
    });
    await this.store.handle(command, { metadata, once: onceOf(message) });
  }

  /** The signed credential as JSON text. */
  async #sign(credentialId: string, grant: ValidationGranted, at: string): Promise<string> {
    const definition = await this.#definition(grant);
    const { key, name } = await this.#issuer(grant);
    const content = credentialContent({
      credentialId,
      grant,
      definition,
      issuer: { did: key.did, name },
      salt: randomBytes(16).toString('hex'),
    });
    return JSON.stringify(await signDocument(buildAchievementCredential(content), key, new Date(at)));
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

  async #issuer({ organisationId }: ValidationGranted): Promise<{ key: SigningKey; name: string }> {
    const { registered } = (await this.store.load(issuer, organisationId)).state;
    if (!registered) refuse('issuer-not-known-yet', 'The school that granted this is not registered as an issuer yet.');
    const seed = Buffer.from(registered.seed, 'base64');
    try {
      return { key: signingKeyFromSeed(seed), name: registered.name };
    } finally {
      seed.fill(0);
    }
  }
}
