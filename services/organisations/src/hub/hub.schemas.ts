import { id, text } from '@estafette/service-host';
import { z } from 'zod';

export const hubParams = z.strictObject({ hubId: id });

export const hubBody = z.strictObject({
  hubId: id,
  kind: z.enum(['hub', 'lab', 'workshop', 'field-lab', 'learning-community']),
  name: text(200),
  town: text(100),
});

export const memberBody = z.strictObject({ organisationId: id });
