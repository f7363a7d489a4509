import { Controller } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { get, Input, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { beyond, cut, pageQuery, WAITING_LONGEST } from '../page.js';
import { askedOf, WORKPLACE } from '../visible.js';
import { Views } from '../views.js';

const requests = get('', {
  summary: 'The statements that you are asked for; what waits longest comes first',
  permission: roles(...WORKPLACE),
  query: z.strictObject(pageQuery),
  answer: z.object({ requests: z.array(z.unknown()), next: z.string().nullable() }),
});

@Controller('statement-requests')
export class StatementRequestsController {
  constructor(private readonly views: Views) {}

  @Route(requests)
  async requests(@Input() { query: { limit, after }, actor }: CallOf<typeof requests>): Promise<object> {
    const rows = await this.views.statementRequests.findMany({
      // Nobody states for themselves.
      where: { ...askedOf(actor), learnerId: { not: actor.person }, AND: beyond(after) },
      orderBy: WAITING_LONGEST,
      take: limit + 1,
    });
    const { page, next } = cut(rows, limit);
    return { requests: page, next };
  }
}
