import { Controller, Header } from '@nestjs/common';
import { forbid, unknown } from '@estafette/decider';
import type { CallOf } from '@estafette/service-host';
import { HttpProblem, Input, post, roles, Route } from '@estafette/service-host';
import { achievementParams } from '../../achievement/achievement.schemas.js';
import { Views } from '../../views/views.js';
import { IssuedBadges } from '../issued-badges.js';
import { directAwardsAnswer, directAwardsBody } from './edubadges.schemas.js';
import { exportOf, type Exported } from './export.js';

const exportDirectAwards = post(':achievementId/direct-awards', {
  summary:
    'What your school issued under an achievement, the newest first, as files of direct awards for edubadges, and what those cannot carry',
  permission: roles('issuer-admin'),
  params: achievementParams,
  body: directAwardsBody,
  success: 200,
  answer: directAwardsAnswer,
});

@Controller('achievements')
export class EdubadgesController {
  constructor(
    private readonly views: Views,
    private readonly badges: IssuedBadges,
  ) {}

  @Route(exportDirectAwards)
  @Header('cache-control', 'no-store')
  async export(
    @Input() { params, body, actor }: CallOf<typeof exportDirectAwards>,
  ): Promise<Exported & { readonly next: string | null }> {
    const { achievementId } = params;
    const achievement = await this.views.achievements.findUnique({ where: { achievementId } });
    if (!achievement) unknown('achievement-unknown', 'There is no published achievement with this id.');
    if (achievement.organisationId !== actor.for) {
      forbid('not-own-organisation', 'You export what the school that you act for issued.');
    }
    const { issuedFrom: from, issuedUntil: until } = body;
    const chosen = { ...body, from, until };
    const { badges, leftOut, next } = await this.badges.under(achievementId, achievement.organisationId, chosen);
    const exported = exportOf(badges, body, leftOut);
    if ('faults' in exported) problem(exported.faults);
    return { ...exported, next };
  }
}

function problem(faults: NonNullable<NonNullable<ConstructorParameters<typeof HttpProblem>[3]>['faults']>): never {
  throw new HttpProblem(
    400,
    'direct-awards-not-sayable',
    'Edubadges could not read this as it is meant: nothing is exported until all of it is right.',
    { faults },
  );
}
