import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import type { CallOf } from '@estafette/service-host';
import { cut, get, Input, pageById, pastId, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { achievementBody, achievementParams } from '../../achievement/achievement.schemas.js';
import type { AchievementDraftsModel } from '../../generated/prisma/models.js';
import { Views } from '../views.js';

const shown = achievementBody.extend({
  organisationId: z.uuid().describe('the school that works on it'),
  version: z.number().int().describe('which version it becomes when it is published'),
  since: z.string().describe('when it was last changed'),
  revision: z.number().int(),
});

const permission = roles('issuer-admin');

const drafts = get('', {
  summary: 'The drafts of the school that you act for; what is published is in the catalogue',
  permission,
  query: z.strictObject(pageById),
  answer: z.object({ drafts: z.array(shown), next: z.string().nullable() }),
});

const draft = get(':achievementId', {
  summary: 'One draft of the school that you act for: a new achievement, or the next version of a published one',
  permission,
  params: achievementParams,
  answer: shown,
});

@Controller('achievement-drafts')
export class AchievementDraftsController {
  constructor(private readonly views: Views) {}

  @Route(drafts)
  async list(@Input() { query, actor }: CallOf<typeof drafts>): Promise<object> {
    const past = pastId('achievementId', query);
    const rows = await this.views.achievementDrafts.findMany({
      ...past,
      where: { organisationId: actor.for, since: { not: null }, ...past.where },
    });
    const { page, next } = cut(rows, query.limit, ({ achievementId }) => achievementId);
    return { drafts: page.map(flat), next };
  }

  @Route(draft)
  async read(@Input() { params, actor }: CallOf<typeof draft>): Promise<object> {
    const where = { ...params, organisationId: actor.for, since: { not: null } };
    const row = await this.views.achievementDrafts.findFirst({ where });
    if (!row) unknown('draft-unknown', 'Your school has no draft with this id. What is published is in the catalogue.');
    return flat(row);
  }
}

function flat({ definition, ...row }: AchievementDraftsModel): object {
  return { ...row, ...(definition as object) };
}
