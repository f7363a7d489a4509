import { across, eachOnce, id } from '@estafette/service-host';
import { z } from 'zod';

/** More than these do not fit into one record that others can verify. */
export const MOST_CREDENTIALS = 50;

const ids = z.array(id).max(MOST_CREDENTIALS).check(eachOnce('id')).nullable();

export const clrBody = z
  .strictObject({
    credentialIds: ids
      .default(null)
      .describe('which credentials of your own that were issued here; null: all that hold'),
    importedCredentialIds: ids
      .default([])
      .describe('which of those from elsewhere that you brought; null: all that hold and that a record can carry'),
    language: z.enum(['nl', 'en']).default('nl').describe('of the name of the record'),
  })
  .refine(({ credentialIds: own, importedCredentialIds: brought }) => own?.length !== 0 || brought?.length !== 0, {
    path: ['credentialIds'],
    error: 'expected one credential at least',
    ...across('credentialIds', 'importedCredentialIds'),
  });
