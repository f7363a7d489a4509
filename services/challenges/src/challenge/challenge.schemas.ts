import { code, id, sha256, text } from '@estafette/service-host';
import { z } from 'zod';

export const challengeParams = z.strictObject({ challengeId: id });
export const legParams = z.strictObject({ challengeId: id, legId: id });
export const batonParams = z.strictObject({ challengeId: id, batonId: id });
export const questionParams = z.strictObject({ challengeId: id, batonId: id, questionId: id });

export const challengeBody = z.strictObject({
  challengeId: id,
  title: text(120),
  problem: text(4_000),
  wouldHelp: text(2_000),
  terms: z.strictObject({
    contact: text(500).describe('what contact the company promises'),
    hoursPerWeek: z.number().min(0).max(40).describe("hours of the company's people in a week"),
    resultFor: z.enum(['company', 'region', 'everybody']),
    confidential: text(1_000).nullable().describe('what is confidential; null for nothing'),
  }),
});

export const acceptanceBody = z.strictObject({ hubId: id });

export const declineBody = z.strictObject({
  reason: z.enum(['out-of-scope', 'no-capacity', 'not-now', 'unclear', 'other']),
  words: text(1_000).describe('what the company reads'),
});

export const frame = z.enum(['internship', 'graduation', 'module', 'project', 'work']);
const goal = z.strictObject({ text: text(500), learningToLearn: z.boolean() });

export const legBody = z.strictObject({
  legId: id,
  aspect: code,
  schoolId: id,
  frame,
  period: z.strictObject({ start: z.iso.date(), end: z.iso.date() }),
  goals: z.strictObject({ students: z.array(goal).max(20), company: z.array(goal).max(20) }),
});

export const teamMember = z.strictObject({
  personId: id,
  as: z.enum(['student', 'professional', 'coach']),
  organisationId: id.nullable().describe('the school or company that they come from; null on their own'),
});
export const teamBody = z.strictObject({
  members: z.array(teamMember).min(1).max(50),
});

export const startBody = z.strictObject({});
export const cancellationBody = z.strictObject({ words: text(1_000).describe('why, for the team and the school') });
export const noteBody = z.strictObject({ noteId: id, text: text(4_000) });

export const batonBody = z.strictObject({
  batonId: id,
  legId: id,
  summary: text(4_000),
  findings: text(8_000),
  openQuestions: text(4_000),
  advice: text(4_000),
  artefacts: z
    .array(
      z.strictObject({ artefactId: id, title: text(200), url: z.url({ protocol: /^https?$/ }).max(2_000), sha256 }),
    )
    .max(50),
});

export const batonAcceptanceBody = z.strictObject({ digest: sha256 });
export const questionBody = z.strictObject({ questionId: id, question: text(2_000) });
export const answerBody = z.strictObject({ answer: text(4_000) });
export const reviewBody = z.strictObject({ reviewId: id, words: text(4_000) });

export const conclusionBody = z.strictObject({
  outcome: z.enum(['solved', 'partly', 'stopped']),
  adopted: text(4_000).describe('what the company adopted'),
});
