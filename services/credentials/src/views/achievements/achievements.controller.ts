import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import type { CallOf } from '@estafette/service-host';
import { cut, get, id, Input, open, pageById, pastId, Route } from '@estafette/service-host';
import { z } from 'zod';
import { achievementBody, achievementParams } from '../../achievement/achievement.schemas.js';
import { Views } from '../views.js';
import type { PublishedVersion } from './achievements.view.js';

const shown = achievementBody.extend({
  version: z.number().int(),
  organisationId: z.uuid().describe('the school that issues it'),
  open: z.boolean().describe('whether it can be asked for; false once it was retired'),
  publishedAt: z.string(),
});

const catalogue = get('', {
  summary: 'What can be earned: the latest version of every achievement that is open',
  permission: open,
  query: z.strictObject({
    organisationId: id.optional(),
    field: z.string().max(60).optional(),
    ...pageById,
  }),
  answer: z.object({ achievements: z.array(shown), next: z.string().nullable() }),
});

const one = get(':achievementId', {
  summary: 'One published achievement, also when it was retired: its latest version, or the one asked for',
  permission: open,
  params: achievementParams,
  query: z.strictObject({ version: z.coerce.number().int().min(1).optional() }),
  answer: shown,
});

interface Row {
  readonly achievementId: string;
  readonly organisationId: string;
  readonly open: boolean;
  readonly versions: unknown;
}

@Controller('achievements')
export class AchievementsController {
  constructor(private readonly views: Views) {}

  @Route(catalogue)
  async list(@Input() { query }: CallOf<typeof catalogue>): Promise<object> {
    const { organisationId, field, limit } = query;
    const past = pastId('achievementId', query);
    const rows = await this.views.achievements.findMany({
      ...past,
      where: {
        open: true,
        ...(organisationId === undefined ? {} : { organisationId }),
        ...(field === undefined ? {} : { fields: { array_contains: [field] } }),
        ...past.where,
      },
    });
    const { page, next } = cut(rows, limit, ({ achievementId }) => achievementId);
    return { achievements: page.flatMap((row) => versionOf(row) ?? []), next };
  }

  @Route(one)
  async read(@Input() { params, query }: CallOf<typeof one>): Promise<object> {
    const row = await this.views.achievements.findUnique({ where: params });
    const version = row && versionOf(row, query.version);
    if (!version) unknown('achievement-unknown', 'There is no published achievement with this id and version.');
    return version;
  }
}

function versionOf({ achievementId, organisationId, open: asked, versions }: Row, number?: number): object | null {
  const published = (versions as readonly PublishedVersion[]).at(number === undefined ? -1 : number - 1);
  if (!published) return null;
  const { version, publishedAt, definition } = published;
  return { achievementId, version, organisationId, open: asked, publishedAt, ...definition };
}
