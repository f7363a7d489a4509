import type { View } from '@estafette/event-store';
import type { Standing } from '../../credential/standing.rules.js';
import type { CredentialEvent, Endorser, PublicReason, SignedVersion } from '../../credential/credential.events.js';

export const HAPPENINGS = [
  'issued',
  'accepted',
  'declined',
  'reminded',
  'suspended',
  'reinstated',
  'revoked',
  'reissued',
  'copies-ended',
] as const;

/** Something that happened to a credential. `note` is sealed with the holder's key. */
export interface HistoryEntry {
  readonly what: (typeof HAPPENINGS)[number];
  readonly at: string;
  /** Why; null of what needs no reason. */
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
  readonly validationId: string | null;
  readonly bulkAwardId: string | null;
  readonly credential: unknown;
  /** The path behind it, sealed likewise. */
  readonly path: unknown;
  readonly digest: string;
  readonly keyId: string | null;
  readonly endorsedBy: readonly Endorser[];
  readonly issuedAt: string;
  readonly validUntil: string | null;
  readonly standing: Standing;
  /** Whether its holder took it: null as long as they did neither. */
  readonly accepted: boolean | null;
  readonly history: readonly HistoryEntry[];
  readonly revision: number;
}

/** Which credentials somebody holds, as each was signed last, and what happened to it. */
export const myCredentials: View<MyCredentialsRow, CredentialEvent> = {
  name: 'my-credentials',
  version: 3,
  key: 'credentialId',
  keys: (event) => (event.streamId.startsWith('credential-') ? [event.data.credentialId] : []),
  evolve: (row, { type, data, metadata: { at }, revision }) => {
    if (type === 'CredentialIssued') {
      const { status: _status, ...issued } = data;
      const history = [{ what: 'issued' as const, at, reason: null, note: null }];
      return { ...issued, standing: 'valid', accepted: null, history, revision };
    }
    if (row === null) return null;
    const entry = (what: HistoryEntry['what']): HistoryEntry[] => {
      const { reason = null, note = null } = data as Partial<Pick<HistoryEntry, 'reason' | 'note'>>;
      return [...row.history, { what, at, reason, note }];
    };
    switch (type) {
      case 'CredentialAccepted':
        return { ...row, accepted: true, history: entry('accepted'), revision };
      case 'CredentialCopied':
        return { ...row, ...(row.accepted === null && { accepted: true, history: entry('accepted') }), revision };
      case 'CredentialDeclined': {
        const declined = { ...entry('declined').at(-1), reason: 'at-request-of-holder' } as HistoryEntry;
        return { ...row, accepted: false, standing: 'declined', history: [...row.history, declined], revision };
      }
      case 'CredentialCopiesEnded':
        return { ...row, history: entry('copies-ended'), revision };
      case 'CredentialReminded':
        return { ...row, history: entry('reminded'), revision };
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

function newest({ credential, digest, keyId, validUntil, endorsedBy }: SignedVersion): Omit<SignedVersion, 'status'> {
  return { credential, digest, keyId, validUntil, endorsedBy };
}
