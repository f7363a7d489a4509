import { Controller } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { cut, get, Input, pageByTime, pastTime, PublicAddress, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { imageUrl } from '../../image/image-files.js';
import { Views } from '../views.js';

const ours = get('', {
  summary: 'The images that the school that you act for uploaded for its achievements, the newest first',
  permission: roles('issuer-admin'),
  query: z.strictObject(pageByTime),
  answer: z.object({
    images: z.array(
      z.object({
        file: z.string().describe('its name, for the definition of an achievement'),
        url: z.string().describe('where everybody sees it'),
        type: z.enum(['image/png', 'image/svg+xml']),
        size: z.number().describe('in bytes'),
        width: z.number().nullable().describe('in pixels; null of a drawing, which is drawn in any size'),
        height: z.number().nullable(),
        uploadedAt: z.string(),
      }),
    ),
    next: z.string().nullable(),
  }),
});

@Controller('images')
export class ImagesController {
  constructor(
    private readonly views: Views,
    private readonly address: PublicAddress,
  ) {}

  @Route(ours)
  async list(@Input() { query, actor }: CallOf<typeof ours>): Promise<object> {
    const past = pastTime('uploadedAt', 'imageId', query, 'desc');
    const rows = await this.views.images.findMany({
      ...past,
      where: { organisationId: actor.for, ...past.where },
    });
    const { page, next } = cut(rows, query.limit, ({ uploadedAt, imageId }) => `${uploadedAt}~${imageId}`);
    const told = page.map(({ file, type, size, width, height, uploadedAt }) => {
      return { file, url: imageUrl(this.address.url, file), type, size, width, height, uploadedAt };
    });
    return { images: told, next };
  }
}
