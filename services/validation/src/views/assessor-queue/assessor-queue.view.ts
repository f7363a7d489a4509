import type { View } from '@estafette/event-store';
import type { ValidationEvent } from '../../validation/validation.events.js';

/** A validation that is not decided yet, for the assessors of the school that issues. */
export interface AssessorQueueRow {
  readonly validationId: string;
  /** The school. */
  readonly organisationId: string;
  readonly learnerId: string;
  readonly achievementId: string;
  readonly achievementVersion: number;
  readonly name: string;
  readonly fields: readonly string[];
  /** The criteria that nobody judged yet. */
  readonly toAssess: readonly string[];
  /** Who stated what the workplace saw; null while that waits. */
  readonly statedBy: string | null;
  /** Who has to do something: an assessor while criteria are open, after that the workplace. */
  readonly waitsFor: 'assessor' | 'workplace';
  /** Since when it waits for them. */
  readonly since: string;
  readonly revision: number;
}

/** What waits for an assessor, and since when; a row is gone once the validation is decided or withdrawn. */
export const assessorQueue: View<AssessorQueueRow, ValidationEvent> = {
  name: 'assessor-queue',
  version: 1,
  key: 'validationId',
  keys: ({ streamId, data }) => (streamId.startsWith('validation-') ? [data.validationId] : []),
  evolve: (row, event) => {
    const { revision, metadata } = event;
    if (event.type === 'ValidationRequested') {
      const { validationId, learnerId, achievement, claims } = event.data;
      const { achievementId, version, organisationId, name, fields } = achievement;
      const asked = { validationId, organisationId, learnerId, achievementId, achievementVersion: version, name };
      const toAssess = claims.map((claim) => claim.criterionId);
      return { ...asked, fields, toAssess, statedBy: null, waitsFor: 'assessor', since: metadata.at, revision };
    }
    if (!row) return null;
    switch (event.type) {
      case 'EvidenceAdded':
        return { ...row, revision };
      case 'WorkplaceStatementGiven':
        return { ...row, statedBy: event.data.by, revision };
      case 'CriterionAssessed': {
        const toAssess = row.toAssess.filter((criterionId) => criterionId !== event.data.criterionId);
        if (toAssess.length > 0) return { ...row, toAssess, revision };
        return { ...row, toAssess, waitsFor: 'workplace', since: metadata.at, revision };
      }
      case 'ValidationWithdrawn':
      case 'ValidationGranted':
      case 'ValidationDeclined':
        return null;
    }
  },
};
