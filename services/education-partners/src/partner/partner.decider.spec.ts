import { DomainError, fold, given } from '@estafette/decider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartnerCommand } from './partner.commands.js';
import type { PartnerState } from './partner.decider.js';
import { partnerDecider } from './partner.decider.js';
import type { PartnerEvent } from './partner.events.js';

const partner = given(partnerDecider);
const at = '2026-11-21T10:00:00.000Z';
const office = { person: 'office', for: 'school' };
const elsewhere = { person: 'other-office', for: 'other-school' };

const register = (
  more: Partial<Extract<PartnerCommand, { type: 'RegisterEducationPartner' }>> = {},
): PartnerCommand => ({
  type: 'RegisterEducationPartner',
  by: office,
  at,
  organisationId: 'school',
  level: 'mbo',
  organisation: { kind: 'school', revision: 3 },
  ...more,
});
const appoint = (more: Partial<Extract<PartnerCommand, { type: 'AppointAssessor' }>> = {}): PartnerCommand => ({
  type: 'AppointAssessor',
  by: office,
  at,
  organisationId: 'school',
  appointmentId: 'first',
  personId: 'anna',
  fields: ['baking', 'food'],
  membershipId: 'membership-of-anna',
  ...more,
});
const dismiss = (more: Partial<Extract<PartnerCommand, { type: 'DismissAssessor' }>> = {}): PartnerCommand => ({
  type: 'DismissAssessor',
  by: office,
  at,
  organisationId: 'school',
  appointmentId: 'first',
  ...more,
});

const registered: PartnerEvent = {
  type: 'EducationPartnerRegistered',
  data: { organisationId: 'school', level: 'mbo', organisationRevision: 3, by: 'office' },
};
const appointed: PartnerEvent = {
  type: 'AssessorAppointed',
  data: {
    appointmentId: 'first',
    organisationId: 'school',
    personId: 'anna',
    fields: ['baking', 'food'],
    membershipId: 'membership-of-anna',
    by: 'office',
  },
};
const dismissed: PartnerEvent = {
  type: 'AssessorDismissed',
  data: { appointmentId: 'first', organisationId: 'school', personId: 'anna', by: 'office' },
};

const kindOf = (command: PartnerCommand, ...history: PartnerEvent[]): string => {
  try {
    partnerDecider.decide(command, fold(partnerDecider, history));
  } catch (error) {
    if (error instanceof DomainError) return `${error.kind} ${error.code}`;
    throw error;
  }
  return 'decided';
};

describe('registering an education partner', () => {
  it.each(['school', 'training-provider'])('takes a %s', (kind) => {
    partner()
      .when(register({ organisation: { kind, revision: 3 } }))
      .then(registered);
  });

  it('does not take another kind of organisation', () => {
    partner()
      .when(register({ organisation: { kind: 'sme', revision: 3 } }))
      .thenRefuses('not-a-school');
  });

  it('decides nothing when the school takes part at this level already', () => {
    partner(registered).when(register()).thenNothing();
  });

  it('does not change the level', () => {
    partner(registered)
      .when(register({ level: 'hbo' }))
      .thenRefuses('education-partner-exists');
  });

  it('is for the school itself', () => {
    expect(kindOf(register({ by: elsewhere }))).toBe('forbidden not-this-school');
  });
});

describe('appointing an assessor', () => {
  it('names the fields, and the membership that it rests on', () => {
    partner(registered).when(appoint()).then(appointed);
  });

  it('decides nothing for the same appointment, in whatever order its fields are named', () => {
    partner(registered, appointed).when(appoint()).thenNothing();
    partner(registered, appointed)
      .when(appoint({ fields: ['food', 'baking'] }))
      .thenNothing();
  });

  it('decides nothing for the same appointment when the membership has gone since', () => {
    partner(registered, appointed)
      .when(appoint({ membershipId: null }))
      .thenNothing();
  });

  it.each([
    ['other fields', { fields: ['baking'] }],
    ['as many other fields', { fields: ['baking', 'design'] }],
    ['another person', { personId: 'bram' }],
  ])('does not take an id that is in use for %s', (_what, more) => {
    partner(registered, appointed).when(appoint(more)).thenRefuses('appointment-exists');
  });

  it('does not take the id of an appointment that ended', () => {
    partner(registered, appointed, dismissed).when(appoint()).thenRefuses('appointment-exists');
  });

  it('does not appoint a person twice for the same fields', () => {
    partner(registered, appointed)
      .when(appoint({ appointmentId: 'second' }))
      .thenRefuses('assessor-already-appointed');
  });

  it('appoints again after a dismissal, and for other fields beside', () => {
    const again = { ...appointed, data: { ...appointed.data, appointmentId: 'second' } } as PartnerEvent;
    partner(registered, appointed, dismissed)
      .when(appoint({ appointmentId: 'second' }))
      .then(again);
    expect(kindOf(appoint({ appointmentId: 'second', fields: ['design'] }), registered, appointed)).toBe('decided');
  });

  it('takes only somebody who is an assessor of this school', () => {
    partner(registered)
      .when(appoint({ membershipId: null }))
      .thenRefuses('assessor-without-membership');
  });

  it('takes a school that takes part', () => {
    expect(kindOf(appoint())).toBe('unknown education-partner-unknown');
  });

  it('is for the school itself', () => {
    expect(kindOf(appoint({ by: elsewhere }), registered)).toBe('forbidden not-this-school');
  });
});

describe('dismissing an assessor', () => {
  it('ends the appointment, once', () => {
    partner(registered, appointed).when(dismiss()).then(dismissed);
    partner(registered, appointed, dismissed).when(dismiss()).thenNothing();
  });

  it('knows only appointments of this school', () => {
    expect(kindOf(dismiss({ appointmentId: 'none' }), registered, appointed)).toBe('unknown appointment-unknown');
    expect(kindOf(dismiss())).toBe('unknown education-partner-unknown');
  });

  it('tells another school nothing of its appointments', () => {
    expect(kindOf(dismiss({ by: elsewhere }), registered, appointed)).toBe('forbidden not-this-school');
    expect(kindOf(dismiss({ by: elsewhere, appointmentId: 'none' }), registered)).toBe('forbidden not-this-school');
  });
});

const name = fc.constantFrom('a', 'b', 'c');
const by = fc.constantFrom(office, elsewhere);
const fields = fc.uniqueArray(fc.constantFrom('baking', 'food', 'design'), { minLength: 1 });
const anyCommand: fc.Arbitrary<PartnerCommand> = fc.oneof(
  fc
    .record({ by, level: fc.constantFrom('mbo', 'hbo'), kind: fc.constantFrom('school', 'sme') })
    .map(({ by, level, kind }) => register({ by, level, organisation: { kind, revision: 1 } })),
  fc
    .record({ by, appointmentId: name, personId: name, fields, membershipId: fc.constantFrom('m', null) })
    .map((more) => appoint(more)),
  fc.record({ by, appointmentId: name }).map((more) => dismiss(more)),
);
const anyEvent: fc.Arbitrary<PartnerEvent> = fc.constantFrom(registered, appointed, dismissed);

describe('whatever happened', () => {
  it('decides nothing when a command that was taken is repeated', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 20 }), (commands) => {
        let state = partnerDecider.initialState;
        for (const command of commands) {
          const decided = attempt(command, state);
          if (!decided) continue;
          state = decided.reduce(partnerDecider.evolve, state);
          expect(partnerDecider.decide(command, state)).toEqual([]);
        }
      }),
    );
  });

  it('appoints only people with a membership, in schools that take part', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 20 }), (commands) => {
        let state = partnerDecider.initialState;
        for (const command of commands) {
          for (const event of attempt(command, state) ?? []) {
            if (event.type === 'AssessorAppointed') {
              expect(state.level).not.toBeNull();
              expect(event.data.membershipId).toBe('m');
            }
            state = partnerDecider.evolve(state, event);
          }
        }
      }),
    );
  });

  it('folds any events in any order', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (history) => {
        expect(() => fold(partnerDecider, history)).not.toThrow();
      }),
    );
  });
});

function attempt(command: PartnerCommand, state: PartnerState): readonly PartnerEvent[] | null {
  try {
    return partnerDecider.decide(command, state);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
