import { Controller, Res } from '@nestjs/common';
import type { CallOf, Reply } from '@estafette/service-host';
import { bytes, get, Input, open, Route } from '@estafette/service-host';
import { z } from 'zod';
import { BADGE_TYPES, badgeHeaders, Badges, type BadgeFormat } from '../badge/badges.js';
import { GONE, issuedHere, SHARE_HEADERS } from './share-answers.js';
import { SharedCredentials } from './shared-credentials.js';

const badge = (format: BadgeFormat) =>
  get(`badge.${format}`, {
    summary: `A shared credential in an image, as a file (${format.toUpperCase()}): as badge platforms and wallets take it`,
    permission: open,
    params: z.strictObject({ token: z.string() }),
    answer: bytes,
    gives: BADGE_TYPES[format],
    gone: GONE,
  });
const png = badge('png');
const svg = badge('svg');

/** What whoever has a link of a holder can keep. */
@Controller('c/:token')
export class ShareBadgeController {
  constructor(
    private readonly shared: SharedCredentials,
    private readonly badges: Badges,
  ) {}

  @Route(png)
  async png(@Input() call: CallOf<typeof png>, @Res({ passthrough: true }) reply: Reply): Promise<Uint8Array> {
    return this.#bake(call, 'png', reply);
  }

  @Route(svg)
  async svg(@Input() call: CallOf<typeof svg>, @Res({ passthrough: true }) reply: Reply): Promise<Uint8Array> {
    return this.#bake(call, 'svg', reply);
  }

  async #bake({ params, at }: CallOf<typeof png>, format: BadgeFormat, reply: Reply): Promise<Uint8Array> {
    reply.headers(SHARE_HEADERS);
    const { text } = issuedHere(await this.shared.find(params.token, at));
    const baked = await this.badges.bake(text, format);
    reply.headers(badgeHeaders(format));
    return baked;
  }
}
