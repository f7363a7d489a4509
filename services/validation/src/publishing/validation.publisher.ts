import type { ContractData } from '@estafette/contracts';
import type { Recorded } from '@estafette/event-store';
import type { Publisher } from '@estafette/messaging';
import type { LearningRecordEvent } from '../learning-record/learning-record.events.js';
import { isInformal } from '../learning-record/learning-record.events.js';
import type { ValidationEvent } from '../validation/validation.events.js';

type Name<Type> = Type extends `nl.estafette.validation.${infer Short}.v1` ? Short : never;
type ShortName = Name<keyof ContractData>;

/** What leaves this service: ids, codes, digests and dates; never what anybody wrote. */
export const validationPublisher: Publisher = (recorded) => {
  const event = recorded as Recorded & (LearningRecordEvent | ValidationEvent);
  switch (event.type) {
    case 'LearningNoted':
    case 'LearningRecordKept': {
      const { learningRecordId, personId, kind, from, legId } = event.data;
      const source = from ?? (legId === null ? null : 'leg');
      return contract('learning-noted', {
        learningRecordId,
        personId,
        kind,
        informal: isInformal(kind),
        ...(source === null ? {} : { from: source }),
        legId,
      });
    }
    case 'ValidationRequested': {
      const { validationId, learnerId, achievement, claims, evidence } = event.data;
      const { achievementId, version, organisationId } = achievement;
      return contract('validation-requested', {
        validationId,
        learnerId,
        achievementId,
        achievementVersion: version,
        organisationId,
        criteria: claims.map((claim) => claim.criterionId),
        evidence: evidence.map(({ evidenceId, sha256 }) => ({ evidenceId, sha256 })),
      });
    }
    case 'ValidationWithdrawn':
      return contract('validation-withdrawn', { validationId: event.data.validationId });
    case 'WorkplaceStatementGiven': {
      const { validationId, statementId, organisationId, basis, criteria, by } = event.data;
      return contract('workplace-statement-given', {
        validationId,
        statementId,
        personId: by,
        organisationId,
        basis,
        criteria: atLeastOne(criteria.map(({ criterionId, seen }) => ({ criterionId, seen }))),
      });
    }
    case 'CriterionAssessed': {
      const { validationId, criterionId, levelId, by } = event.data;
      return contract('criterion-assessed', { validationId, criterionId, levelId, personId: by });
    }
    case 'ValidationGranted': {
      const { results, evidence, assessedBy, period, legs = [], ...rest } = event.data;
      return contract('validation-granted', {
        ...rest,
        results: atLeastOne(results),
        evidence: [...evidence],
        assessedBy: atLeastOne(assessedBy),
        ...(period === null ? {} : { period }),
        legs: [...legs],
      });
    }
    case 'ValidationDeclined':
      return contract('validation-declined', { ...event.data, missing: atLeastOne(event.data.missing) });
    default:
      // Offers, dismissals and added evidence stay here; facts followed from other services are theirs to tell.
      return [];
  }
};

function contract<Short extends ShortName>(name: Short, data: ContractData[`nl.estafette.validation.${Short}.v1`]) {
  return [{ type: `nl.estafette.validation.${name}.v1`, data }];
}

function atLeastOne<T>(items: readonly T[]): [T, ...T[]] {
  const [first, ...rest] = items;
  if (first === undefined) throw new Error('expected at least one');
  return [first, ...rest];
}
