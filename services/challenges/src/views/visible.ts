import type { By } from '../challenge/challenge.commands.js';

const PLACE_CHALLENGES = ['relationship-manager', 'hub-coordinator', 'region-admin'];

/** The rows of challenges that somebody may see: those who place challenges see all, others what they take part in. */
export function visibleTo(by: By): object {
  if (by.roles.some((role) => PLACE_CHALLENGES.includes(role))) return {};
  return {
    OR: [{ people: { array_contains: [by.person] } }, { organisations: { array_contains: [by.for] } }],
  };
}
