import type { Criterion, Evidence, SeenCriterion, ValidationEvent } from './validation.events.js';

type Data<Type extends ValidationEvent['type']> = Extract<ValidationEvent, { type: Type }>['data'];

export interface Judgement {
  readonly criterionId: string;
  readonly levelId: string;
  readonly words: string;
  readonly by: string;
}

export interface ValidationState {
  readonly status: 'none' | 'open' | 'withdrawn' | 'granted' | 'declined';
  readonly requested: Data<'ValidationRequested'> | null;
  /** What was submitted at first and what was added since. */
  readonly evidence: readonly { readonly evidence: Evidence; readonly criteria: readonly string[] }[];
  readonly statement: {
    readonly statementId: string;
    readonly organisationId: string;
    readonly criteria: readonly SeenCriterion[];
    readonly by: string;
  } | null;
  readonly judgements: readonly Judgement[];
}

export const nothingRequested: ValidationState = {
  status: 'none',
  requested: null,
  evidence: [],
  statement: null,
  judgements: [],
};

export function evolve(state: ValidationState, event: ValidationEvent): ValidationState {
  switch (event.type) {
    case 'ValidationRequested': {
      const { claims, evidence } = event.data;
      const submitted = evidence.map((one) => ({
        evidence: one,
        criteria: claims.filter((claim) => claim.evidence.includes(one.evidenceId)).map((claim) => claim.criterionId),
      }));
      return { ...state, status: 'open', requested: event.data, evidence: submitted };
    }
    case 'EvidenceAdded': {
      const { evidence, criteria } = event.data;
      return { ...state, evidence: [...state.evidence, { evidence, criteria }] };
    }
    case 'ValidationWithdrawn':
      return { ...state, status: 'withdrawn' };
    case 'WorkplaceStatementGiven': {
      const { statementId, organisationId, criteria, by } = event.data;
      return { ...state, statement: { statementId, organisationId, criteria, by } };
    }
    case 'CriterionAssessed': {
      const { criterionId, levelId, words, by } = event.data;
      return { ...state, judgements: [...state.judgements, { criterionId, levelId, words, by }] };
    }
    case 'ValidationGranted':
      return { ...state, status: 'granted' };
    case 'ValidationDeclined':
      return { ...state, status: 'declined' };
  }
}

/** The criteria that the learner claims; every required one is among them. */
export function claimed({ requested }: ValidationState): readonly Criterion[] {
  if (!requested) return [];
  const claims = new Set(requested.claims.map((claim) => claim.criterionId));
  return requested.achievement.criteria.filter((criterion) => claims.has(criterion.criterionId));
}
