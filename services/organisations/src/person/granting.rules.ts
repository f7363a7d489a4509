import type { By, Role } from '../by.js';

const BY_EMPLOYER: readonly Role[] = [
  'employer',
  'confirmer',
  'learner',
  'workplace-assessor',
  'hr-adviser',
  'team-lead',
  'coach',
];
const BY_SCHOOL: readonly Role[] = [
  'learner',
  'coach',
  'assessor',
  'team-lead',
  'hub-coordinator',
  'relationship-manager',
  'workplace-assessor',
];

/** Whether somebody has a say over memberships of this organisation at all: their own, or any for the region. */
export function hasSayOver(by: By, organisationId: string): boolean {
  return by.role === 'region-admin' || by.for === organisationId;
}

/** The roles that somebody grants and revokes for the organisation that they act for. */
export function mayGrant(by: By, role: Role): boolean {
  switch (by.role) {
    case 'region-admin':
      return true;
    case 'employer':
      return BY_EMPLOYER.includes(role);
    case 'issuer-admin':
    case 'relationship-manager':
      return BY_SCHOOL.includes(role);
    default:
      return false;
  }
}
