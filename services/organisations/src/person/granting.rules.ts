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
  return by.roles.includes('region-admin') || by.for === organisationId;
}

/** Whether one of the roles that somebody holds for the organisation they act for lets them grant and revoke this one. */
export function mayGrant(by: By, role: Role): boolean {
  return by.roles.some((held) => {
    switch (held) {
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
  });
}
