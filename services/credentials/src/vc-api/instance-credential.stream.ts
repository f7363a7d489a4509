import type { StreamType } from '@estafette/event-store';
import { v5 as uuidv5 } from 'uuid';
import type { InstanceCredentialCommand, InstanceCredentialState } from './instance-credential.decider.js';
import { instanceCredentialDecider } from './instance-credential.decider.js';
import type { InstanceCredentialEvent } from './instance-credential.events.js';
import { instanceCredentialEvents } from './instance-credential.events.js';

/** `instance-credential-<key>`: what the instance signed for somebody by the VC API. */
export const instanceCredential: StreamType<
  InstanceCredentialState,
  InstanceCredentialCommand,
  InstanceCredentialEvent
> = {
  name: 'instance-credential',
  decider: instanceCredentialDecider,
  events: instanceCredentialEvents,
};

/** Names these credentials among all that is derived by name; made once at random, it must never change. */
const INSTANCE_CREDENTIALS = 'c1f7a7f0-52c6-4b0e-9a3c-6f6b6f0f9d21';

/** The key of a credential (UUID version 5). @param lookupName of its id: an id may tell whom it is about, and be guessed */
export function keyOf(lookupName: string): string {
  return uuidv5(lookupName, INSTANCE_CREDENTIALS);
}
