import type { Decider } from '@estafette/decider';
import { forbid, refuse, unknown } from '@estafette/decider';
import type { PartnerCommand } from './partner.commands.js';
import type { PartnerEvent, PartnerLevel } from './partner.events.js';

interface Appointment {
  readonly appointmentId: string;
  readonly personId: string;
  readonly fields: readonly string[];
  readonly dismissed: boolean;
}

export interface PartnerState {
  /** Null as long as the school does not take part. */
  readonly level: PartnerLevel | null;
  /** In the order in which they were made; those that ended stay, since their ids are never used again. */
  readonly appointments: readonly Appointment[];
}

type Command<Type extends PartnerCommand['type']> = Extract<PartnerCommand, { type: Type }>;

const SCHOOLS = ['school', 'training-provider'];

/** The rules of an education partner: a school takes part, and appoints its assessors. */
export const partnerDecider: Decider<PartnerState, PartnerCommand, PartnerEvent> = {
  initialState: { level: null, appointments: [] },
  evolve,
  decide: (command, state) => {
    switch (command.type) {
      case 'RegisterEducationPartner':
        return register(command, state);
      case 'AppointAssessor':
        mustBeOfThisSchool(command, state);
        return appoint(command, state);
      case 'DismissAssessor':
        mustBeOfThisSchool(command, state);
        return dismiss(command, state);
    }
  },
};

function evolve(state: PartnerState, event: PartnerEvent): PartnerState {
  switch (event.type) {
    case 'EducationPartnerRegistered':
      return { ...state, level: event.data.level };
    case 'AssessorAppointed': {
      const { appointmentId, personId, fields } = event.data;
      return {
        ...state,
        appointments: [...state.appointments, { appointmentId, personId, fields, dismissed: false }],
      };
    }
    case 'AssessorDismissed':
      return {
        ...state,
        appointments: state.appointments.map((one) =>
          one.appointmentId === event.data.appointmentId ? { ...one, dismissed: true } : one,
        ),
      };
  }
}

/** Which schools take part is known to everybody; whom they appoint is for the school itself. */
function mustBeOfThisSchool({ by, organisationId }: PartnerCommand, { level }: PartnerState): void {
  if (level === null) {
    unknown('education-partner-unknown', 'This organisation is not an education partner: register it first.');
  }
  if (by.for !== organisationId) forbid('not-this-school', 'A school appoints and dismisses its own assessors.');
}

function register(command: Command<'RegisterEducationPartner'>, state: PartnerState): PartnerEvent[] {
  const { by, organisationId, level, organisation } = command;
  if (by.for !== organisationId) forbid('not-this-school', 'A school registers itself: act for it.');
  if (state.level === level) return [];
  if (state.level !== null) {
    refuse('education-partner-exists', 'This school is an education partner already, at another level.', {
      level: state.level,
    });
  }
  if (!SCHOOLS.includes(organisation.kind)) {
    refuse(
      'not-a-school',
      'An education partner is a school or a training provider: change the kind of the organisation if that is wrong.',
    );
  }
  return [
    {
      type: 'EducationPartnerRegistered',
      data: { organisationId, level, organisationRevision: organisation.revision, by: by.person },
    },
  ];
}

function appoint(command: Command<'AppointAssessor'>, state: PartnerState): PartnerEvent[] {
  const { by, organisationId, appointmentId, personId, fields, membershipId } = command;
  const same = (one: Appointment): boolean => one.personId === personId && sameFields(one.fields, fields);
  const known = state.appointments.find((one) => one.appointmentId === appointmentId);
  if (known && !known.dismissed && same(known)) return [];
  if (known) {
    refuse(
      'appointment-exists',
      'An appointment with this id is there already, or has ended: give the new one an id of its own.',
    );
  }
  const standing = state.appointments.find((one) => !one.dismissed && same(one));
  if (standing) {
    refuse('assessor-already-appointed', 'This person is appointed for exactly these fields already.', {
      appointmentId: standing.appointmentId,
    });
  }
  if (membershipId === null) {
    refuse(
      'assessor-without-membership',
      'This person is not an assessor of this school: give them a membership as assessor first.',
    );
  }
  return [
    {
      type: 'AssessorAppointed',
      data: { appointmentId, organisationId, personId, fields, membershipId, by: by.person },
    },
  ];
}

function dismiss(command: Command<'DismissAssessor'>, state: PartnerState): PartnerEvent[] {
  const { by, organisationId, appointmentId } = command;
  const known = state.appointments.find((one) => one.appointmentId === appointmentId);
  if (!known) unknown('appointment-unknown', 'This school made no appointment with this id.');
  if (known.dismissed) return [];
  const { personId } = known;
  return [{ type: 'AssessorDismissed', data: { appointmentId, organisationId, personId, by: by.person } }];
}

/** Fields are a set: their order says nothing. */
function sameFields(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((field) => others.includes(field));
}
