import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { anyone, get, Input, Route } from '@estafette/service-host';
import { z } from 'zod';
import { challengeParams } from '../../challenge/challenge.schemas.js';
import { visibleTo } from '../visible.js';
import { Views } from '../views.js';

const step = z.object({
  what: z.string().describe('what happened: `baton-handed-over`'),
  at: z.iso.datetime(),
  by: z.string().describe('the person who did it'),
  for: z.string().nullable().describe('the organisation that they did it for, or `self`'),
  legId: z.uuid().nullable(),
  said: z.looseObject({}).describe('what was said with it; texts of somebody who was erased are null'),
});

const story = get(':challengeId', {
  summary: 'Every step of one challenge, ready to read',
  permission: anyone,
  params: challengeParams,
  answer: z.object({
    challengeId: z.uuid(),
    hubId: z.uuid().nullable(),
    steps: z.array(step),
    organisations: z.array(z.uuid()).describe('who takes part, beside the hub'),
    revision: z.number().int(),
  }),
});

@Controller('challenges')
export class ChallengeStoryController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
  ) {}

  @Route(story)
  async story(@Input() { params, actor }: CallOf<typeof story>): Promise<object> {
    const { challengeId } = params;
    const row = await this.views.challengeBoard.findFirst({
      where: { challengeId, ...(await visibleTo(actor, this.views)) },
      select: { hubId: true, organisations: true },
    });
    if (!row) unknown('challenge-unknown', 'There is no challenge with this id that you can see.');
    const told = await this.views.challengeStory.findMany({ where: { challengeId }, orderBy: { revision: 'asc' } });
    const { hubId, organisations } = row;
    const steps = told.map(({ step }) => step);
    // The board may have come further than the story, or not so far.
    const revision = told.at(-1)?.revision ?? 0;
    return this.vault.open({ challengeId, hubId, steps, organisations, revision });
  }
}
