import { Controller } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { get, Input, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
import { Views } from '../views.js';
import { NOTICES } from './notices.view.js';

/** As many as anybody looks through. */
const MOST_SHOWN = 100;

const mine = get('', {
  summary: 'What you are told about your credentials, the newest first: each once, however many an operation changed',
  permission: selfOr(),
  answer: z.object({
    notices: z.array(
      z.object({
        kind: z.enum(NOTICES).describe('`issued` and `reminded` wait for you to accept or decline'),
        at: z.string(),
        organisationId: z.uuid().describe('the school'),
        issuerName: z.string().nullable(),
        credentialIds: z.array(z.uuid()).describe('the first hundred'),
        count: z.number().int(),
      }),
    ),
  }),
});

@Controller('notices')
export class NoticesController {
  constructor(private readonly views: Views) {}

  @Route(mine)
  async list(@Input() { actor }: CallOf<typeof mine>): Promise<object> {
    const rows = await this.views.notices.findMany({
      where: { learnerId: actor.person },
      orderBy: [{ at: 'desc' }, { notice: 'asc' }],
      take: MOST_SHOWN,
    });
    const organisationId = { in: rows.map((row) => row.organisationId) };
    const issuers = await this.views.issuers.findMany({ where: { organisationId } });
    const names = new Map(issuers.map((issuer) => [issuer.organisationId, issuer.name]));
    return {
      notices: rows.map(({ notice: _notice, learnerId: _learner, ...row }) => ({
        ...row,
        issuerName: names.get(row.organisationId) ?? null,
      })),
    };
  }
}
