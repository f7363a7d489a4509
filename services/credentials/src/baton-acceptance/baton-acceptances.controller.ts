import { Controller, Header } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import type { CallOf } from '@estafette/service-host';
import { get, id, Input, open, Route } from '@estafette/service-host';
import { z } from 'zod';
import { BatonAcceptances } from './baton-acceptances.js';

const acceptance = get(':acceptanceId/:version', {
  summary:
    'That an organisation accepted a baton, as the endorsement to which credentials link: what lies here never changes',
  permission: open,
  params: z.strictObject({ acceptanceId: id, version: z.coerce.number().int().min(1).max(999_999) }),
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
  @Header('cache-control', 'public, max-age=31536000, immutable')
  async read(@Input() { params }: CallOf<typeof acceptance>): Promise<string> {
    const text = await this.acceptances.read(params);
    return text ?? unknown('baton-acceptance-unknown', 'There is no endorsement of a baton at this address.');
  }
}
