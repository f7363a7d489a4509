import type { View } from '@estafette/event-store';
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
  /** Those that do not hold any more, so that there was nothing to issue anew. */
  readonly skipped: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly revision: number;
}

/** Which credentials are issued anew, why, and how far it is. */
export const reissues: View<ReissuesRow, ReissueEvent> = {
  name: 'reissues',
  version: 1,
  key: 'reissueId',
  keys: (event) => (event.streamId.startsWith('reissue-') ? [event.data.reissueId] : []),
  evolve: (row, event) => {
    const { metadata, revision } = event;
    switch (event.type) {
      case 'ReissueStarted': {
        const { reissueId, selection, note, total } = event.data;
        const { organisationId } = selection;
        const told = { reissueId, organisationId, selection, note, total, reissued: 0, skipped: 0 };
        return { ...told, startedAt: metadata.at, finishedAt: null, revision };
      }
      case 'ReissueProgressed': {
        const { reissued, skipped } = event.data;
        return row && { ...row, reissued: row.reissued + reissued, skipped: row.skipped + skipped, revision };
      }
      case 'ReissueFinished':
        return row && { ...row, finishedAt: metadata.at, revision };
    }
  },
};
