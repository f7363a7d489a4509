import { isContractType, validateClosed } from '@estafette/contracts';
import type { DomainEvent } from '@estafette/decider';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import * as a from '../fixtures/wishes.js';
import { learningRecordEvents } from '../learning-record/learning-record.events.js';
import { validationEvents } from '../validation/validation.events.js';
import { validationPublisher } from './validation.publisher.js';

const told = (event: DomainEvent) => {
  const metadata = { at: a.at, by: a.learner, for: 'self' };
  return validationPublisher({
    ...event,
    id: a.id(0),
    streamId: 'x',
    revision: 1,
    cursor: START,
    metadata,
  });
};

const mine = { learningRecordId: a.recordId, personId: a.learner };
const words = { what: 'Start small.', kind: 'experimenting', from: 'own' };
const noted = { type: 'LearningNoted', data: { ...mine, ...words, legId: null, challengeId: null, date: null } };
const kept = { type: 'LearningRecordKept', data: { ...mine, ...words, from: null, legId: a.leg.legId } };
const events: readonly DomainEvent[] = [
  noted,
  kept,
  { type: 'LearningRecordOffered', data: { ...mine, leg: a.leg } },
  { type: 'LearningRecordDismissed', data: mine },
  a.requested,
  a.added,
  a.withdrawn,
  a.stated,
  a.assessed(a.trying),
  a.granted,
  a.declined,
];

describe('what leaves the service', () => {
  it('has an example of every event here', () => {
    const types = [...Object.keys(learningRecordEvents), ...Object.keys(validationEvents)];
    expect(events.map((event) => event.type).toSorted()).toEqual(types.toSorted());
  });

  it.each(events.map((event) => [event.type, event] as const))('%s: exactly what its contract says', (_type, event) => {
    for (const { type, data } of told(event)) {
      if (!isContractType(type)) throw new Error(`${type} is no contract`);
      expect(validateClosed(type, data)).toEqual([]);
    }
  });

  it('is one message for what concerns others, and nothing for the rest', () => {
    const names = events.flatMap((event) => told(event).map(({ type }) => type.split('.')[3]));
    expect(names).toEqual([
      'learning-noted',
      'learning-noted',
      'validation-requested',
      'validation-withdrawn',
      'workplace-statement-given',
      'criterion-assessed',
      'validation-granted',
      'validation-declined',
    ]);
  });

  it('says where learning came from and of what kind it was, as far as that is known', () => {
    expect(told(noted)).toMatchObject([{ data: { kind: 'experimenting', informal: true, from: 'own', legId: null } }]);
    expect(told(kept)).toMatchObject([{ data: { from: 'leg', legId: a.leg.legId } }]);
    const bare = { ...noted, data: { ...noted.data, kind: null, from: null } };
    expect(told(bare)[0]?.data).toEqual({ ...mine, kind: null, informal: null, legId: null });
    expect(validateClosed('nl.estafette.validation.learning-noted.v1', told(bare)[0]?.data)).toEqual([]);
  });

  it('leaves the period out where there is none', () => {
    const timeless = { ...a.granted, data: { ...a.granted.data, period: null } };
    expect(told(timeless)[0]?.data).not.toHaveProperty('period');
    expect(validateClosed('nl.estafette.validation.validation-granted.v1', told(timeless)[0]?.data)).toEqual([]);
  });
});
