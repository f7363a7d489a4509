import { across, id, pageByTime } from '@estafette/service-host';
import { z } from 'zod';
import { notCarriedAnswer } from '../not-carried.js';
import { NAMED_BY } from './direct-awards.js';

/** So many credentials go in one file. */
export const MOST_AWARDS = 1_000;

/** What else of a credential is told, where edubadges can have it. */
export const TELLABLE = ['narrative', 'grade'] as const;

/** Why a credential is not in the file. */
export const LEFT_OUT = ['suspended', 'revoked', 'declined', 'erased', 'asked'] as const;

// What may stand in a cell is told of all rows at once by the rules of the file, so here is only how long it may be.
const recipient = z.strictObject({
  credentialId: id,
  email: z.string().max(320).optional().describe('always needed'),
  eppn: z.string().max(320).optional().describe('eduPersonPrincipalName; needed where people are named by it'),
  firstName: z.string().max(200).optional(),
  surname: z.string().max(200).optional(),
});

export const directAwardsBody = z
  .strictObject({
    recipients: z
      .array(recipient)
      .max(MOST_AWARDS)
      .describe(
        'to whom each credential went: this service knows no addresses. They are told in the file and kept nowhere',
      ),
    leaveOut: z
      .array(id)
      .max(MOST_AWARDS)
      .default([])
      .describe(
        'credentials that do not go in the file, such as the second of one person; all others do. Those of other files do no harm',
      ),
    namedBy: z
      .enum(NAMED_BY)
      .default('eppn')
      .describe('as edubadges is asked to read it: email is its tick box for that'),
    tell: z
      .array(z.enum(TELLABLE))
      .max(TELLABLE.length)
      .default([])
      .describe('narrative: what had to be shown; grade: the level that was reached, where it was one'),
    bulkAwardId: id.optional().describe('of this award in bulk alone'),
    issuedFrom: z.iso.date().optional().describe('the first day (UTC)'),
    issuedUntil: z.iso.date().optional().describe('the last day (UTC)'),
    limit: z.int().min(1).max(MOST_AWARDS).default(MOST_AWARDS).describe('so many go in the file, at most'),
    after: pageByTime.after,
  })
  .refine(({ issuedFrom, issuedUntil }) => !issuedFrom || !issuedUntil || issuedFrom <= issuedUntil, {
    path: ['issuedUntil'],
    error: 'The last day is before the first.',
    ...across('issuedFrom', 'issuedUntil'),
  });

export const directAwardsAnswer = z.object({
  csv: z
    .string()
    .describe('the file, to be saved as UTF-8: as edubadges reads it, without quoting, columns by position'),
  notCarried: notCarriedAnswer,
  leftOut: z
    .array(z.object({ credentialId: z.uuid(), why: z.enum(LEFT_OUT) }))
    .describe('credentials that are not in the file: they do not hold, their holder was erased, or it was asked'),
  next: z
    .string()
    .nullable()
    .describe('where the next file goes on, to be sent as `after`; null: all there are were in this one or before'),
});
