import { z } from 'zod';

/** Lower case, as contracts have it: one thing has one spelling. */
const id = z
  .uuid()
  .lowercase('expected lower-case hex digits')
  .meta({ examples: ['019ab1c2-0000-7000-8000-000000000001'] });
const code = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens')
  .max(60);

export const partnerParams = z.strictObject({ organisationId: id });
export const appointmentParams = z.strictObject({ organisationId: id, appointmentId: id });

export const partnerBody = z.strictObject({ level: z.enum(['mbo', 'hbo', 'wo', 'post-initial']) });

export const appointmentBody = z.strictObject({
  appointmentId: id,
  personId: id,
  fields: z
    .array(code)
    .min(1)
    .max(50)
    .refine((fields) => new Set(fields).size === fields.length, 'expected each field once')
    .describe('codes of the fields in which the assessor may judge'),
});

export const dismissalBody = z.strictObject({});
