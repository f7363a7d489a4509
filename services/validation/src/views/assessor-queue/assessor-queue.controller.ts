import { Controller } from '@nestjs/common';
import { EventStore } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { cut, get, Input, pageByTime, pastTime, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { fieldsOf } from '../../followed/followed.js';
import { Views } from '../views.js';

const queue = get('', {
  summary: 'What waits at your school in the fields that you are appointed for; what waits longest comes first',
  permission: roles('assessor'),
  query: z.strictObject(pageByTime),
  answer: z.object({ validations: z.array(z.unknown()), next: z.string().nullable() }),
});

@Controller('assessor-queue')
export class AssessorQueueController {
  constructor(
    private readonly views: Views,
    private readonly store: EventStore,
  ) {}

  @Route(queue)
  async queue(@Input() { query, actor }: CallOf<typeof queue>): Promise<object> {
    const fields = await fieldsOf(this.store, actor.for, actor.person);
    // Without a field there is nothing to see; an empty list of conditions would not narrow anything.
    if (fields.length === 0) return { validations: [], next: null };
    const past = pastTime('since', 'validationId', query);
    const rows = await this.views.assessorQueue.findMany({
      ...past,
      where: {
        organisationId: actor.for,
        // Nobody judges their own learning, nor what they stated for the workplace.
        learnerId: { not: actor.person },
        AND: [
          { OR: fields.map((field) => ({ fields: { array_contains: [field] } })) },
          { OR: [{ statedBy: null }, { statedBy: { not: actor.person } }] },
          past.where,
        ],
      },
    });
    const { page, next } = cut(rows, query.limit, ({ since, validationId }) => `${since}~${validationId}`);
    return { validations: page, next };
  }
}
