import type { KeyVault, StreamType } from '@estafette/event-store';
import { v5 as uuidv5 } from 'uuid';
import type { ImportedCredentialCommand, ImportedCredentialState } from './imported-credential.decider.js';
import { importedCredentialDecider } from './imported-credential.decider.js';
import type { ImportedCredentialEvent } from './imported-credential.events.js';
import { importedCredentialEvents } from './imported-credential.events.js';

/** `imported-credential-<id>`: one credential from elsewhere that one learner brought, in all its versions. */
export const importedCredential: StreamType<
  ImportedCredentialState,
  ImportedCredentialCommand,
  ImportedCredentialEvent
> = {
  name: 'imported-credential',
  decider: importedCredentialDecider,
  events: importedCredentialEvents,
};

/** Names these among all that is derived by name; made once at random, it must never change. */
const NAMESPACE = '6f0a2c52-9d51-4c6b-a7de-2f1b1c9d7a38';

/** By what two texts are versions of one credential. */
export interface Sameness {
  readonly learnerId: string;
  readonly issuerId: string | undefined;
  readonly credentialId: string | undefined;
  /** Stands in where it has no id of its own. */
  readonly sha256: string;
}

/**
 * The id under which a learner's credential is kept: one for all versions, which are equal where issuer and id are (Open Badges 3.0,
 * section 10). It goes by the vault's lookup name, lest whoever has a credential find out here who else has it.
 */
export function importedCredentialIdOf(
  vault: Pick<KeyVault, 'lookupName'>,
  { learnerId, issuerId, credentialId, sha256 }: Sameness,
): string {
  const name = credentialId === undefined ? [learnerId, sha256] : [learnerId, plainly(issuerId), plainly(credentialId)];
  return uuidv5(vault.lookupName('imported-credential', JSON.stringify(name)), NAMESPACE);
}

/** Percent-encoding and white space around it make no other id. */
function plainly(id = ''): string {
  try {
    return decodeURIComponent(id).trim();
  } catch {
    return id.trim();
  }
}
