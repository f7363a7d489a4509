import { Injectable } from '@nestjs/common';
import { PresentedDocuments } from './documents.js';
import type { Presented, PresentedFormat } from './presentation-request.events.js';
import { PresentedSdJwts } from './sd-jwts.js';
import { refusePresentation, type Challenge } from './shown.js';

/** Verifies what a wallet shows, in each of its forms. */
@Injectable()
export class Presentations {
  constructor(
    private readonly documents: PresentedDocuments,
    private readonly sdJwts: PresentedSdJwts,
  ) {}

  /**
   * @param achievementId of which it must be; null: of any
   * @throws PresentationRefused where it does not answer the request
   */
  async check(
    format: PresentedFormat,
    presentation: unknown,
    achievementId: string | null,
    challenge: Challenge,
  ): Promise<Presented> {
    const { achievementId: shown, ...presented } =
      format === 'vc+sd-jwt' || format === 'dc+sd-jwt'
        ? await this.sdJwts.check(presentation, format, challenge)
        : await this.documents.check(presentation, challenge);
    if (achievementId !== null && shown !== `urn:uuid:${achievementId}`) {
      refusePresentation('It is of another achievement than the one that was asked for.');
    }
    return { format, ...presented };
  }
}
