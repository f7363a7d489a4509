import { DomainError, fold } from '@estafette/decider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asBaker, asLearner, at, learner, leg, recordId } from '../fixtures/wishes.js';
import type { LearningRecordCommand } from './learning-record.commands.js';
import { learningRecordDecider } from './learning-record.decider.js';
import type { LearningRecordEvent } from './learning-record.events.js';

const by = fc.constantFrom(asLearner, { ...asBaker, for: 'self', roles: [] });
const learned = fc.record({
  what: fc.constantFrom('Start small.', 'Ask first.'),
  kind: fc.constantFrom('experimenting' as const, null),
  from: fc.constantFrom('own' as const, null),
});
const nowhere = { learningRecordId: recordId, legId: null, challengeId: null, date: null };
const commands: fc.Arbitrary<LearningRecordCommand> = fc.oneof(
  fc.tuple(by, learned).map(([who, words]) => ({ type: 'NoteLearning', by: who, at, ...nowhere, ...words }) as const),
  fc.tuple(by, learned).map(([who, words]) => ({ type: 'KeepLearningRecord', by: who, at, ...words }) as const),
  by.map((who) => ({ type: 'DismissLearningRecord', by: who, at }) as const),
  fc.constant({ type: 'OfferLearningRecord', learningRecordId: recordId, personId: learner, leg } as const),
);

function decide(command: LearningRecordCommand, history: readonly LearningRecordEvent[]) {
  try {
    return learningRecordDecider.decide(command, fold(learningRecordDecider, history));
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

describe('whatever is wished, in whatever order', () => {
  it('a repeated command decides nothing, and a record belongs to one person', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 20 }), (wishes) => {
        const history: LearningRecordEvent[] = [];
        for (const command of wishes) {
          const decided = decide(command, history);
          if (decided === null) continue;
          history.push(...decided);
          expect(decide(command, history)).toEqual([]);
        }
        expect(new Set(history.map((event) => event.data.personId)).size).toBeLessThanOrEqual(1);
        expect(history.length).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('any history folds', () => {
    const data = { learningRecordId: recordId, personId: learner };
    const words = { what: 'Start small.', kind: null, from: null };
    const events: LearningRecordEvent[] = [
      { type: 'LearningNoted', data: { ...data, ...words, legId: null, challengeId: null, date: null } },
      { type: 'LearningRecordOffered', data: { ...data, leg } },
      { type: 'LearningRecordKept', data: { ...data, ...words, legId: leg.legId } },
      { type: 'LearningRecordDismissed', data },
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), (history) => {
        const { status } = fold(learningRecordDecider, history);
        expect(status === 'none').toBe(history.length === 0);
      }),
    );
  });
});
