import type { DomainEvent } from '@estafette/decider';
import type { Recorded, View } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import * as a from '../fixtures/wishes.js';
import { assessorQueue } from './assessor-queue/assessor-queue.view.js';
import { myLearning } from './my-learning/my-learning.view.js';
import { statementRequests } from './statement-requests/statement-requests.view.js';
import { validationFile } from './validation-file/validation-file.view.js';

/** The rows that a history leads to; event n happened on day n of the month. */
function rows<Row extends object, Event extends DomainEvent>(
  view: View<Row, Event>,
  streamId: string,
  ...history: readonly DomainEvent[]
): Row[] {
  const table = new Map<string, Row>();
  history.forEach((event, index) => {
    const recorded = {
      ...event,
      id: a.id(index),
      streamId,
      revision: index + 1,
      cursor: START,
      metadata: { at: day(index + 1), by: a.learner, for: 'self' },
    } as Recorded & Event;
    for (const key of view.keys(recorded)) {
      const next = view.evolve(table.get(key) ?? null, recorded, key);
      if (next) table.set(key, next);
      else table.delete(key);
    }
  });
  return [...table.values()];
}

const day = (number: number): string => `2026-11-0${number}T12:00:00.000Z`;
const validation = `validation-${a.validationId}`;
const record = `learning-record-${a.recordId}`;
const all = [a.requested, a.stated, a.assessed(a.trying), a.assessed(a.handingOn)];
const words = { what: 'Start small.', kind: 'conference', from: null };
const mine = { learningRecordId: a.recordId, personId: a.learner };
const offered = { type: 'LearningRecordOffered', data: { ...mine, leg: a.leg } };
const kept = { type: 'LearningRecordKept', data: { ...mine, ...words, legId: a.leg.legId } };
const dismissed = { type: 'LearningRecordDismissed', data: mine };

describe('my-learning', () => {
  it('shows what is offered, filled in beforehand', () => {
    const [row] = rows(myLearning, record, offered);
    expect(row).toMatchObject({
      personId: a.learner,
      records: [{ learningRecordId: a.recordId, status: 'offered', since: day(1), title: 'Return bread', what: null }],
    });
    expect(row?.records[0]).toMatchObject({ period: a.leg.period, artefacts: a.leg.artefacts, reviewed: true });
  });

  it('shows what was kept, noted or dismissed', () => {
    const status = { status: 'kept', since: day(2), what: 'Start small.', informal: false, title: 'Return bread' };
    expect(rows(myLearning, record, offered, kept)[0]?.records).toMatchObject([status]);
    expect(rows(myLearning, record, offered, dismissed)[0]?.records).toMatchObject([{ status: 'dismissed' }]);
    const nowhere = { legId: null, challengeId: null, date: null };
    const noted = { type: 'LearningNoted', data: { ...mine, ...words, kind: null, ...nowhere } };
    expect(rows(myLearning, record, noted)[0]?.records).toMatchObject([
      { status: 'kept', informal: null, title: null },
    ]);
  });

  it.each([
    [[a.requested], { status: 'open', since: day(1), statementGiven: false, toAssess: [a.trying, a.handingOn] }],
    [[a.requested, a.added], { since: day(1) }],
    [all.slice(0, 3), { status: 'open', since: day(3), statementGiven: true, toAssess: [a.handingOn] }],
    [[...all, a.granted], { status: 'granted', since: day(5), toAssess: [] }],
    [[...all, a.declined], { status: 'declined', missing: [{ reason: 'below-required-level' }] }],
    [[a.requested, a.withdrawn], { status: 'withdrawn', since: day(2) }],
  ])('shows where a validation stands (%#)', (history, expected) => {
    expect(rows(myLearning, validation, ...history)[0]?.validations).toMatchObject([expected]);
  });
});

describe('assessor-queue', () => {
  it('waits for the assessor until every criterion is judged, then for the workplace', () => {
    const [waiting] = rows(assessorQueue, validation, a.requested, a.added, a.assessed(a.trying));
    expect(waiting).toMatchObject({ waitsFor: 'assessor', since: day(1), toAssess: [a.handingOn], statedBy: null });
    const [judged] = rows(assessorQueue, validation, a.requested, a.assessed(a.trying), a.assessed(a.handingOn));
    expect(judged).toMatchObject({ waitsFor: 'workplace', since: day(3), toAssess: [] });
    expect(rows(assessorQueue, validation, a.requested, a.stated)).toMatchObject([{ statedBy: a.baker }]);
  });

  it.each([[a.granted], [a.declined], [a.withdrawn]])('is done with what was decided: $type', (outcome) => {
    expect(rows(assessorQueue, validation, ...all, outcome)).toEqual([]);
  });
});

describe('statement-requests', () => {
  it('asks the plain sentences of what is claimed, until they are answered', () => {
    expect(rows(statementRequests, validation, a.requested, a.added, a.assessed(a.trying))).toMatchObject([
      {
        organisationId: a.bakery,
        personId: null,
        since: day(1),
        criteria: [{ criterionId: a.trying }, { criterionId: a.handingOn }],
      },
    ]);
    for (const end of [a.stated, a.withdrawn, a.declined, a.granted]) {
      expect(rows(statementRequests, validation, a.requested, end)).toEqual([]);
    }
  });
});

describe('validation-file', () => {
  it('holds everything that was submitted and said', () => {
    const [row] = rows(validationFile, validation, a.requested, a.added, ...all.slice(1), a.granted);
    expect(row).toMatchObject({
      status: 'granted',
      schoolId: a.school,
      organisationId: a.bakery,
      requestedAt: day(1),
      decidedAt: day(6),
      revision: 6,
      evidence: [{ at: day(1) }, { evidenceId: a.id(26), at: day(2) }],
      claims: [{ evidence: [a.evidenceId, a.id(26)] }, { evidence: [a.evidenceId] }],
      records: [{ what: 'Start small.' }],
      statement: { by: a.baker, at: day(3) },
      assessments: [{ criterionId: a.trying }, { criterionId: a.handingOn }],
    });
    expect(row?.criteria).toHaveLength(2);
  });

  it('says what was missing, and what was withdrawn', () => {
    const [declined] = rows(validationFile, validation, ...all, a.declined);
    expect(declined).toMatchObject({ status: 'declined', missing: [{ criterionId: a.trying }] });
    expect(rows(validationFile, validation, a.requested, a.withdrawn)).toMatchObject([{ status: 'withdrawn' }]);
  });
});

describe('what other services told of', () => {
  const fact = {
    type: 'nl.estafette.credentials.achievement-retired.v1',
    data: { achievementId: a.id(41), version: 1 },
  };

  it.each([
    ['my-learning', myLearning],
    ['assessor-queue', assessorQueue],
    ['statement-requests', statementRequests],
    ['validation-file', validationFile],
  ])('is of no concern to %s', (_name, view) => {
    expect(rows(view as View<object>, `credentials:achievement-${a.id(41)}`, fact)).toEqual([]);
  });
});
