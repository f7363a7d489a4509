import type { View } from '@estafette/event-store';
import type { CredentialEvent } from '../../credential/credential.events.js';
import type { ReissueEvent, Selection } from '../../reissue/reissue.events.js';

/** How far many credentials were issued anew. */
export interface ReissuesRow {
  readonly reissueId: string;
  /** The school, or the organisation that endorsed. */
  readonly organisationId: string;
  readonly selection: Selection;
  readonly note: string | null;
  readonly total: number;
  readonly reissued: number;
  /** How many of them came since the last share was through. */
  readonly inShare: number;
  /** Those that do not hold any more, so that there was nothing to issue anew. */
  readonly skipped: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly revision: number;
}

type Renewed = Extract<CredentialEvent, { type: 'CredentialReissued' }>;

/**
 * Which credentials are issued anew, why, and how far it is. Credentials that were are counted by their own events: a share that is begun
 * again after a crash finds only those that are left, and tells of no more. Of a share in which fewer name the operation than the share
 * tells of, the share is believed: once none of them did.
 */
export const reissues: View<ReissuesRow, ReissueEvent | Renewed> = {
  name: 'reissues',
  version: 2,
  key: 'reissueId',
  keys: ({ streamId, type, data }) => {
    if (type === 'CredentialReissued') return data.operationId === null ? [] : [data.operationId];
    return streamId.startsWith('reissue-') ? [data.reissueId] : [];
  },
  evolve: (row, event) => {
    const { metadata, revision } = event;
    switch (event.type) {
      case 'ReissueStarted': {
        const { reissueId, selection, note, total } = event.data;
        const { organisationId } = selection;
        const told = { reissueId, organisationId, selection, note, total, reissued: 0, inShare: 0, skipped: 0 };
        return { ...told, startedAt: metadata.at, finishedAt: null, revision };
      }
      case 'CredentialReissued':
        return row && { ...row, reissued: row.reissued + 1, inShare: row.inShare + 1 };
      case 'ReissueProgressed': {
        if (row === null) return null;
        const unnamed = Math.max(0, event.data.reissued - row.inShare);
        const skipped = row.skipped + event.data.skipped;
        return { ...row, reissued: row.reissued + unnamed, inShare: 0, skipped, revision };
      }
      case 'ReissueFinished':
        return row && { ...row, finishedAt: metadata.at, revision };
    }
  },
};
