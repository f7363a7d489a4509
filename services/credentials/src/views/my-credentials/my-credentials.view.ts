import type { View } from '@estafette/event-store';
import type { Standing } from '../../credential/credential.decider.js';
import type { CredentialEvent, Endorser, PublicReason, SignedVersion } from '../../credential/credential.events.js';

/** Something that happened to a credential. `note` is sealed with the holder's key. */
export interface HistoryEntry {
  readonly what: 'issued' | 'suspended' | 'reinstated' | 'revoked' | 'reissued';
  readonly at: string;
  /** Why; null of the issue itself. */
  readonly reason: PublicReason | null;
  readonly note: unknown;
}

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
  readonly keyId: string | null;
  readonly endorsedBy: readonly Endorser[];
  readonly issuedAt: string;
  readonly standing: Standing;
  readonly history: readonly HistoryEntry[];
  readonly revision: number;
}

/** Which credentials somebody holds, as each was signed last, and what happened to it. */
export const myCredentials: View<MyCredentialsRow, CredentialEvent> = {
  name: 'my-credentials',
  version: 2,
  key: 'credentialId',
  keys: (event) => (event.streamId.startsWith('credential-') ? [event.data.credentialId] : []),
  evolve: (row, { type, data, metadata: { at }, revision }) => {
    if (type === 'CredentialIssued') {
      const { status: _status, ...issued } = data;
      const history = [{ what: 'issued' as const, at, reason: null, note: null }];
      return { ...issued, standing: 'valid', history, revision };
    }
    if (row === null) return null;
    const entry = (what: HistoryEntry['what']): HistoryEntry[] => [
      ...row.history,
      { what, at, reason: data.reason, note: data.note },
    ];
    switch (type) {
      case 'CredentialSuspended':
        return { ...row, standing: 'suspended', history: entry('suspended'), revision };
      case 'CredentialRevoked':
        return { ...row, standing: 'revoked', history: entry('revoked'), revision };
      case 'CredentialReinstated':
        return { ...row, ...newest(data), standing: 'valid', history: entry('reinstated'), revision };
      case 'CredentialReissued':
        return {
          ...row,
          ...newest(data),
          achievementVersion: data.achievementVersion,
          standing: 'valid',
          history: entry('reissued'),
          revision,
        };
    }
  },
};

function newest({ credential, digest, keyId, endorsedBy }: SignedVersion): Omit<SignedVersion, 'status'> {
  return { credential, digest, keyId, endorsedBy };
}
