import { across, eachOnce, id } from '@estafette/service-host';
import { z } from 'zod';

export const shareParams = z.strictObject({ shareId: id });

export const pageLanguage = z.enum(['nl', 'en']);

/** More than these do not fit into one presentation that others can verify. */
export const MOST_SHARED = 20;
const LONGEST_TITLE = 120;

const sharedOne = z.union([z.strictObject({ credentialId: id }), z.strictObject({ importedCredentialId: id })]);

export const shareBody = z
  .strictObject({
    shareId: id,
    credentialId: id.optional().describe('one that was issued to you here'),
    importedCredentialId: id.optional().describe('instead: one from elsewhere that you brought'),
    credentials: z
      .array(sharedOne)
      .min(1)
      .max(MOST_SHARED)
      .check(eachOnce('credential'))
      .optional()
      .describe('instead: all that the link shows, in this order, with a title around it'),
    title: z
      .string()
      .trim()
      .max(LONGEST_TITLE)
      .regex(/[\p{L}\p{N}]/u, 'expected a letter or a digit')
      .regex(/^\P{Cc}*$/u, 'expected one line')
      .optional()
      .describe('of several: what you call the whole; whoever has the link reads it'),
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
      .describe(
        'whether it shows what led to each credential too: challenge, legs, batons, and who judged in which role; of those from elsewhere that is not known',
      ),
  })
  .superRefine(({ credentialId, importedCredentialId, credentials, title }, faults) => {
    const fault = (at: string, message: string): void => faults.addIssue({ code: 'custom', path: [at], message });
    if ([credentialId, importedCredentialId, credentials].filter((one) => one !== undefined).length !== 1) {
      fault('credentials', 'expected one of credentialId, importedCredentialId and credentials');
    }
    if (credentials !== undefined && title === undefined) fault('title', 'expected a title of what the link shows');
    if (credentials === undefined && title !== undefined) fault('title', 'expected credentials with a title');
  }, across());

export const closureBody = z.strictObject({});
