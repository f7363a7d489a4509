import { Injectable } from '@nestjs/common';
import { EventStore } from '@estafette/event-store';
import { PublicAddress } from '@estafette/service-host';
import { verify, type SignedCredential } from '@estafette/verifier';
import type { PathLink } from '../credential/path.js';
import { followedOrganisation } from '../followed/followed.js';
import { VerificationSources } from '../verification/verification-sources.js';
import type { Judged } from './page/shown.js';
import type { PageLanguage } from './share.events.js';
import type { HeldCredential } from './shared-credentials.js';
import { isSignedIn, type ShownLink } from './shown-path.js';
import { toldElsewhere } from './told-elsewhere.js';

/** Checks what somebody holds, as anybody would. */
@Injectable()
export class Judging {
  constructor(
    private readonly sources: VerificationSources,
    private readonly address: PublicAddress,
    private readonly store: EventStore,
  ) {}

  /** @param language in which the reasons are told */
  async of({ text, standing, change, path }: HeldCredential, language: PageLanguage, moment: string): Promise<Judged> {
    const at = new Date(moment);
    const isOurs = standing !== null;
    const credential = isOurs ? (JSON.parse(text) as SignedCredential) : toldElsewhere(text);
    // Who issued it elsewhere is asked whether it still holds. Evidence is not fetched for whoever opens a link.
    const sources = this.sources.withoutEvidence(!isOurs);
    return {
      credential,
      judgement: await verify(text, { now: at, language, sources }),
      standing,
      change,
      path: path && (await Promise.all(path.map((link) => this.#shown(credential, link)))),
      verifier: `${this.address.url}/v1/verifications`,
      at,
    };
  }

  async #shown(credential: SignedCredential, link: PathLink): Promise<ShownLink> {
    const organisationId = 'organisationId' in link ? link.organisationId : null;
    const organisation = organisationId && (await this.store.load(followedOrganisation, organisationId)).state.name;
    return { link, organisation: organisation || null, isSigned: isSignedIn(credential, link) };
  }
}
