import { id, sha256, text } from '@estafette/service-host';
import { z } from 'zod';

const notHere = z.null().default(null);
const idOrNone = id.nullable().default(null);

/** A link with its digest, or something in the platform: a learning record or an artefact. */
function evidence<More extends z.ZodRawShape>(more: More) {
  const all = { evidenceId: id, sha256, description: text(2_000), date: z.iso.date(), ...more };
  return z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('link'),
      ...all,
      url: z.url({ protocol: /^https?$/ }).max(2_000),
      learningRecordId: notHere,
      artefactId: notHere,
    }),
    z.strictObject({
      kind: z.literal('platform'),
      ...all,
      url: notHere,
      learningRecordId: idOrNone.describe('a record of your own; its digest is what `my-learning` shows'),
      artefactId: idOrNone.describe('what a leg of yours handed over; its digest is that of the artefact'),
    }),
  ]);
}

export const validationParams = z.strictObject({ validationId: id });

export const validationBody = z.strictObject({
  validationId: id,
  achievementId: id,
  achievementVersion: z.int().min(1),
  claims: z
    .array(
      z.strictObject({
        criterionId: id,
        words: text(4_000),
        evidence: z.array(id).max(20),
        records: z.array(id).max(20).default([]),
      }),
    )
    .max(30),
  evidence: z.array(evidence({})).max(50).describe('each is named by at least one claim'),
  statementFrom: z.strictObject({
    basis: z.enum(['employer', 'client', 'former-employer', 'appointed-practitioner']),
    organisationId: idOrNone.describe('where somebody saw the work; for an appointed practitioner the school, or none'),
    personId: idOrNone.describe('only this person; none for whoever acts for the organisation'),
  }),
});

export const evidenceBody = evidence({
  criteria: z.array(id).min(1).max(50).describe('the claims that it supports, none of them judged yet'),
});

export const withdrawalBody = z.strictObject({});

export const statementBody = z.strictObject({
  statementId: id,
  criteria: z
    .array(
      z.strictObject({
        criterionId: id,
        seen: z.enum(['yes', 'partly', 'not-seen']),
        words: text(2_000).nullable().default(null),
      }),
    )
    .min(1)
    .max(50),
});

export const assessmentBody = z.strictObject({ criterionId: id, levelId: id, words: text(4_000) });
