import type { View } from '@estafette/event-store';
import type { CredentialEvent } from '../../credential/credential.events.js';

/** One credential of its holder. `credential` is sealed with the holder's key. */
export interface MyCredentialsRow {
  readonly credentialId: string;
  readonly learnerId: string;
  readonly organisationId: string;
  readonly achievementId: string;
  readonly achievementVersion: number;
  readonly validationId: string;
  readonly credential: unknown;
  readonly digest: string;
  readonly issuedAt: string;
  readonly revision: number;
}

/** Which credentials somebody holds. */
export const myCredentials: View<MyCredentialsRow, CredentialEvent> = {
  name: 'my-credentials',
  version: 1,
  key: 'credentialId',
  keys: (event) => (event.streamId.startsWith('credential-') ? [event.data.credentialId] : []),
  evolve: (_row, { data, revision }) => ({ ...data, revision }),
};
