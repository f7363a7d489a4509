import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** At which level a school teaches. */
export type PartnerLevel = 'mbo' | 'hbo' | 'wo' | 'post-initial';

export type PartnerEvent =
  | DomainEvent<
      'EducationPartnerRegistered',
      {
        organisationId: string;
        level: PartnerLevel;
        /** Up to where the organisation's own facts were known here when it registered. */
        organisationRevision: number;
        by: string;
      }
    >
  | DomainEvent<
      'AssessorAppointed',
      {
        appointmentId: string;
        organisationId: string;
        personId: string;
        /** Codes of the fields in which the assessor may judge. */
        fields: readonly string[];
        /** The membership by which the person was an assessor of this school. */
        membershipId: string;
        by: string;
      }
    >
  | DomainEvent<'AssessorDismissed', { appointmentId: string; organisationId: string; personId: string; by: string }>;

/** Ids, codes and a level: nothing here is personal. */
export const partnerEvents: EventTypes<PartnerEvent> = {
  EducationPartnerRegistered: { version: 1 },
  AssessorAppointed: { version: 1 },
  AssessorDismissed: { version: 1 },
};
