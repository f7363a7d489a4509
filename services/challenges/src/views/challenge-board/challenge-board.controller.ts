import { Controller } from '@nestjs/common';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { anyone, cut, get, id, Input, pageByTime, pastTime, Route } from '@estafette/service-host';
import { z } from 'zod';
import { frame, teamMember } from '../../challenge/challenge.schemas.js';
import { visibleTo } from '../visible.js';
import { Views } from '../views.js';

const status = z.enum(['posted', 'accepted', 'declined', 'concluded']);

const boardLeg = z.object({
  legId: z.uuid(),
  aspect: z.string(),
  frame,
  schoolId: z.uuid(),
  buildsOn: z.uuid().nullable().describe('the leg before it on the same aspect'),
  step: z.enum(['planned', 'team-formed', 'started', 'handed-over', 'questioned', 'accepted', 'cancelled']),
  reviewed: z.boolean(),
  members: z.array(teamMember),
  since: z.iso.datetime(),
});

const boardRow = z.object({
  challengeId: z.uuid(),
  organisationId: z.uuid().describe('who posted it'),
  title: z.string().nullable().describe('null where a sole trader posted it who was erased since'),
  status,
  hubId: z.uuid().nullable(),
  waitsFor: z.enum(['hub', 'planner', 'team', 'next-team', 'handing-team', 'employer', 'nobody']),
  waitsOnLeg: z.uuid().nullable().describe('null where it waits for the challenge as a whole'),
  since: z.iso.datetime(),
  legs: z.array(boardLeg).describe('in the order in which they were planned'),
  organisations: z.array(z.uuid()).describe('who takes part, beside the hub'),
  revision: z.number().int(),
});

const board = get('', {
  summary: 'The challenges that you can see: who each waits for, and since when; what waits longest comes first',
  permission: anyone,
  query: z.strictObject({
    status: status.optional(),
    hubId: id.optional().describe('what runs in this hub'),
    ...pageByTime,
  }),
  answer: z.object({ challenges: z.array(boardRow), next: z.string().nullable() }),
});

@Controller('challenges')
export class ChallengeBoardController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
  ) {}

  @Route(board)
  async board(@Input() { query, actor }: CallOf<typeof board>): Promise<object> {
    const { status, hubId, limit } = query;
    const past = pastTime('since', 'challengeId', query);
    const rows = await this.views.challengeBoard.findMany({
      ...past,
      where: {
        AND: [await visibleTo(actor, this.views), past.where],
        ...(status === undefined ? {} : { status }),
        ...(hubId === undefined ? {} : { hubId }),
      },
      omit: { people: true },
    });
    const { page, next } = cut(rows, limit, ({ since, challengeId }) => `${since}~${challengeId}`);
    return { challenges: await this.vault.open(page), next };
  }
}
