import { Controller } from '@nestjs/common';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { anyone, get, id, Input, Route } from '@estafette/service-host';
import { z } from 'zod';
import type { Prisma } from '../../generated/prisma/client.js';
import { visibleTo } from '../visible.js';
import { Views } from '../views.js';

const board = get('', {
  summary: 'The challenges that you can see: who each waits for, and since when; what waits longest comes first',
  permission: anyone,
  query: z.strictObject({
    status: z.enum(['posted', 'accepted', 'declined', 'concluded']).optional(),
    hubId: id.optional().describe('what runs in this hub'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    after: id.optional().describe('the `next` of the page before'),
  }),
  answer: z.object({ challenges: z.array(z.unknown()), next: z.string().nullable() }),
});

@Controller('challenges')
export class ChallengeBoardController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
  ) {}

  @Route(board)
  async board(@Input() { query, actor }: CallOf<typeof board>): Promise<object> {
    const { status, hubId, limit, after } = query;
    const where: Prisma.ChallengeBoardWhereInput = {
      ...(await visibleTo(actor, this.views)),
      ...(status === undefined ? {} : { status }),
      ...(hubId === undefined ? {} : { hubId }),
    };
    const rows = await this.views.challengeBoard.findMany({
      where,
      orderBy: [{ since: 'asc' }, { challengeId: 'asc' }],
      take: limit + 1,
      ...(after === undefined ? {} : { cursor: { challengeId: after }, skip: 1 }),
    });
    const page = rows.slice(0, limit).map(({ people: _people, ...row }) => row);
    const next = rows.length > limit ? (page.at(-1)?.challengeId ?? null) : null;
    return { challenges: await this.vault.open(page), next };
  }
}
