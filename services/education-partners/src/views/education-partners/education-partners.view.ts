import type { ContractData } from '@estafette/contracts';
import type { DomainEvent } from '@estafette/decider';
import type { View } from '@estafette/event-store';
import type { PartnerEvent } from '../../partner/partner.events.js';

/** One school: what it is called, and the level at which it takes part; null as long as it does not. */
export interface EducationPartnersRow {
  readonly organisationId: string;
  /** Null for a sole trader, whose name is personal and is not told. */
  readonly name: string | null;
  readonly kind: string | null;
  readonly level: string | null;
  readonly registeredAt: string | null;
  /** Of the school's own stream here; 0 as long as it does not take part. */
  readonly revision: number;
}

type Registered = 'nl.estafette.organisations.organisation-registered.v1';
type Changed = 'nl.estafette.organisations.organisation-changed.v1';
type OrganisationEvent =
  DomainEvent<Registered, ContractData[Registered]> | DomainEvent<Changed, ContractData[Changed]>;

/** Which schools take part, and at which level. Schools that do not take part (yet) are rows too, to hold their name. */
export const educationPartners: View<EducationPartnersRow, PartnerEvent | OrganisationEvent> = {
  name: 'education-partners',
  version: 1,
  key: 'organisationId',
  keys: (event) => {
    switch (event.type) {
      case 'EducationPartnerRegistered':
      case 'AssessorAppointed':
      case 'AssessorDismissed':
      case 'nl.estafette.organisations.organisation-registered.v1':
      case 'nl.estafette.organisations.organisation-changed.v1':
        return [event.data.organisationId];
      default:
        return [];
    }
  },
  evolve: (row, event, organisationId) => {
    const before = row ?? { organisationId, name: null, kind: null, level: null, registeredAt: null, revision: 0 };
    switch (event.type) {
      case 'EducationPartnerRegistered':
        return { ...before, level: event.data.level, registeredAt: event.metadata.at, revision: event.revision };
      case 'AssessorAppointed':
      case 'AssessorDismissed':
        return { ...before, revision: event.revision };
      case 'nl.estafette.organisations.organisation-registered.v1':
      case 'nl.estafette.organisations.organisation-changed.v1': {
        const { kind, name } = event.data;
        const mayTakePart = kind === 'school' || kind === 'training-provider';
        return mayTakePart || before.level !== null ? { ...before, kind, name } : null;
      }
    }
  },
};
