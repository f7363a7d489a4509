import { Controller } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { get, Input, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { askedOf, WORKPLACE } from '../visible.js';
import { Views } from '../views.js';

const requests = get('', {
  summary: 'The statements that you are asked for; what waits longest comes first',
  permission: roles(...WORKPLACE),
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    after: z.uuid().optional().describe('the `next` of the page before'),
  }),
  answer: z.object({ requests: z.array(z.unknown()), next: z.string().nullable() }),
});

@Controller('statement-requests')
export class StatementRequestsController {
  constructor(private readonly views: Views) {}

  @Route(requests)
  async requests(@Input() { query: { limit, after }, actor }: CallOf<typeof requests>): Promise<object> {
    const rows = await this.views.statementRequests.findMany({
      // Nobody states for themselves.
      where: { ...askedOf(actor), learnerId: { not: actor.person } },
      orderBy: [{ since: 'asc' }, { validationId: 'asc' }],
      take: limit + 1,
      ...(after === undefined ? {} : { cursor: { validationId: after }, skip: 1 }),
    });
    const page = rows.slice(0, limit);
    return { requests: page, next: rows.length > limit ? (page.at(-1)?.validationId ?? null) : null };
  }
}
