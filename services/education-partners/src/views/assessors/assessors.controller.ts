import { Controller } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { get, id, Input, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { Views } from '../views.js';

const assessor = z.object({
  appointmentId: z.uuid(),
  organisationId: z.uuid(),
  personId: z.uuid(),
  fields: z.array(z.string()).describe('codes of the fields in which the assessor may judge'),
  appointedAt: z.iso.datetime(),
});

const assessorsRoute = get('', {
  summary: 'Who is appointed as assessor of the school that you act for, and for which fields',
  permission: roles('issuer-admin', 'exam-board', 'assessor', 'relationship-manager'),
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    after: id.optional().describe('the `next` of the page before'),
  }),
  answer: z.object({ assessors: z.array(assessor), next: z.uuid().nullable() }),
});

@Controller('assessors')
export class AssessorsController {
  constructor(private readonly views: Views) {}

  @Route(assessorsRoute)
  async assessors(@Input() { query, actor }: CallOf<typeof assessorsRoute>): Promise<object> {
    const { limit, after } = query;
    const rows = await this.views.assessors.findMany({
      where: { organisationId: actor.for, ...(after === undefined ? {} : { appointmentId: { gt: after } }) },
      orderBy: { appointmentId: 'asc' },
      take: limit + 1,
    });
    const page = rows.slice(0, limit).map(({ revision: _revision, ...row }) => row);
    return { assessors: page, next: rows.length > limit ? (page.at(-1)?.appointmentId ?? null) : null };
  }
}
