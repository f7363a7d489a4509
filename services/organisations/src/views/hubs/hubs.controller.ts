import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import type { CallOf } from '@estafette/service-host';
import { anyone, cut, get, Input, pageById, pastId, Route } from '@estafette/service-host';
import { z } from 'zod';
import { hubParams } from '../../hub/hub.schemas.js';
import { Views } from '../views.js';

const answer = z.object({
  hubId: z.uuid(),
  organisationId: z.uuid().describe('the organisation that founded it'),
  kind: z.string(),
  name: z.string(),
  town: z.string(),
  members: z.array(z.uuid()).describe('organisations that joined'),
  revision: z.number(),
});

const list = get('', {
  summary: 'The hubs of the region',
  permission: anyone,
  query: z.strictObject(pageById),
  answer: z.object({ hubs: z.array(answer), next: z.string().nullable() }),
});
const one = get(':hubId', { summary: 'One hub', permission: anyone, params: hubParams, answer });

@Controller('hubs')
export class HubsController {
  constructor(private readonly views: Views) {}

  @Route(list)
  async list(@Input() { query }: CallOf<typeof list>): Promise<object> {
    const rows = await this.views.hubs.findMany(pastId('hubId', query));
    const { page, next } = cut(rows, query.limit, ({ hubId }) => hubId);
    return { hubs: page, next };
  }

  @Route(one)
  async one(@Input() { params }: CallOf<typeof one>): Promise<object> {
    return (
      (await this.views.hubs.findUnique({ where: params })) ?? unknown('hub-unknown', 'There is no hub with this id.')
    );
  }
}
