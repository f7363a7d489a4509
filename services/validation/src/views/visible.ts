import type { Actor } from '@estafette/service-host';

/** Those at the workplace who may say what they saw. */
export const WORKPLACE = ['employer', 'workplace-assessor', 'confirmer'] as const;

/** The rows where this person is asked to say what the workplace saw. */
export function askedOf({ person, for: organisation, roles }: Actor) {
  return {
    organisationId: organisation,
    OR: [{ personId: null }, { personId: person }],
    // A practitioner is appointed by the school by being its workplace assessor.
    ...(roles.includes('workplace-assessor') ? {} : { basis: { not: 'appointed-practitioner' } }),
  };
}
