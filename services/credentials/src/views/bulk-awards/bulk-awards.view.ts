import type { View } from '@estafette/event-store';
import type { BulkAwardEvent, BulkAwardPartEvent, RefusedRow } from '../../bulk-award/bulk-award.events.js';

/** How far a bulk award is. */
export interface BulkAwardsRow {
  readonly bulkAwardId: string;
  readonly organisationId: string;
  readonly achievementId: string;
  readonly achievementVersion: number;
  readonly total: number;
  readonly parts: number;
  readonly partsDone: number;
  readonly issued: number;
  /** In the order of the file. */
  readonly refused: readonly RefusedRow[];
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly revision: number;
}

/** Which files of awards a school sent, and what became of their rows. */
export const bulkAwards: View<BulkAwardsRow, BulkAwardEvent | BulkAwardPartEvent> = {
  name: 'bulk-awards',
  version: 1,
  key: 'bulkAwardId',
  keys: (event) =>
    event.type === 'BulkAwardStarted' || event.type === 'BulkAwardPartDone' ? [event.data.bulkAwardId] : [],
  evolve: (row, { type, data, metadata: { at }, revision }) => {
    switch (type) {
      case 'BulkAwardStarted': {
        const { digest: _digest, by: _by, ...started } = data;
        return { ...started, partsDone: 0, issued: 0, refused: [], startedAt: at, finishedAt: null, revision };
      }
      case 'BulkAwardPartGiven':
        return row;
      case 'BulkAwardPartDone': {
        if (row === null) return null;
        const partsDone = row.partsDone + 1;
        const refused = [...row.refused, ...data.refused].toSorted((one, other) => one.line - other.line);
        const finishedAt = partsDone === row.parts ? at : null;
        return { ...row, partsDone, issued: row.issued + data.issued, refused, finishedAt, revision };
      }
    }
  },
};
