import { Injectable } from '@nestjs/common';
import { PublicAddress } from '@estafette/service-host';
import pLimit from 'p-limit';
import { JUDGED_AT_ONCE } from '../verification/verification-sources.js';
import { Judging } from './judging.js';
import { renderPage } from './page/page.js';
import { answerOf, endingOf, type Listed } from './page/shown.js';
import { renderTogether } from './page/together.js';
import { whoseIs } from './page/whose.js';
import { presentationOf } from './presentation.js';
import { linkOf, readToken } from './share-links.js';
import type { PageLanguage } from './share.events.js';
import type { FoundShare, ShownCredential } from './shared-credentials.js';
import { commitmentsIn } from './shown-path.js';

/** What is asked of a link that works. */
export interface Look {
  readonly language: PageLanguage;
  /** ISO 8601. */
  readonly at: string;
  /** A mail address or id that somebody holds against the credential. */
  readonly identity?: string | undefined;
}

/** What whoever has a link is told of what lies behind it, judged as of now. */
@Injectable()
export class SharePages {
  constructor(
    private readonly judging: Judging,
    private readonly address: PublicAddress,
  ) {}

  /** As a page: of one credential, or of several under their title. */
  async page({ token, title, shown }: FoundShare, look: Look): Promise<string> {
    const [one] = shown;
    if (title === null && one !== undefined) return this.#pageOfOne(one, look);
    const { language, at } = look;
    return renderTogether(language, {
      title: title ?? '',
      listed: await this.#judged(shown, look),
      link: this.#linkOf(token),
      token,
      fitsOneFile: presentationOf(shown.map(({ text }) => text)) !== null,
      verifier: this.#verifier,
      at: new Date(at),
    });
  }

  /** As JSON: of several, each with its answer and its text. */
  async overview({ token, title, shown }: FoundShare, look: Look): Promise<object> {
    const judged = await this.#judged(shown, look);
    return {
      title,
      link: this.#linkOf(token),
      checkedAt: look.at,
      credentials: judged.map((one, index) => ({ ...this.#told(one), credential: shown[index]?.text })),
    };
  }

  async #pageOfOne(one: ShownCredential, { language, at, identity }: Look): Promise<string> {
    const judged = await this.judging.of(one, language, at);
    const whose = whoseIs(judged.credential.credentialSubject.identifier ?? [], identity);
    const { token: of, place } = readToken(one.token);
    const { token } = one;
    return renderPage(language, {
      ...judged,
      whose,
      token,
      among: place === null ? null : of,
      link: this.#linkOf(token),
    });
  }

  #judged(shown: readonly ShownCredential[], { language, at }: Look): Promise<Listed[]> {
    // Several may be of one issuer, who is not asked for all of them at the same moment.
    const soon = pLimit(JUDGED_AT_ONCE);
    const judged = (one: ShownCredential) => soon(() => this.judging.of(one, language, at));
    return Promise.all(shown.map(async (one) => ({ ...(await judged(one)), token: one.token })));
  }

  #told({ token, standing, change, judgement, credential, path }: Listed): object {
    const { issuer, validFrom, validUntil, credentialSubject } = credential;
    const verdict = answerOf({ judgement, standing });
    return {
      link: this.#linkOf(token),
      from: standing === null ? 'elsewhere' : 'here',
      verdict,
      ending: verdict === 'not-valid-any-more' ? endingOf({ judgement, standing }) : null,
      change,
      name: credentialSubject.achievement.name,
      issuer: { id: issuer.id, name: issuer.name ?? null, known: judgement.issuer?.known ?? null },
      validFrom: validFrom === '' ? null : validFrom,
      validUntil: validUntil ?? null,
      checks: judgement.checks,
      path,
      committedTo: commitmentsIn(credential).length,
    };
  }

  #linkOf(token: string): string {
    return linkOf(this.address.url, token);
  }

  get #verifier(): string {
    return `${this.address.url}/v1/verifications`;
  }
}
