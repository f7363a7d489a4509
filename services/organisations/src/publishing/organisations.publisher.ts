import type { ContractData } from '@estafette/contracts';
import type { Recorded } from '@estafette/event-store';
import type { Publisher } from '@estafette/messaging';
import type { HubEvent } from '../hub/hub.events.js';
import type { OrganisationEvent } from '../organisation/organisation.events.js';
import type { PersonEvent } from '../person/person.events.js';

type ShortName = keyof ContractData extends infer Type
  ? Type extends `nl.estafette.organisations.${infer Short}.v1`
    ? Short
    : never
  : never;

/** What leaves this service: ids, codes, and the names of hubs and of organisations that are not sole traders. */
export const organisationsPublisher: Publisher = (recorded) => {
  const event = recorded as Recorded & (OrganisationEvent | HubEvent | PersonEvent);
  switch (event.type) {
    case 'OrganisationRegistered':
      return contract('organisation-registered', toldOf(event.data));
    case 'OrganisationChanged':
      return contract('organisation-changed', toldOf(event.data));
    case 'HubFounded': {
      const { hubId, organisationId, kind, name } = event.data;
      return contract('hub-founded', { hubId, organisationId, kind, name });
    }
    case 'OrganisationJoinedHub': {
      const { hubId, organisationId } = event.data;
      return contract('organisation-joined-hub', { hubId, organisationId });
    }
    case 'PersonIntroduced':
      return contract('person-introduced', { personId: event.data.personId });
    case 'MembershipGranted':
      return contract('membership-granted', membershipOf(event.data));
    case 'MembershipRevoked':
      return contract('membership-revoked', membershipOf(event.data));
    default:
      // Who holds which number or address is nobody else's business.
      return [];
  }
};

function toldOf({ organisationId, kind, soleTrader, name }: OrganisationEvent['data']) {
  return { organisationId, kind, soleTrader, name: soleTrader ? null : name };
}

type MembershipData = Extract<PersonEvent, { type: 'MembershipGranted' | 'MembershipRevoked' }>['data'];

function membershipOf({ membershipId, personId, organisationId, role }: MembershipData) {
  return { membershipId, personId, organisationId, role };
}

function contract<Short extends ShortName>(name: Short, data: ContractData[`nl.estafette.organisations.${Short}.v1`]) {
  return [{ type: `nl.estafette.organisations.${name}.v1`, data }];
}
