import type { Recorded, View } from '@estafette/event-store';
import type { Claim, Criterion, Evidence, Missing, ValidationEvent } from '../../validation/validation.events.js';

/** All that was submitted and said about one validation. Texts are sealed. */
export interface ValidationFileRow {
  readonly validationId: string;
  readonly learnerId: string;
  readonly achievementId: string;
  readonly achievementVersion: number;
  readonly name: string;
  /** The school that issues. */
  readonly schoolId: string;
  /** Who is asked for the statement. */
  readonly organisationId: string;
  readonly personId: string | null;
  readonly basis: string;
  readonly status: 'open' | 'withdrawn' | 'granted' | 'declined';
  readonly requestedAt: string;
  readonly decidedAt: string | null;
  /** Those that the learner claims. */
  readonly criteria: readonly Criterion[];
  readonly claims: readonly Claim[];
  readonly evidence: readonly (Evidence & { readonly at: string })[];
  readonly records: readonly unknown[];
  readonly statement: unknown;
  readonly assessments: readonly unknown[];
  readonly missing: readonly Missing[];
  readonly revision: number;
}

/** Everything about one validation, for those who have a part in it. */
export const validationFile: View<ValidationFileRow, ValidationEvent> = {
  name: 'validation-file',
  version: 1,
  key: 'validationId',
  keys: ({ streamId, data }) => (streamId.startsWith('validation-') ? [data.validationId] : []),
  evolve: (row, event) => {
    const { revision, metadata } = event;
    const { at } = metadata;
    if (event.type === 'ValidationRequested') return requested(event.data, at, revision);
    return row && { ...row, ...changed(row, event, at), revision };
  },
};

function requested(
  data: Extract<ValidationEvent, { type: 'ValidationRequested' }>['data'],
  at: string,
  revision: number,
): ValidationFileRow {
  const { validationId, learnerId, achievement, claims, evidence, records, statementFrom } = data;
  const { achievementId, version, name, organisationId: schoolId, criteria } = achievement;
  return {
    validationId,
    learnerId,
    achievementId,
    achievementVersion: version,
    name,
    schoolId,
    ...statementFrom,
    status: 'open',
    requestedAt: at,
    decidedAt: null,
    criteria: criteria.filter(({ criterionId }) => claims.some((claim) => claim.criterionId === criterionId)),
    claims,
    evidence: evidence.map((one) => ({ ...one, at })),
    records,
    statement: null,
    assessments: [],
    missing: [],
    revision,
  };
}

function changed(row: ValidationFileRow, event: Recorded & ValidationEvent, at: string): Partial<ValidationFileRow> {
  switch (event.type) {
    case 'ValidationRequested':
      return {};
    case 'EvidenceAdded': {
      const { evidence, criteria, records } = event.data;
      const claims = row.claims.map((claim) =>
        criteria.includes(claim.criterionId) ? { ...claim, evidence: [...claim.evidence, evidence.evidenceId] } : claim,
      );
      return { claims, evidence: [...row.evidence, { ...evidence, at }], records: [...row.records, ...records] };
    }
    case 'ValidationWithdrawn':
      return { status: 'withdrawn', decidedAt: at };
    case 'WorkplaceStatementGiven': {
      const { statementId, criteria, by } = event.data;
      return { statement: { statementId, criteria, by, at } };
    }
    case 'CriterionAssessed': {
      const { criterionId, levelId, words, by } = event.data;
      return { assessments: [...row.assessments, { criterionId, levelId, words, by, at }] };
    }
    case 'ValidationGranted':
      return { status: 'granted', decidedAt: at };
    case 'ValidationDeclined':
      return { status: 'declined', decidedAt: at, missing: event.data.missing };
  }
}
