import { id } from '@estafette/service-host';
import { z } from 'zod';

export const credentialOfferParams = z.strictObject({ offerId: id });

export const credentialOfferBody = z.strictObject({
  offerId: id,
  credentialId: id.describe('a credential of your own that holds'),
});
