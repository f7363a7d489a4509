import type { View } from '@estafette/event-store';
import type { ValidationEvent } from '../../validation/validation.events.js';

/** A statement that somebody at the workplace is asked for. */
export interface StatementRequestsRow {
  readonly validationId: string;
  /** Who is asked: whoever acts for this organisation, or only `personId`. */
  readonly organisationId: string;
  readonly personId: string | null;
  readonly basis: string;
  readonly learnerId: string;
  readonly name: string;
  /** The plain sentences to answer. */
  readonly criteria: readonly { readonly criterionId: string; readonly name: string; readonly statement: string }[];
  readonly since: string;
}

/** What the workplace is asked to say, and since when; a row is gone once it was said, or is not needed any more. */
export const statementRequests: View<StatementRequestsRow, ValidationEvent> = {
  name: 'statement-requests',
  version: 1,
  key: 'validationId',
  keys: ({ streamId, data }) => (streamId.startsWith('validation-') ? [data.validationId] : []),
  evolve: (row, event) => {
    switch (event.type) {
      case 'ValidationRequested': {
        const { validationId, learnerId, achievement, claims, statementFrom } = event.data;
        const criteria = achievement.criteria
          .filter(({ criterionId }) => claims.some((claim) => claim.criterionId === criterionId))
          .map(({ criterionId, name, statement }) => ({ criterionId, name, statement }));
        const { name } = achievement;
        return { validationId, learnerId, name, criteria, ...statementFrom, since: event.metadata.at };
      }
      case 'EvidenceAdded':
      case 'CriterionAssessed':
        return row;
      case 'WorkplaceStatementGiven':
      case 'ValidationWithdrawn':
      case 'ValidationGranted':
      case 'ValidationDeclined':
        return null;
    }
  },
};
