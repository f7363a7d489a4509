import { Controller } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { cut, get, Input, pageById, pastId, roles, Route } from '@estafette/service-host';
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
  query: z.strictObject(pageById),
  answer: z.object({ assessors: z.array(assessor), next: z.uuid().nullable() }),
});

@Controller('assessors')
export class AssessorsController {
  constructor(private readonly views: Views) {}

  @Route(assessorsRoute)
  async assessors(@Input() { query, actor }: CallOf<typeof assessorsRoute>): Promise<object> {
    const past = pastId('appointmentId', query);
    const rows = await this.views.assessors.findMany({ ...past, where: { organisationId: actor.for, ...past.where } });
    const { page, next } = cut(rows, query.limit, ({ appointmentId }) => appointmentId);
    return { assessors: page.map(({ revision: _revision, ...row }) => row), next };
  }
}
