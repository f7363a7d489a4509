import { id, text } from '@estafette/service-host';
import { z } from 'zod';
import { FORMAL_KINDS, INFORMAL_KINDS, LEARNED_FROM } from './learning-record.events.js';

// Ids of version 5 are those of offered records: nobody takes the place of another one's offer.
const ownId = id.refine((value) => value[14] !== '5', 'expected a UUID of version 7 or 4');

const learned = {
  what: text(4_000).describe('what was learned, in your own words'),
  kind: z
    .enum([...INFORMAL_KINDS, ...FORMAL_KINDS])
    .nullable()
    .default(null),
  from: z.enum(LEARNED_FROM).nullable().default(null).describe('learned from oneself, others or objective sources'),
};

export const learningRecordParams = z.strictObject({ learningRecordId: id });
export const learningRecordBody = z.strictObject({
  learningRecordId: ownId,
  ...learned,
  legId: id.nullable().default(null),
  challengeId: id.nullable().default(null),
  date: z.iso.date().nullable().default(null).describe('when it was learned'),
});
export const completionBody = z.strictObject(learned);
export const dismissalBody = z.strictObject({});
