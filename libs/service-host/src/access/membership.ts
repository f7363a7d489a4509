import type { Role } from './permission.js';

/** A role that somebody holds for an organisation. */
export interface Membership {
  readonly membershipId: string;
  readonly organisationId: string;
  readonly role: Role;
}
