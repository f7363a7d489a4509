import type { Decider } from '@estafette/decider';
import { forbid, refuse, unknown } from '@estafette/decider';
import type { Asked } from '../by.js';
import { hasSayOver, mayGrant } from './granting.rules.js';
import type { Membership, PersonEvent } from './person.events.js';

type Introduce = Asked<'IntroducePerson'> & {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  /** Whether they hold a membership: the first admin does, by the configuration, before anybody introduces them. */
  readonly holdsMembership: boolean;
};
/** `organisationId` is of an organisation that is registered. */
type Grant = Asked<'GrantMembership'> & Membership;
type Revoke = Asked<'RevokeMembership'> & { readonly membershipId: string };
/** Somebody left: everything that they hold for an organisation ends at once. */
type RevokeAll = Asked<'RevokeMemberships'> & { readonly organisationId: string };
export type PersonCommand = Introduce | Grant | Revoke | RevokeAll;

export interface PersonState {
  readonly introduced: { readonly personId: string; readonly name: string; readonly email: string } | null;
  /** Held now, in the order in which they were granted. */
  readonly memberships: readonly Membership[];
  readonly revoked: readonly Membership[];
}

/** The rules of a person: introduced once; memberships granted and revoked by who has a say over them. */
export const personDecider: Decider<PersonState, PersonCommand, PersonEvent> = {
  initialState: { introduced: null, memberships: [], revoked: [] },
  evolve,
  decide: (command, state) => {
    switch (command.type) {
      case 'IntroducePerson':
        return introduce(command, state);
      case 'GrantMembership':
        return grant(command, state);
      case 'RevokeMembership':
        return revoke(command, state);
      case 'RevokeMemberships':
        return revokeAll(command, state);
    }
  },
};

function evolve(state: PersonState, event: PersonEvent): PersonState {
  switch (event.type) {
    case 'PersonIntroduced':
      return { ...state, introduced: event.data };
    case 'MembershipGranted':
      return { ...state, memberships: [...state.memberships, membershipOf(event.data)] };
    case 'MembershipRevoked':
      return {
        ...state,
        memberships: state.memberships.filter((one) => one.membershipId !== event.data.membershipId),
        revoked: [...state.revoked, membershipOf(event.data)],
      };
  }
}

function introduce(command: Introduce, { introduced }: PersonState): PersonEvent[] {
  const { by, personId, name, email, holdsMembership } = command;
  if (introduced) {
    if (introduced.name === name && introduced.email === email) return [];
    refuse('person-exists', 'A person with this id was introduced already: give the new one an id of their own.');
  }
  if (holdsMembership && !by.roles.includes('region-admin')) {
    refuse(
      'person-exists',
      'Somebody has this id already, and the region introduces them: give the new one an id of their own.',
    );
  }
  return [{ type: 'PersonIntroduced', data: { personId, name, email, introducedBy: by.for, by: by.person } }];
}

function grant({ by, membershipId, organisationId, role }: Grant, state: PersonState): PersonEvent[] {
  const personId = introducedOf(state);
  if (!hasSayOver(by, organisationId)) {
    forbid('not-own-organisation', 'You grant memberships of the organisation that you act for.');
  }
  mustGrant(by, role);
  const known = state.memberships.find((one) => one.membershipId === membershipId);
  if (known?.organisationId === organisationId && known.role === role) return [];
  if (known || state.revoked.some((one) => one.membershipId === membershipId)) {
    refuse('membership-exists', 'A membership with this id was granted before: give the new one an id of its own.');
  }
  if (state.memberships.some((one) => one.organisationId === organisationId && one.role === role)) {
    refuse('membership-held', 'This person holds this role for this organisation already.');
  }
  return [{ type: 'MembershipGranted', data: { membershipId, organisationId, role, personId, by: by.person } }];
}

function revoke({ by, membershipId }: Revoke, state: PersonState): PersonEvent[] {
  const personId = introducedOf(state);
  const membership = [...state.memberships, ...state.revoked].find((one) => one.membershipId === membershipId);
  if (!membership || !hasSayOver(by, membership.organisationId)) {
    unknown('membership-unknown', 'This person has no membership with this id that you have a say over.');
  }
  mustGrant(by, membership.role);
  return ended(by, personId, state, (one) => one === membership);
}

function revokeAll({ by, organisationId }: RevokeAll, state: PersonState): PersonEvent[] {
  const personId = introducedOf(state);
  if (!hasSayOver(by, organisationId)) {
    forbid('not-own-organisation', 'You revoke memberships of the organisation that you act for.');
  }
  const held = state.memberships.filter((one) => one.organisationId === organisationId);
  // All or none: one role that others look after must not stay behind unnoticed.
  for (const { role } of held) mustGrant(by, role);
  return ended(by, personId, state, (one) => one.organisationId === organisationId);
}

/** Ends those memberships that are held now and meant. */
function ended(
  by: Revoke['by'],
  personId: string,
  { memberships }: PersonState,
  isMeant: (one: Membership) => boolean,
): PersonEvent[] {
  const isAdmin = (one: Membership) => one.role === 'region-admin';
  const meant = memberships.filter(isMeant);
  const staysAdmin = memberships.some((one) => isAdmin(one) && !isMeant(one));
  if (by.person === personId && meant.some(isAdmin) && !staysAdmin) {
    refuse('own-last-region-admin', 'Nobody revokes their own last membership as region-admin: another one does.');
  }
  return meant.map((one) => ({ type: 'MembershipRevoked', data: { ...one, personId, by: by.person } }));
}

function introducedOf({ introduced }: PersonState): string {
  if (!introduced) unknown('person-unknown', 'There is no person with this id: introduce them first.');
  return introduced.personId;
}

function mustGrant(by: Grant['by'], role: Membership['role']): void {
  if (!mayGrant(by, role)) {
    forbid('role-not-yours-to-grant', 'This role is granted and revoked by others: the region can.');
  }
}

function membershipOf({ membershipId, organisationId, role }: Membership): Membership {
  return { membershipId, organisationId, role };
}
