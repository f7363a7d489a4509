import { code, eachOnce, id } from '@estafette/service-host';
import { z } from 'zod';

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
    .check(eachOnce('field'))
    .describe('codes of the fields in which the assessor may judge'),
});

export const dismissalBody = z.strictObject({});
