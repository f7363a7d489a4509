import type { By, KnownHub } from './challenge.commands.js';
import type { ChallengeState } from './challenge.state.js';

const PLACE_CHALLENGES = ['relationship-manager', 'hub-coordinator', 'region-admin'];

/** Those who find a place for challenges see all of them; others see what they or their organisation take part in. */
export function seesAll({ roles }: Pick<By, 'roles'>): boolean {
  return roles.some((role) => PLACE_CHALLENGES.includes(role));
}

export function maySee(by: By, state: ChallengeState, hub: KnownHub | null): boolean {
  if (!state.posted) return false;
  if (seesAll(by) || isOfHub(by, state, hub)) return true;
  const members = state.legs.flatMap((leg) => leg.members);
  const organisations = [
    state.posted.organisationId,
    ...state.legs.map((leg) => leg.schoolId),
    ...members.map((member) => member.organisationId),
  ];
  return organisations.includes(by.for) || members.some((member) => member.personId === by.person);
}

/** Whether they act for the hub in which the challenge runs: for its own organisation or one that joined it. */
export function isOfHub(by: By, { hubId }: ChallengeState, hub: KnownHub | null): hub is KnownHub {
  return hub !== null && hub.hubId === hubId && [hub.organisationId, ...hub.members].includes(by.for);
}
