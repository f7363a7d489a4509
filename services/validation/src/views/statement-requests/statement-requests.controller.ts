import { Controller } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { cut, get, Input, pageByTime, pastTime, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { askedOf, WORKPLACE } from '../visible.js';
import { Views } from '../views.js';

const requests = get('', {
  summary: 'The statements that you are asked for; what waits longest comes first',
  permission: roles(...WORKPLACE),
  query: z.strictObject(pageByTime),
  answer: z.object({ requests: z.array(z.unknown()), next: z.string().nullable() }),
});

@Controller('statement-requests')
export class StatementRequestsController {
  constructor(private readonly views: Views) {}

  @Route(requests)
  async requests(@Input() { query, actor }: CallOf<typeof requests>): Promise<object> {
    const past = pastTime('since', 'validationId', query);
    const rows = await this.views.statementRequests.findMany({
      ...past,
      // Nobody states for themselves.
      where: { ...askedOf(actor), learnerId: { not: actor.person }, AND: past.where },
    });
    const { page, next } = cut(rows, query.limit, ({ since, validationId }) => `${since}~${validationId}`);
    return { requests: page, next };
  }
}
