import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import type { CallOf } from '@estafette/service-host';
import { get, Input, open, Route } from '@estafette/service-host';
import { z } from 'zod';
import { issuerParams } from '../../issuer/issuer.schemas.js';
import { Views } from '../views.js';

const one = get(':organisationId', {
  summary: 'The name and the did:key of a school that issues credentials',
  permission: open,
  params: issuerParams,
  answer: z.object({ organisationId: z.uuid(), name: z.string(), did: z.string(), registeredAt: z.string() }),
});

@Controller('issuers')
export class IssuersController {
  constructor(private readonly views: Views) {}

  @Route(one)
  async read(@Input() { params }: CallOf<typeof one>): Promise<object> {
    const row = await this.views.issuers.findUnique({ where: params, omit: { revision: true } });
    if (!row) unknown('issuer-unknown', 'No school with this id issues credentials here.');
    return row;
  }
}
