import { Controller } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { anyone, get, id, Input, Route } from '@estafette/service-host';
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
    limit: z.coerce.number().int().min(1).max(200).default(50),
    after: id.optional().describe('the `next` of the page before'),
  }),
  answer: z.object({ educationPartners: z.array(partner), next: z.uuid().nullable() }),
});

@Controller('education-partners')
export class EducationPartnersController {
  constructor(private readonly views: Views) {}

  @Route(partnersRoute)
  async partners(@Input() { query }: CallOf<typeof partnersRoute>): Promise<object> {
    const { limit, after } = query;
    const rows = await this.views.educationPartners.findMany({
      where: {
        level: query.level ?? { not: null },
        ...(after === undefined ? {} : { organisationId: { gt: after } }),
      },
      orderBy: { organisationId: 'asc' },
      take: limit + 1,
    });
    const page = rows.slice(0, limit);
    return { educationPartners: page, next: rows.length > limit ? (page.at(-1)?.organisationId ?? null) : null };
  }
}
