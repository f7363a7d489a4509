import { bytes } from '@estafette/service-host';
import { z } from 'zod';
import { MOST_FAULTS } from './award-file.js';

/** A file of awards as a request body. */
export const takes = { 'text/csv': bytes };

/** What a file is, as the summaries of its routes say. */
export const FILE =
  'a CSV file in UTF-8: `learner_id`, `assessed_by`, one column for each criterion with the level that was reached; optional `awarded_on`, `period_start`, `period_end`, `evidence_url`, `evidence_sha256`';

export const faults = z
  .array(
    z.object({
      line: z.number().nullable().describe('in the file, the header being 1'),
      column: z.string().nullable(),
      code: z.string(),
      detail: z.string(),
    }),
  )
  .describe(`the first ${MOST_FAULTS}`);

export const refusedRows = z
  .array(z.object({ line: z.number(), code: z.string() }))
  .describe('rows that led to nothing, and why');
