import { Controller } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { anyone, cut, get, Input, pageById, pastId, Route } from '@estafette/service-host';
import { z } from 'zod';
import { Views } from '../views.js';

const level = z.enum(['mbo', 'hbo', 'wo', 'post-initial']);
const partner = z.object({
  organisationId: z.uuid(),
  name: z.string().nullable().describe('null for a sole trader'),
  kind: z.string().nullable(),
  level,
  registeredAt: z.iso.datetime(),
  revision: z.number().int(),
});

const partnersRoute = get('', {
  summary: 'The schools that take part, and at which level',
  permission: anyone,
  query: z.strictObject({
    level: level.optional(),
    ...pageById,
  }),
  answer: z.object({ educationPartners: z.array(partner), next: z.uuid().nullable() }),
});

@Controller('education-partners')
export class EducationPartnersController {
  constructor(private readonly views: Views) {}

  @Route(partnersRoute)
  async partners(@Input() { query }: CallOf<typeof partnersRoute>): Promise<object> {
    const past = pastId('organisationId', query);
    const rows = await this.views.educationPartners.findMany({
      ...past,
      where: { level: query.level ?? { not: null }, ...past.where },
    });
    const { page, next } = cut(rows, query.limit, ({ organisationId }) => organisationId);
    return { educationPartners: page, next };
  }
}
