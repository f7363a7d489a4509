import type { Actor } from '@estafette/service-host';

/** The rows where this person is asked to say what the workplace saw. */
export function askedOf({ person, for: organisation, role }: Actor) {
  return {
    organisationId: organisation,
    OR: [{ personId: null }, { personId: person }],
    // A practitioner is appointed by the school by being its workplace assessor.
    ...(role === 'workplace-assessor' ? {} : { basis: { not: 'appointed-practitioner' } }),
  };
}
