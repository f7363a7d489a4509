import { given } from '@estafette/decider';
import { describe, expect, it } from 'vitest';
import * as a from '../fixtures/wishes.js';
import type { By } from './validation.commands.js';
import { validationDecider } from './validation.decider.js';
import type { ValidationEvent } from './validation.events.js';

const validation = given(validationDecider);
const all = [a.assessed(a.trying), a.assessed(a.handingOn)];
const closed = [
  ['withdrawn', [a.requested, a.withdrawn]],
  ['granted', [a.requested, a.stated, ...all, a.granted]],
  ['declined', [a.requested, a.stated, a.assessed(a.trying, 1), a.assessed(a.handingOn), a.declined]],
] as const;

const from = (statementFrom: object): ValidationEvent =>
  ({ ...a.requested, data: { ...a.requested.data, statementFrom } }) as ValidationEvent;

describe('what the workplace saw', () => {
  it('is stated by whoever acts for the organisation that was named', () => {
    validation(a.requested).when(a.state()).then(a.stated);
    for (const role of ['workplace-assessor', 'confirmer']) {
      expect(
        validation(a.requested)
          .when(a.state({ by: { ...a.asBaker, roles: [role] } }))
          .events(),
      ).toHaveLength(1);
    }
  });

  it.each<[string, By]>([
    ['another organisation', { person: a.baker, for: a.otherOrganisation, roles: ['employer'] }],
    ['another role there', { person: a.baker, for: a.bakery, roles: ['coach'] }],
    ['somebody for themselves', { person: a.baker, for: 'self', roles: [] }],
  ])('is not there for %s', (_who, by) => {
    validation(a.requested).when(a.state({ by })).thenRefuses('validation-unknown');
  });

  it('is asked of one person where one was named', () => {
    const named = from({ basis: 'employer', organisationId: a.bakery, personId: a.stranger });
    validation(named).when(a.state()).thenRefuses('validation-unknown');
    const by = { ...a.asBaker, person: a.stranger };
    expect(validation(named).when(a.state({ by })).events()).toHaveLength(1);
  });

  it('comes from a workplace assessor of the school where a practitioner was appointed', () => {
    const appointed = from({ basis: 'appointed-practitioner', organisationId: a.school, personId: null });
    const by = { person: a.baker, for: a.school, roles: ['workplace-assessor'] };
    expect(validation(appointed).when(a.state({ by })).events()).toHaveLength(1);
    validation(appointed)
      .when(a.state({ by: { ...by, roles: ['employer'] } }))
      .thenRefuses('validation-unknown');
  });

  it('is never given by the learner', () => {
    validation(a.requested)
      .when(a.state({ by: { ...a.asBaker, person: a.learner } }))
      .thenRefuses('own-learning');
  });

  it('is never given by somebody who judged', () => {
    const history = [a.requested, a.assessed(a.trying, 2, a.baker)];
    validation(...history)
      .when(a.state())
      .thenRefuses('three-different-people');
  });

  it('says something of every criterion that is claimed, once, and of no other', () => {
    const [first] = a.state().criteria;
    if (!first) throw new Error('a statement says something');
    validation(a.requested)
      .when(a.state({ criteria: [first] }))
      .thenRefuses('statement-incomplete');
    validation(a.requested)
      .when(a.state({ criteria: [...a.state().criteria, first] }))
      .thenRefuses('criterion-twice');
    const more = [...a.state().criteria, { ...first, criterionId: a.budgeting }];
    validation(a.requested)
      .when(a.state({ criteria: more }))
      .thenRefuses('criterion-not-claimed');
  });

  it('is given once', () => {
    validation(a.requested, a.stated).when(a.state()).thenNothing();
    validation(...closed[1][1])
      .when(a.state())
      .thenNothing();
    const again = a.state({ statementId: a.id(29) });
    validation(a.requested, a.stated).when(again).thenRefuses('statement-already-given');
    const colleague = a.state({ by: { ...a.asBaker, person: a.stranger } });
    validation(a.requested, a.stated).when(colleague).thenRefuses('statement-already-given');
  });

  it.each(closed)('is refused once the validation was %s', (_status, history) => {
    validation(...history)
      .when(a.state({ statementId: a.id(29) }))
      .thenRefuses('validation-closed');
  });
});

describe('judging a criterion', () => {
  it('is done by an assessor whom the school appointed', () => {
    validation(a.requested).when(a.assess(a.trying)).then(a.assessed(a.trying));
    validation(a.requested, a.stated).when(a.assess(a.trying)).then(a.assessed(a.trying));
  });

  it.each([
    ['nobody', []],
    ['somebody else', [{ appointmentId: a.id(62), personId: a.secondAssessor, fields: ['food-technology'] }]],
    ['them for another field', [{ appointmentId: a.id(61), personId: a.assessor, fields: ['baking'] }]],
  ])('is refused where the school appointed %s', (_whom, appointments) => {
    validation(a.requested)
      .when(a.assess(a.trying, 2, { appointments }))
      .thenRefuses('assessor-not-appointed');
  });

  it('is not there for an assessor of another school', () => {
    const by = { ...a.asAssessor, for: a.otherOrganisation };
    validation(a.requested)
      .when(a.assess(a.trying, 2, { by }))
      .thenRefuses('validation-unknown');
  });

  it('is never done by the learner, or by who stated', () => {
    const own = a.assess(a.trying, 2, { by: { ...a.asAssessor, person: a.learner } });
    validation(a.requested).when(own).thenRefuses('three-different-people');
    const stater = a.assess(a.trying, 2, { by: { ...a.asAssessor, person: a.baker } });
    validation(a.requested, a.stated).when(stater).thenRefuses('three-different-people');
  });

  it('names a claimed criterion and a level of it', () => {
    validation(a.requested).when(a.assess(a.budgeting)).thenRefuses('criterion-not-claimed');
    const levelId = a.level(a.handingOn, 2);
    validation(a.requested)
      .when(a.assess(a.trying, 2, { levelId }))
      .thenRefuses('level-unknown');
  });

  it('is done once for each criterion', () => {
    validation(a.requested, a.assessed(a.trying)).when(a.assess(a.trying)).thenNothing();
    validation(a.requested, a.assessed(a.trying)).when(a.assess(a.trying, 3)).thenRefuses('criterion-already-assessed');
    validation(a.requested, a.assessed(a.trying))
      .when(a.assess(a.trying, 2, { by: a.asSecondAssessor }))
      .thenRefuses('criterion-already-assessed');
    validation(...closed[1][1])
      .when(a.assess(a.handingOn))
      .thenNothing();
  });

  it.each(closed)('is refused once the validation was %s', (_status, history) => {
    validation(...history)
      .when(a.assess(a.trying, 3))
      .thenRefuses('validation-closed');
  });
});

describe('the outcome', () => {
  it('follows from the last judgement, when the statement came first', () => {
    validation(a.requested, a.stated, a.assessed(a.trying))
      .when(a.assess(a.handingOn))
      .then(a.assessed(a.handingOn), a.granted);
  });

  it('follows from the statement, when the judgements came first', () => {
    validation(a.requested, ...all)
      .when(a.state())
      .then(a.stated, a.granted);
  });

  it('waits for both', () => {
    validation(a.requested, a.assessed(a.trying)).when(a.assess(a.handingOn)).then(a.assessed(a.handingOn));
    validation(a.requested, a.assessed(a.trying)).when(a.state()).then(a.stated);
  });

  it('grants above the required level too, and names every assessor and all evidence', () => {
    const history = [a.requested, a.added, a.stated, a.assessed(a.handingOn, 3, a.secondAssessor)];
    const [, outcome] = validation(...history)
      .when(a.assess(a.trying, 3))
      .events();
    expect(outcome).toMatchObject({
      type: 'ValidationGranted',
      data: {
        assessedBy: [a.secondAssessor, a.assessor],
        evidence: [{ evidenceId: a.evidenceId }, { evidenceId: a.id(26) }],
        results: [{ levelId: a.level(a.handingOn, 3) }, { levelId: a.level(a.trying, 3) }],
      },
    });
  });

  it('tells of the batons that were accepted by then, each with the digest that the evidence came with', () => {
    const acceptance = {
      batonId: a.id(71),
      organisationId: a.otherOrganisation,
      acceptedByLeg: a.id(72),
      acceptedBy: a.stranger,
      acceptedAt: a.at,
    };
    const accepted = { ...acceptance, legId: a.leg.legId, digest: a.sha256 };
    const legsOf = (...known: (typeof accepted)[]) => [
      validation(a.requested, a.stated, a.assessed(a.handingOn)).when(a.assess(a.trying, 2, { accepted: known })),
      validation(a.requested, ...all).when(a.state({ accepted: known })),
    ];
    for (const last of legsOf(accepted)) {
      expect(last.events()[1]).toMatchObject({ data: { legs: [{ ...a.evidencedLeg, accepted: acceptance }] } });
    }
    const others = [
      { ...accepted, legId: a.id(73) },
      { ...accepted, digest: a.recordSha256 },
    ];
    for (const last of legsOf(...others)) {
      expect(last.events()[1]).toHaveProperty('data.legs', [a.evidencedLeg]);
    }
  });

  it('leaves out evidence that was once submitted for no claim', () => {
    const loose = { ...a.added, data: { ...a.added.data, criteria: [] } } as ValidationEvent;
    validation(a.requested, loose, ...all)
      .when(a.state())
      .then(a.stated, a.granted);
  });

  it('declines below the required level, saying which', () => {
    validation(a.requested, a.stated, a.assessed(a.handingOn))
      .when(a.assess(a.trying, 1))
      .then(a.assessed(a.trying, 1), a.declined);
  });

  it('declines what was not seen, and names every reason', () => {
    const criteria = [
      { criterionId: a.trying, seen: 'not-seen', words: null },
      { criterionId: a.handingOn, seen: 'not-seen', words: null },
    ] as const;
    const judged = [a.assessed(a.trying, 1), a.assessed(a.handingOn, 3)];
    const [, outcome] = validation(a.requested, ...judged)
      .when(a.state({ criteria }))
      .events();
    expect(outcome).toEqual({
      type: 'ValidationDeclined',
      data: {
        validationId: a.validationId,
        learnerId: a.learner,
        missing: [
          { criterionId: a.trying, reason: 'not-seen' },
          { criterionId: a.trying, reason: 'below-required-level' },
          { criterionId: a.handingOn, reason: 'not-seen' },
        ],
      },
    });
  });

  describe('with a claim of a criterion that is not required', () => {
    const claims = [a.claimOf(a.trying), a.claimOf(a.handingOn), a.claimOf(a.budgeting)];
    const three = { ...a.requested, data: { ...a.requested.data, claims } } as ValidationEvent;
    const saying = (seen: 'yes' | 'partly' | 'not-seen') =>
      a.state({ criteria: [...a.state().criteria, { criterionId: a.budgeting, seen, words: null }] });
    const outcomeOf = (seen: 'yes' | 'partly' | 'not-seen', rank: 1 | 2 | 3) =>
      validation(three, ...all, a.assessed(a.budgeting, rank))
        .when(saying(seen))
        .events()[1];

    it('waits for what is said of it', () => {
      const [saw] = validation(three).when(saying('yes')).events();
      if (!saw) throw new Error('it was stated');
      validation(three, saw, a.assessed(a.trying)).when(a.assess(a.handingOn)).then(a.assessed(a.handingOn));
      validation(three, ...all, a.assessed(a.budgeting))
        .when(a.state())
        .thenRefuses('statement-incomplete');
    });

    it.each([
      ['was not seen', 'not-seen', 2, ['not-seen']],
      ['falls short', 'yes', 1, ['below-required-level']],
      ['was not seen and falls short', 'not-seen', 1, ['not-seen', 'below-required-level']],
    ] as const)('declines when that one %s', (_what, seen, rank, reasons) => {
      expect(outcomeOf(seen, rank)).toMatchObject({
        type: 'ValidationDeclined',
        data: { missing: reasons.map((reason) => ({ criterionId: a.budgeting, reason })) },
      });
    });

    it('grants it with the others, when it was seen and reaches its level', () => {
      const results = [a.trying, a.handingOn, a.budgeting].map((one) => ({
        criterionId: one,
        levelId: a.level(one, 2),
      }));
      expect(outcomeOf('partly', 2)).toMatchObject({ type: 'ValidationGranted', data: { results } });
    });
  });

  it('grants nothing that was not claimed, also where the achievement requires nothing', () => {
    const criteria = a.achievement.criteria.map((one) => ({ ...one, required: false }));
    const achievement = { ...a.achievement, criteria };
    const lenient = { ...a.requested, data: { ...a.requested.data, achievement, claims: [a.claimOf(a.trying)] } };
    const [saw] = a.state().criteria;
    if (!saw) throw new Error('a statement says something');
    const outcomeOf = (seen: 'yes' | 'not-seen', rank: 1 | 2) =>
      validation(lenient as ValidationEvent, a.assessed(a.trying, rank))
        .when(a.state({ criteria: [{ ...saw, seen }] }))
        .events()[1];
    expect(outcomeOf('yes', 2)).toMatchObject({ data: { results: [{ criterionId: a.trying }] } });
    expect(outcomeOf('not-seen', 2)).toMatchObject({ type: 'ValidationDeclined' });
    expect(outcomeOf('yes', 1)).toMatchObject({ type: 'ValidationDeclined' });
  });
});
