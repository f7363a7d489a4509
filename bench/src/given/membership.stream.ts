import { randomUUID } from 'node:crypto';
import type { StreamType } from '@estafette/event-store';
import type { MembershipCommand, MembershipEvent } from './membership.decider.js';
import { membershipDecider } from './membership.decider.js';

export const membership: StreamType<ReturnType<typeof membershipDecider.evolve>, MembershipCommand, MembershipEvent> = {
  name: 'holder',
  decider: membershipDecider,
  events: { Granted: { version: 1 }, Revoked: { version: 1 } },
};

/** A stream of this many events: every other one takes back what the one before it gave. */
export function memberships(personId: string, length: number): MembershipEvent[] {
  const pairs = Array.from({ length: Math.ceil(length / 2) }, (): MembershipEvent[] => {
    const data = { membershipId: randomUUID(), organisationId: randomUUID(), role: 'learner' };
    return [
      { type: 'Granted', data: { ...data, personId } },
      { type: 'Revoked', data },
    ];
  });
  return pairs.flat().slice(0, length);
}
