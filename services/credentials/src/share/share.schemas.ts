import { id } from '@estafette/service-host';
import { z } from 'zod';

export const shareParams = z.strictObject({ shareId: id });

export const pageLanguage = z.enum(['nl', 'en']);

export const shareBody = z.strictObject({
  shareId: id,
  credentialId: id,
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform((moment) => new Date(moment).toISOString())
    .nullable()
    .default(null)
    .describe('until when the link works, at most five years on; null: until you close it'),
  language: pageLanguage
    .nullable()
    .default(null)
    .describe('in which the link opens; null: as the browser of whoever looks wants it'),
  tellsPath: z
    .boolean()
    .default(false)
    .describe('whether it shows what led to the credential too: challenge, legs, batons, and who judged in which role'),
});

export const closureBody = z.strictObject({});
