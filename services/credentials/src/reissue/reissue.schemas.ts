import { id, text } from '@estafette/service-host';
import { z } from 'zod';

export const reissueParams = z.strictObject({ reissueId: id });

const version = z.number().int().min(1);

export const reissueBody = z.strictObject({
  reissueId: id,
  achievementId: id,
  fromVersion: version.describe('the version in which a mistake was found'),
  toVersion: version.describe('the later version that tells it right'),
  note: text(2_000).nullable().default(null).describe('what was wrong, for the holders alone'),
});
