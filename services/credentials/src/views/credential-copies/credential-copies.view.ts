import type { View } from '@estafette/event-store';
import type { Copy, CredentialEvent } from '../../credential/credential.events.js';

/** One copy of a credential for a wallet. `text` and `holder` are sealed with the holder's key. */
export interface CredentialCopiesRow extends Pick<Copy, 'copyId' | 'format' | 'algorithm' | 'keyId' | 'digest'> {
  readonly credentialId: string;
  readonly learnerId: string;
  readonly organisationId: string;
  readonly text: unknown;
  readonly holder: unknown;
  readonly madeAt: string;
  /** When the version that it was made of ended; null of one that holds. */
  readonly endedAt: string | null;
  readonly revision: number;
}

/** Which copies of their credentials somebody had made, and which of them hold. */
export const credentialCopies: View<CredentialCopiesRow, CredentialEvent> = {
  name: 'credential-copies',
  version: 1,
  key: 'copyId',
  keys: (event) => {
    if (!event.streamId.startsWith('credential-')) return [];
    if (event.type === 'CredentialCopied') return [event.data.copyId];
    return 'copies' in event.data ? event.data.copies.map(({ copyId }) => copyId) : [];
  },
  evolve: (row, event) => {
    const { revision, metadata } = event;
    if (event.type !== 'CredentialCopied') return row && { ...row, endedAt: metadata.at, revision };
    const { status: _place, ...copy } = event.data;
    return { ...copy, madeAt: metadata.at, endedAt: null, revision };
  },
};
