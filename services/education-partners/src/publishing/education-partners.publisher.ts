import type { ContractData } from '@estafette/contracts';
import type { Recorded } from '@estafette/event-store';
import type { Publisher } from '@estafette/messaging';
import type { PartnerEvent } from '../partner/partner.events.js';

type Name<Type> = Type extends `nl.estafette.education-partners.${infer Short}.v1` ? Short : never;
type ShortName = Name<keyof ContractData>;

/** What leaves this service: which schools take part, and whom they appointed for which fields. */
export const educationPartnersPublisher: Publisher = (recorded) => {
  const event = recorded as Recorded & PartnerEvent;
  switch (event.type) {
    case 'EducationPartnerRegistered': {
      const { organisationId, level } = event.data;
      return contract('education-partner-registered', { organisationId, level });
    }
    case 'AssessorAppointed': {
      const { appointmentId, organisationId, personId, fields } = event.data;
      return contract('assessor-appointed', { appointmentId, organisationId, personId, fields: atLeastOne(fields) });
    }
    case 'AssessorDismissed': {
      const { appointmentId, organisationId, personId } = event.data;
      return contract('assessor-dismissed', { appointmentId, organisationId, personId });
    }
    default:
      // Facts followed from other services are theirs to tell.
      return [];
  }
};

function contract<Short extends ShortName>(
  name: Short,
  data: ContractData[`nl.estafette.education-partners.${Short}.v1`],
) {
  return [{ type: `nl.estafette.education-partners.${name}.v1`, data }];
}

function atLeastOne<T>(items: readonly T[]): [T, ...T[]] {
  const [first, ...rest] = items;
  if (first === undefined) throw new Error('expected at least one');
  return [first, ...rest];
}
