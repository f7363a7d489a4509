import type { StreamType } from '@estafette/event-store';
import { v5 as uuidv5 } from 'uuid';
import type { BatonAcceptanceState, EndorseBatonAcceptance } from './baton-acceptance.decider.js';
import { batonAcceptanceDecider } from './baton-acceptance.decider.js';
import type { Accepted, BatonAcceptanceEvent } from './baton-acceptance.events.js';
import { batonAcceptanceEvents } from './baton-acceptance.events.js';

export const batonAcceptance: StreamType<BatonAcceptanceState, EndorseBatonAcceptance, BatonAcceptanceEvent> = {
  name: 'baton-acceptance',
  decider: batonAcceptanceDecider,
  events: batonAcceptanceEvents,
};

/** Names acceptances among all that is derived by name; made once at random, it must never change. */
const ACCEPTANCES_NAMESPACE = '2b28aca2-d53f-400a-91d5-68837b121ba3';

/**
 * The id of the endorsement of a baton (UUID version 5): one, however many learned in the leg that handed it on. The digest has a secret
 * salt in it, so that only those who can read the baton find this without a credential that links to it.
 */
export function acceptanceIdOf({ batonId, batonDigest }: Pick<Accepted, 'batonId' | 'batonDigest'>): string {
  return uuidv5(`${batonId} ${batonDigest}`, ACCEPTANCES_NAMESPACE);
}
