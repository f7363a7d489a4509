import type { View } from '@estafette/event-store';
import type { PartnerEvent } from '../../partner/partner.events.js';

/** One appointment that stands. */
export interface AssessorsRow {
  readonly appointmentId: string;
  readonly organisationId: string;
  readonly personId: string;
  /** Codes of the fields in which the assessor may judge. */
  readonly fields: readonly string[];
  readonly appointedAt: string;
  /** Of the school's stream, when the appointment was made. */
  readonly revision: number;
}

/** Who is appointed by which school, for which fields; an appointment that ended is gone. */
export const assessors: View<AssessorsRow, PartnerEvent> = {
  name: 'assessors',
  version: 1,
  key: 'appointmentId',
  keys: (event) =>
    event.type === 'AssessorAppointed' || event.type === 'AssessorDismissed' ? [event.data.appointmentId] : [],
  evolve: (row, event) => {
    switch (event.type) {
      case 'AssessorAppointed': {
        const { appointmentId, organisationId, personId, fields } = event.data;
        const { revision, metadata } = event;
        return { appointmentId, organisationId, personId, fields, appointedAt: metadata.at, revision };
      }
      case 'AssessorDismissed':
        return null;
      case 'EducationPartnerRegistered':
        return row;
    }
  },
};
