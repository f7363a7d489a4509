import type { Actor } from '@estafette/service-host';
import { seesAll } from '../challenge/seeing.rules.js';
import type { Views } from './views.js';

/** The rows of challenges that somebody may see: as the decider says, in the words of a query. */
export async function visibleTo(actor: Actor, views: Views): Promise<object> {
  if (seesAll(actor)) return {};
  const hubs = await views.hubMembers.findMany({
    where: { organisations: { array_contains: [actor.for] } },
    select: { hubId: true },
  });
  return {
    OR: [
      { people: { array_contains: [actor.person] } },
      { organisations: { array_contains: [actor.for] } },
      { hubId: { in: hubs.map(({ hubId }) => hubId) } },
    ],
  };
}
