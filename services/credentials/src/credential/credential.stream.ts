import type { StreamType } from '@estafette/event-store';
import { v5 as uuidv5 } from 'uuid';
import type { CredentialCommand, CredentialState } from './credential.decider.js';
import { credentialDecider } from './credential.decider.js';
import type { CredentialEvent } from './credential.events.js';
import { credentialEvents } from './credential.events.js';

export const credential: StreamType<CredentialState, CredentialCommand, CredentialEvent> = {
  name: 'credential',
  decider: credentialDecider,
  events: credentialEvents,
};

/** Names credentials among all that is derived by name; made once at random, it must never change. */
const CREDENTIALS_NAMESPACE = '5b8d9dfb-35f4-4d6c-9f0e-3f1c4a3f7c52';

/** The id of the credential that follows from a validation (UUID version 5): the same one however often it is asked for. */
export function credentialIdOf(validationId: string): string {
  return uuidv5(validationId, CREDENTIALS_NAMESPACE);
}

/**
 * The id of the credential by which a school awards an achievement as of a day: the same one in whatever file it stands, so that
 * a file that is sent twice awards nobody twice. What was revoked or declined stays so: what is awarded after that is the next one.
 *
 * @param awardedOn as YYYY-MM-DD
 * @param nth one more than how many awards as of that day have ended
 */
export function awardedCredentialIdOf(achievementId: string, learnerId: string, awardedOn: string, nth = 1): string {
  const which = nth === 1 ? '' : ` ${nth}`;
  return uuidv5(`award ${achievementId} ${learnerId} ${awardedOn}${which}`, CREDENTIALS_NAMESPACE);
}
