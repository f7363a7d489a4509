import { id, text } from '@estafette/service-host';
import { z } from 'zod';

export const issuerParams = z.strictObject({ organisationId: id });

export const issuerBody = z.strictObject({
  name: text(200).describe('the name of the school, as credentials show it; public'),
});
