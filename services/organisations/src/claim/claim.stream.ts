import type { StreamType } from '@estafette/event-store';
import type { ClaimCommand, ClaimState, Taken } from './claim.decider.js';
import { claimDecider } from './claim.decider.js';
import type { ClaimEvent } from './claim.events.js';
import { claimEvents } from './claim.events.js';

type Claim = StreamType<ClaimState, ClaimCommand, ClaimEvent>;

const claim = (name: string, taken: Taken): Claim => ({ name, decider: claimDecider(taken), events: claimEvents });

/** Named by the HMAC of a KvK number and branch number, so that the stream's id tells neither. */
export const kvkClaim = claim('kvk', {
  code: 'kvk-number-taken',
  detail:
    'An organisation with this KvK number and branch number is registered already: look it up, or check the number.',
});

/** Named by the HMAC of an e-mail address in lower case. */
export const emailClaim = claim('email', {
  code: 'email-taken',
  detail: 'Somebody with this e-mail address was introduced already: grant them a membership, or use another address.',
});
