import { Controller, Header, Res } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import type { CallOf, Reply } from '@estafette/service-host';
import { get, id, Input, open, Route } from '@estafette/service-host';
import { z } from 'zod';
import { BatonAcceptances } from './baton-acceptances.js';

const acceptance = get(':acceptanceId/:version', {
  summary:
    'That an organisation accepted a baton, as the endorsement to which credentials link: what lies here never changes',
  permission: open,
  params: z.strictObject({
    acceptanceId: id,
    version: z.string().regex(/^[1-9][0-9]{0,5}$/, 'expected a number from 1'),
  }),
  answer: z.looseObject({}).describe('an EndorsementCredential with its proof'),
  gives: 'application/vc',
  headers: { 'Cache-Control': 'For good: signed anew, it has another address.' },
});

/** As verifiers everywhere ask for it: without a version before it, and readable from any page. */
@Controller('baton-acceptances')
export class BatonAcceptancesController {
  constructor(private readonly acceptances: BatonAcceptances) {}

  @Route(acceptance)
  @Header('access-control-allow-origin', '*')
  async read(
    @Input() { params: { acceptanceId, version } }: CallOf<typeof acceptance>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    const text = await this.acceptances.read({ acceptanceId, version: Number(version) });
    if (text === undefined) unknown('baton-acceptance-unknown', 'There is no endorsement of a baton at this address.');
    // Not of what is not there yet: it may come.
    reply.header('cache-control', 'public, max-age=31536000, immutable');
    return text;
  }
}
