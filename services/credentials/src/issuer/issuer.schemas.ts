import { z } from 'zod';

export const issuerParams = z.strictObject({ organisationId: z.uuid().toLowerCase() });

export const issuerBody = z.strictObject({
  name: z.string().trim().min(1).max(200).describe('the name of the school, as credentials show it; public'),
});
