import type { Actor } from '@estafette/service-host';

const PLACE_CHALLENGES = ['relationship-manager', 'hub-coordinator', 'region-admin'];

/** The rows of challenges that somebody may see: those who place challenges see all, others what they take part in. */
export function visibleTo(actor: Actor): object {
  if (PLACE_CHALLENGES.includes(actor.role)) return {};
  return {
    OR: [{ people: { array_contains: [actor.person] } }, { organisations: { array_contains: [actor.for] } }],
  };
}
