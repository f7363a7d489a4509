import { part, type EventStore, type Metadata } from '@estafette/event-store';
import { credential } from '../credential/credential.stream.js';
import { operationIdOf } from '../reissue/reissue.stream.js';
import type { Views } from '../views/views.js';

interface WithdrawnKey {
  readonly organisationId: string;
  readonly keyId: string;
}

/** Ends the copies of a credential that a withdrawn key signed; a repeat has no effect. */
export async function endCopiesOf(
  credentialId: string,
  { organisationId, keyId }: WithdrawnKey,
  store: EventStore,
  metadata: Metadata,
): Promise<void> {
  const operationId = operationIdOf('copies', organisationId, keyId);
  await store.handle(part(credential, credentialId, { type: 'EndCopies', keyId, operationId }), { metadata });
}

/** The credentials of which the views know copies under a key that hold. */
export async function withCopiesUnder({ organisationId, keyId }: WithdrawnKey, views: Views): Promise<string[]> {
  const rows = await views.credentialCopies.findMany({
    where: { organisationId, keyId, endedAt: null },
    select: { credentialId: true },
    distinct: ['credentialId'],
  });
  return rows.map(({ credentialId }) => credentialId);
}
