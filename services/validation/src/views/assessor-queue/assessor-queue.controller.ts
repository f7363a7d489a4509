import { Controller } from '@nestjs/common';
import { EventStore } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { get, Input, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { followedPartner } from '../../followed/followed.js';
import { Views } from '../views.js';

const queue = get('', {
  summary: 'What waits at your school in the fields that you are appointed for; what waits longest comes first',
  permission: roles('assessor'),
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    after: z.uuid().optional().describe('the `next` of the page before'),
  }),
  answer: z.object({ validations: z.array(z.unknown()), next: z.string().nullable() }),
});

@Controller('assessor-queue')
export class AssessorQueueController {
  constructor(
    private readonly views: Views,
    private readonly store: EventStore,
  ) {}

  @Route(queue)
  async queue(@Input() { query: { limit, after }, actor }: CallOf<typeof queue>): Promise<object> {
    const { state: appointments } = await this.store.load(followedPartner, actor.for);
    const fields = appointments.filter((one) => one.personId === actor.person).flatMap((one) => one.fields);
    // Without a field there is nothing to see; an empty list of conditions would not narrow anything.
    if (fields.length === 0) return { validations: [], next: null };
    const rows = await this.views.assessorQueue.findMany({
      where: {
        organisationId: actor.for,
        // Nobody judges their own learning, nor what they stated for the workplace.
        learnerId: { not: actor.person },
        AND: [
          { OR: fields.map((field) => ({ fields: { array_contains: [field] } })) },
          { OR: [{ statedBy: null }, { statedBy: { not: actor.person } }] },
        ],
      },
      orderBy: [{ since: 'asc' }, { validationId: 'asc' }],
      take: limit + 1,
      ...(after === undefined ? {} : { cursor: { validationId: after }, skip: 1 }),
    });
    const validations = rows.slice(0, limit);
    return { validations, next: rows.length > limit ? (validations.at(-1)?.validationId ?? null) : null };
  }
}
