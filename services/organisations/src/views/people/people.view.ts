import type { View } from '@estafette/event-store';
import type { Membership, PersonEvent } from '../../person/person.events.js';

/** One person. `name` and `email` stay sealed with the person's key and are opened at read. */
export interface PeopleRow {
  readonly personId: string;
  readonly name: unknown;
  readonly email: unknown;
  /** The organisation that introduced the person. */
  readonly introducedBy: string;
  /** Held now. */
  readonly memberships: readonly Membership[];
  /** Organisations whose relationship managers, coordinators, employers and issuer admins may see the person. */
  readonly organisations: readonly string[];
  readonly revision: number;
}

/** Who there is, and for whom each may act. */
export const people: View<PeopleRow, PersonEvent> = {
  name: 'people',
  version: 1,
  key: 'personId',
  keys: (event) => (event.streamId.startsWith('person-') ? [event.data.personId] : []),
  evolve: (row, event) => {
    if (event.type === 'PersonIntroduced') {
      const { by: _by, ...facts } = event.data;
      return { ...facts, memberships: [], organisations: [facts.introducedBy], revision: event.revision };
    }
    if (!row) return null;
    const { membershipId, organisationId, role } = event.data;
    const others = row.memberships.filter((one) => one.membershipId !== membershipId);
    const memberships =
      event.type === 'MembershipGranted' ? [...others, { membershipId, organisationId, role }] : others;
    const organisations = [...new Set([row.introducedBy, ...memberships.map((one) => one.organisationId)])];
    return { ...row, memberships, organisations, revision: event.revision };
  },
};
