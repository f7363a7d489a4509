import type { StreamType } from '@estafette/event-store';
import { v5 as uuidv5 } from 'uuid';
import type { ReissueCommand, ReissueState } from './reissue.decider.js';
import { reissueDecider } from './reissue.decider.js';
import type { ReissueEvent } from './reissue.events.js';
import { reissueEvents } from './reissue.events.js';

export const reissue: StreamType<ReissueState, ReissueCommand, ReissueEvent> = {
  name: 'reissue',
  decider: reissueDecider,
  events: reissueEvents,
};

/** Names reissues among all that is derived by name; made once at random, it must never change. */
const REISSUES_NAMESPACE = 'c7b1f2a4-4d5e-4f0b-8a6d-1e9c3b7d5f20';

/** The one operation of a kind that follows from the withdrawal of a key: a reissue, or the end of `copies`. */
export function operationIdOf(
  kind: 'issuer-key' | 'endorser-key' | 'copies',
  organisationId: string,
  keyId: string,
): string {
  return uuidv5(`${kind}/${organisationId}/${keyId}`, REISSUES_NAMESPACE);
}
