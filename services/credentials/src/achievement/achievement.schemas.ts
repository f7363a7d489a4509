import { code, id, text } from '@estafette/service-host';
import { z } from 'zod';

export const achievementParams = z.strictObject({ achievementId: id });

const level = z.strictObject({
  levelId: id,
  name: text(100),
  rank: z.number().int().min(1).max(100).describe('a higher rank is a higher level'),
});

const criterion = z.strictObject({
  criterionId: id,
  name: text(200),
  statement: text(1_000).describe('the criterion as a plain sentence for the workplace'),
  required: z.boolean().describe('whether the achievement cannot be earned without it'),
  requiredLevelId: id.describe('the level that is enough'),
  levels: z.array(level).max(20),
});

const definition = {
  achievementType: z.enum(['Competency', 'MicroCredential']),
  awardingFramework: text(500)
    .nullable()
    .default(null)
    .describe('under which framework the school may award it; needed for a MicroCredential'),
  name: text(200),
  description: text(4_000),
  inLanguage: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'expected a language tag such as nl or en-GB')
    .max(35)
    .describe('the language of the texts here (BCP 47)'),
  fields: z.array(code).max(20).describe('codes of the fields for which its assessors are appointed'),
  criteria: z.array(criterion).max(50),
  worth: text(2_000).describe('what it is worth, in full sentences'),
  notWorth: text(2_000).describe('what it is not: diploma, exemption, pay'),
};

export const achievementBody = z.strictObject({ achievementId: id, ...definition });
export const revisionBody = z.strictObject(definition);
export const nothingBody = z.strictObject({});
