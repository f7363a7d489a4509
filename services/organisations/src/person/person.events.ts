import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';
import type { Role } from '../by.js';

/** One role for one organisation. */
export interface Membership {
  readonly membershipId: string;
  readonly organisationId: string;
  readonly role: Role;
}

export type PersonEvent =
  | DomainEvent<
      'PersonIntroduced',
      {
        personId: string;
        name: string;
        email: string;
        /** The organisation that introduced the person. */
        introducedBy: string;
        by: string;
      }
    >
  | DomainEvent<'MembershipGranted', Membership & { personId: string; by: string }>
  | DomainEvent<'MembershipRevoked', Membership & { personId: string; by: string }>;

export const personEvents: EventTypes<PersonEvent> = {
  PersonIntroduced: {
    version: 1,
    personal: ({ personId: of }) => ['name', 'email'].map((path) => ({ path, of })),
  },
  MembershipGranted: { version: 1 },
  MembershipRevoked: { version: 1 },
};
