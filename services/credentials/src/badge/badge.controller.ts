import { Controller, Headers, Res } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import type { CallOf, Reply } from '@estafette/service-host';
import { bytes, get, Input, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
import { credentialParams } from '../credential/credential.schemas.js';
import { coversType, weightOf } from '../share/page/negotiation.js';
import { SharedCredentials } from '../share/shared-credentials.js';
import { BADGE_FORMATS, BADGE_TYPES, badgeHeaders, Badges } from './badges.js';

const badge = get(':credentialId/image', {
  summary: 'A credential of your own in an image, as badge platforms and wallets take it: a file to keep and give away',
  permission: selfOr(),
  params: credentialParams,
  query: z.strictObject({
    format: z.enum(BADGE_FORMATS).optional().describe('left out: what `Accept` prefers, else PNG'),
  }),
  answer: bytes,
  gives: BADGE_TYPES.png,
  alsoGives: { [BADGE_TYPES.svg]: bytes },
  headers: { 'Content-Disposition': 'That it is a file, and its name.' },
});

@Controller('credentials')
export class BadgeController {
  constructor(
    private readonly shared: SharedCredentials,
    private readonly badges: Badges,
  ) {}

  @Route(badge)
  async read(
    @Input() { params, query, actor }: CallOf<typeof badge>,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Uint8Array> {
    const held = await this.shared.held(params.credentialId, actor.person);
    if (!held) unknown('credential-unknown', 'There is no credential with this id that is yours.');
    const wanted = (type: string): number => weightOf(type, accept, coversType);
    const format = query.format ?? (wanted(BADGE_TYPES.svg) > wanted(BADGE_TYPES.png) ? 'svg' : 'png');
    const baked = await this.badges.bake(held.text, format);
    reply.headers({ ...badgeHeaders(format), 'cache-control': 'no-store', vary: 'Accept' });
    return baked;
  }
}
