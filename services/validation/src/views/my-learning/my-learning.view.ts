import type { Recorded, View } from '@estafette/event-store';
import type { LearningRecordEvent } from '../../learning-record/learning-record.events.js';
import { isInformal } from '../../learning-record/learning-record.events.js';
import type { Missing, ValidationEvent } from '../../validation/validation.events.js';

/** A learning record as its learner sees it. `what` is sealed; null while the record is on offer or was dismissed. */
export interface MyRecord {
  readonly learningRecordId: string;
  readonly status: 'offered' | 'kept' | 'dismissed';
  readonly since: string;
  readonly what: unknown;
  readonly kind: string | null;
  readonly informal: boolean | null;
  readonly from: string | null;
  readonly legId: string | null;
  readonly challengeId: string | null;
  readonly date: string | null;
  /** Filled in beforehand, where it was offered after a leg. */
  readonly title: string | null;
  readonly frame: string | null;
  readonly period: { readonly start: string; readonly end: string } | null;
  readonly artefacts: readonly { readonly artefactId: string; readonly sha256: string }[];
  readonly reviewed: boolean;
}

/** A validation as its learner sees it: where it stands, since when, and what it waits for. */
interface MyValidation {
  readonly validationId: string;
  readonly achievementId: string;
  readonly achievementVersion: number;
  readonly name: string;
  readonly status: 'open' | 'withdrawn' | 'granted' | 'declined';
  readonly since: string;
  readonly statementGiven: boolean;
  readonly toAssess: readonly string[];
  readonly missing: readonly Missing[];
}

export interface MyLearningRow {
  readonly personId: string;
  readonly records: readonly MyRecord[];
  readonly validations: readonly MyValidation[];
}

type Event = LearningRecordEvent | ValidationEvent;

/** What a person noted, was offered and asked to be validated, and where each stands. */
export const myLearning: View<MyLearningRow, Event> = {
  name: 'my-learning',
  version: 1,
  key: 'personId',
  keys: ({ streamId, data }) => {
    if (streamId.startsWith('learning-record-') && 'personId' in data) return [data.personId];
    return streamId.startsWith('validation-') && 'learnerId' in data ? [data.learnerId] : [];
  },
  evolve: (row, event, personId) => {
    const before = row ?? { personId, records: [], validations: [] };
    return 'learningRecordId' in event.data
      ? { ...before, records: withRecord(before.records, event as Recorded & LearningRecordEvent) }
      : { ...before, validations: withValidation(before.validations, event as Recorded & ValidationEvent) };
  },
};

const nothingFilledIn = { title: null, frame: null, period: null, artefacts: [], reviewed: false };

function withRecord(records: readonly MyRecord[], event: Recorded & LearningRecordEvent): readonly MyRecord[] {
  const since = event.metadata.at;
  switch (event.type) {
    case 'LearningNoted': {
      const { personId: _person, ...noted } = event.data;
      const informal = isInformal(noted.kind);
      return [...records, { ...nothingFilledIn, ...noted, informal, status: 'kept', since }];
    }
    case 'LearningRecordOffered': {
      const { legId, challengeId, title, frame, period, artefacts } = event.data.leg;
      const offered = { legId, challengeId, title, frame, period, artefacts, reviewed: true };
      const open = { what: null, kind: null, informal: null, from: null, date: null };
      const { learningRecordId } = event.data;
      return [...records, { learningRecordId, ...offered, ...open, status: 'offered', since }];
    }
    case 'LearningRecordKept': {
      const { learningRecordId, what, kind, from } = event.data;
      const kept = { what, kind, from, informal: isInformal(kind), status: 'kept', since } as const;
      return records.map((one) => (one.learningRecordId === learningRecordId ? { ...one, ...kept } : one));
    }
    case 'LearningRecordDismissed': {
      const { learningRecordId } = event.data;
      return records.map((one) =>
        one.learningRecordId === learningRecordId ? { ...one, status: 'dismissed', since } : one,
      );
    }
  }
}

function withValidation(
  validations: readonly MyValidation[],
  event: Recorded & ValidationEvent,
): readonly MyValidation[] {
  const since = event.metadata.at;
  const { validationId } = event.data;
  const changed = (change: (one: MyValidation) => Partial<MyValidation>): MyValidation[] =>
    validations.map((one) => (one.validationId === validationId ? { ...one, ...change(one) } : one));
  switch (event.type) {
    case 'ValidationRequested': {
      const { achievement, claims } = event.data;
      const requested: MyValidation = {
        validationId,
        achievementId: achievement.achievementId,
        achievementVersion: achievement.version,
        name: achievement.name,
        status: 'open',
        since,
        statementGiven: false,
        toAssess: claims.map((claim) => claim.criterionId),
        missing: [],
      };
      return [...validations, requested];
    }
    case 'EvidenceAdded':
      return validations;
    case 'WorkplaceStatementGiven':
      return changed(() => ({ statementGiven: true, since }));
    case 'CriterionAssessed': {
      const { criterionId } = event.data;
      return changed((one) => ({ toAssess: one.toAssess.filter((id) => id !== criterionId), since }));
    }
    case 'ValidationWithdrawn':
      return changed(() => ({ status: 'withdrawn', since }));
    case 'ValidationGranted':
      return changed(() => ({ status: 'granted', since }));
    case 'ValidationDeclined': {
      const { missing } = event.data;
      return changed(() => ({ status: 'declined', missing, since }));
    }
  }
}
