import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import type { CallOf } from '@estafette/service-host';
import { get, Input, open, Route } from '@estafette/service-host';
import { z } from 'zod';
import { issuerParams } from '../../issuer/issuer.schemas.js';
import { Views } from '../views.js';

const one = get(':organisationId', {
  summary:
    'Who signs here: a school that issues credentials, or an organisation that confirms, with its DID and its keys',
  permission: open,
  params: issuerParams,
  answer: z.object({
    organisationId: z.uuid(),
    name: z.string().nullable().describe('null of a sole trader, whose name is personal'),
    did: z.string().describe('with which it signs now'),
    country: z.string(),
    region: z.string().nullable(),
    issues: z.boolean().describe('whether it issues achievements, or only confirms what others issue'),
    keys: z.array(
      z.object({
        did: z.string(),
        keyId: z.string(),
        algorithm: z
          .enum(['Ed25519', 'ES256', 'RS256'])
          .describe('Ed25519 signs credentials with a Data Integrity proof, the others those as JWT'),
        since: z.string(),
        revokedAt: z.string().nullable().describe('when it was found compromised'),
      }),
    ),
    registeredAt: z.string(),
  }),
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
