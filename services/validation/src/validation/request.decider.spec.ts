import { DomainError, given } from '@estafette/decider';
import { describe, expect, it } from 'vitest';
import * as a from '../fixtures/wishes.js';
import { validationDecider } from './validation.decider.js';

const validation = given(validationDecider);
const closed = [
  ['withdrawn', [a.requested, a.withdrawn]],
  ['granted', [a.requested, a.stated, a.assessed(a.trying), a.assessed(a.handingOn), a.granted]],
  ['declined', [a.requested, a.stated, a.assessed(a.trying, 1), a.assessed(a.handingOn), a.declined]],
] as const;

/** What a refusal says to a machine. */
function factsOf(decide: () => unknown): unknown {
  try {
    decide();
  } catch (error) {
    if (error instanceof DomainError) return error.facts;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('asking for validation', () => {
  it('records the claims, the evidence and what was known of the achievement', () => {
    validation().when(a.request()).then(a.requested);
  });

  it('may be repeated, also when the achievement was retired since', () => {
    validation(a.requested).when(a.request()).thenNothing();
    validation(a.requested)
      .when(a.request({ retired: true }))
      .thenNothing();
    validation(a.requested, a.stated).when(a.request()).thenNothing();
  });

  it('is refused under an id that is taken', () => {
    const other = a.request({ statementFrom: { basis: 'client', organisationId: a.bakery, personId: null } });
    validation(a.requested).when(other).thenRefuses('validation-exists');
    const others = a.request({ by: { person: a.stranger, for: 'self', roles: [] } });
    validation(a.requested).when(others).thenRefuses('validation-exists');
  });

  it('is refused for a retired achievement', () => {
    validation()
      .when(a.request({ retired: true }))
      .thenRefuses('achievement-retired');
  });

  it('is refused for a version that a newer one took the place of, naming that', () => {
    const older = validation().when(a.request({ newest: 3 }));
    older.thenRefuses('achievement-version-superseded');
    expect(factsOf(older.events)).toEqual({ newest: 3 });
    validation()
      .when(a.request({ newest: 3, retired: true }))
      .thenRefuses('achievement-retired');
    validation(a.requested)
      .when(a.request({ newest: 3 }))
      .thenNothing();
  });

  it('names every required criterion that has no claim or no evidence, at once', () => {
    const none = validation().when(a.request({ claims: [] }));
    none.thenRefuses('claim-missing');
    expect(factsOf(none.events)).toEqual({ missing: [a.trying, a.handingOn] });
    const claims = [
      a.claimOf(a.trying, { evidence: [] }),
      a.claimOf(a.handingOn),
      a.claimOf(a.budgeting, { evidence: [] }),
    ];
    const some = validation().when(a.request({ claims }));
    some.thenRefuses('claim-missing');
    expect(factsOf(some.events)).toEqual({ missing: [a.trying, a.budgeting] });
  });

  it('claims something, also where the achievement requires nothing', () => {
    const criteria = a.achievement.criteria.map((one) => ({ ...one, required: false }));
    const achievement = { ...a.achievement, criteria };
    const nothing = a.request({ achievement, claims: [], evidence: [] });
    validation().when(nothing).thenRefuses('nothing-claimed');
    const one = a.request({ achievement, claims: [a.claimOf(a.budgeting)] });
    expect(validation().when(one).events()).toHaveLength(1);
  });

  it('may claim a criterion that is not required', () => {
    const claims = [a.claimOf(a.trying), a.claimOf(a.handingOn), a.claimOf(a.budgeting)];
    expect(validation().when(a.request({ claims })).events()).toHaveLength(1);
  });

  it.each([
    ['criterion-unknown', { claims: [...a.request().claims, a.claimOf(a.id(99))] }],
    ['claim-twice', { claims: [...a.request().claims, a.claimOf(a.trying)] }],
    ['evidence-twice', { evidence: [a.aLink(), a.aLink()] }],
    ['evidence-unclaimed', { evidence: [a.aLink(), a.aLink({ evidenceId: a.id(27) })] }],
    ['evidence-unknown', { claims: [a.claimOf(a.trying, { evidence: [a.id(99)] }), a.claimOf(a.handingOn)] }],
    ['learning-record-not-kept', { own: [] }],
    ['learning-record-not-kept', { own: [{ ...a.ownRecord, learned: null }] }],
    ['own-learning', { statementFrom: { basis: 'employer' as const, organisationId: a.bakery, personId: a.learner } }],
    [
      'statement-source-unfit',
      { statementFrom: { basis: 'client' as const, organisationId: null, personId: a.baker } },
    ],
    [
      'statement-source-unfit',
      { statementFrom: { basis: 'appointed-practitioner' as const, organisationId: a.bakery, personId: null } },
    ],
  ])('is refused as %s', (code, more) => {
    validation().when(a.request(more)).thenRefuses(code);
  });

  it('asks a practitioner whom the school appoints, where nobody else is there', () => {
    const statementFrom = { basis: 'appointed-practitioner', organisationId: null, personId: a.baker } as const;
    const [event] = validation().when(a.request({ statementFrom })).events();
    expect(event?.data).toMatchObject({ statementFrom: { organisationId: a.school, personId: a.baker } });
  });
});

describe('evidence from the platform', () => {
  const artefact = (more: object = {}) => a.aLink({ kind: 'platform', url: null, artefactId: a.artefactId, ...more });
  const asking = (evidence: ReturnType<typeof artefact>, more: object = {}) =>
    validation().when(a.request({ evidence: [evidence], ...more }));

  it('is an artefact of a leg of the learner, with the digest that it has there', () => {
    expect(asking(artefact()).events()).toHaveLength(1);
    expect(asking(artefact({ learningRecordId: a.recordId })).events()).toHaveLength(1);
    asking(artefact({ sha256: 'cd'.repeat(32) })).thenRefuses('evidence-digest-differs');
    asking(artefact({ artefactId: a.id(99) })).thenRefuses('evidence-not-yours');
    asking(artefact({ learningRecordId: a.id(99) })).thenRefuses('evidence-not-yours');
  });

  it('may be an artefact of a leg whose record the learner did not keep', () => {
    const claims = [a.claimOf(a.trying, { records: [] }), a.claimOf(a.handingOn, { records: [] })];
    const offered = asking(artefact(), { claims, own: [{ ...a.ownRecord, learned: null }] });
    expect(offered.events()).toMatchObject([{ data: { records: [], period: a.leg.period, legs: [a.evidencedLeg] } }]);
  });

  it('is a record that the learner kept, and is shown with it', () => {
    const record = artefact({ artefactId: null, learningRecordId: a.recordId, sha256: a.recordSha256 });
    const claims = [a.claimOf(a.trying, { records: [] }), a.claimOf(a.handingOn, { records: [] })];
    expect(asking(record, { claims }).events()).toMatchObject([{ data: { records: [{ what: 'Start small.' }] } }]);
    asking(record, { claims, own: [{ ...a.ownRecord, learned: null }] }).thenRefuses('evidence-not-yours');
    asking(artefact({ artefactId: null })).thenRefuses('evidence-not-yours');
  });

  it('is a record with the digest that it has now, and no other', () => {
    for (const sha256 of ['0'.repeat(64), a.sha256]) {
      const record = artefact({ artefactId: null, learningRecordId: a.recordId, sha256 });
      asking(record).thenRefuses('evidence-digest-differs');
      validation(a.requested)
        .when(a.add({ evidence: { ...record, evidenceId: a.id(26) }, own: [a.ownRecord] }))
        .thenRefuses('evidence-digest-differs');
    }
  });

  it('covers the time of all its legs, and none where there is none', () => {
    const earlier = { ...a.ownRecord, learningRecordId: a.id(27), period: { start: '2026-02-02', end: '2026-04-01' } };
    const claims = [a.claimOf(a.trying, { records: [a.recordId, a.id(27)] }), a.claimOf(a.handingOn)];
    const both = validation().when(a.request({ claims, own: [a.ownRecord, earlier] }));
    expect(both.events()[0]?.data).toMatchObject({ period: { start: '2026-02-02', end: '2026-11-06' } });
    const noted = validation().when(a.request({ own: [{ ...a.ownRecord, period: null, artefacts: [], leg: null }] }));
    expect(noted.events()[0]?.data).toMatchObject({ period: null, legs: [] });
  });
});

describe('adding evidence', () => {
  it('puts it beside what is there', () => {
    validation(a.requested).when(a.add()).then(a.added);
    validation(a.requested, a.added).when(a.add()).thenNothing();
    const later = [a.requested, a.stated, a.assessed(a.handingOn)];
    expect(
      validation(...later)
        .when(a.add())
        .events(),
    ).toHaveLength(1);
  });

  it('never overwrites', () => {
    const changed = a.add({ evidence: a.aLink({ sha256: 'cd'.repeat(32) }) });
    validation(a.requested).when(changed).thenRefuses('evidence-exists');
  });

  it('is refused for what was judged already or is not claimed', () => {
    validation(a.requested, a.assessed(a.trying)).when(a.add()).thenRefuses('criterion-already-assessed');
    validation(a.requested)
      .when(a.add({ criteria: [a.budgeting] }))
      .thenRefuses('criterion-not-claimed');
  });

  it('names what it is for, and only what is not judged yet', () => {
    validation(a.requested)
      .when(a.add({ criteria: [] }))
      .thenRefuses('evidence-unclaimed');
    const both = a.add({ criteria: [a.trying, a.handingOn] });
    const refused = validation(a.requested, a.assessed(a.trying)).when(both);
    refused.thenRefuses('criterion-already-assessed');
    expect(factsOf(refused.events)).toEqual({ criteria: [a.trying] });
  });

  it('is the same wish only with the same claims, in whatever order', () => {
    const both = a.add({ criteria: [a.trying, a.handingOn] });
    validation(a.requested, a.added).when(both).thenRefuses('evidence-exists');
    const [event] = validation(a.requested).when(both).events();
    if (!event) throw new Error('it was added');
    validation(a.requested, event)
      .when(a.add({ criteria: [a.handingOn, a.trying] }))
      .thenNothing();
  });

  it("is refused for what is somebody else's", () => {
    const evidence = a.aLink({ evidenceId: a.id(26), kind: 'platform', url: null, artefactId: a.artefactId });
    validation(a.requested).when(a.add({ evidence })).thenRefuses('evidence-not-yours');
    const digest = { ...evidence, sha256: 'cd'.repeat(32) };
    validation(a.requested)
      .when(a.add({ evidence: digest, own: [a.ownRecord] }))
      .thenRefuses('evidence-digest-differs');
  });

  it('is for the learner, and not there for strangers', () => {
    validation(a.requested)
      .when(a.add({ by: a.asAssessor }))
      .thenRefuses('not-the-learner');
    const foreign = a.add({ by: { person: a.stranger, for: 'self', roles: [] } });
    validation(a.requested).when(foreign).thenRefuses('validation-unknown');
    validation().when(a.add()).thenRefuses('validation-unknown');
  });

  it.each(closed)('is refused once the validation was %s', (_status, history) => {
    validation(...history)
      .when(a.add())
      .thenRefuses('validation-closed');
  });
});

describe('withdrawing', () => {
  it('ends it, once', () => {
    validation(a.requested, a.stated).when(a.withdraw()).then(a.withdrawn);
    validation(a.requested, a.withdrawn).when(a.withdraw()).thenNothing();
  });

  it('is for the learner', () => {
    validation(a.requested).when(a.withdraw(a.asBaker)).thenRefuses('not-the-learner');
    validation().when(a.withdraw()).thenRefuses('validation-unknown');
  });

  it.each(closed.slice(1))('is refused once the validation was %s', (_status, history) => {
    validation(...history)
      .when(a.withdraw())
      .thenRefuses('validation-closed');
  });
});
