import type { View } from '@estafette/event-store';
import type { BulkAwardEvent, BulkAwardPartEvent, RefusedRow } from '../../bulk-award/bulk-award.events.js';

/** How far a bulk award is. */
export interface BulkAwardsRow {
  readonly bulkAwardId: string;
  readonly organisationId: string;
  readonly achievementId: string;
  readonly achievementVersion: number;
  /** The one that it puts right, and the one that puts it right. */
  readonly corrects: string | null;
  readonly correctedBy: string | null;
  readonly total: number;
  readonly parts: number;
  readonly partsDone: number;
  readonly issued: number;
  readonly reissued: number;
  readonly unchanged: number;
  readonly revoked: number;
  /** In the order of the file. */
  readonly refused: readonly RefusedRow[];
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly revision: number;
}

const TAKES: ReadonlySet<string> = new Set(['BulkAwardStarted', 'BulkAwardCorrected', 'BulkAwardPartDone']);

/** Which files of awards a school sent, and what became of their rows. */
export const bulkAwards: View<BulkAwardsRow, BulkAwardEvent | BulkAwardPartEvent> = {
  name: 'bulk-awards',
  version: 2,
  key: 'bulkAwardId',
  keys: ({ type, data }) => (TAKES.has(type) ? [data.bulkAwardId] : []),
  evolve: (row, { type, data, metadata: { at }, revision }) => {
    switch (type) {
      case 'BulkAwardStarted': {
        const { digest: _digest, by: _by, leftOut: _leftOut, corrects, ...started } = data;
        const correcting = { corrects: corrects.at(-1) ?? null, correctedBy: null };
        // A file that names nobody, and has nobody's revoked, is done with at once.
        const progress = {
          ...NOTHING,
          partsDone: 0,
          refused: [],
          startedAt: at,
          finishedAt: data.parts === 0 ? at : null,
        };
        return { ...started, ...correcting, ...progress, revision };
      }
      case 'BulkAwardCorrected':
        return row && { ...row, correctedBy: data.correctionId, revision };
      case 'BulkAwardPartGiven':
        return row;
      case 'BulkAwardPartDone': {
        if (row === null) return null;
        const partsDone = row.partsDone + 1;
        const refused = [...row.refused, ...data.refused].toSorted((one, other) => one.line - other.line);
        const finishedAt = partsDone === row.parts ? at : null;
        return { ...row, ...summed(row, data), partsDone, refused, finishedAt, revision };
      }
    }
  },
};

type Counts = Pick<BulkAwardsRow, 'issued' | 'reissued' | 'unchanged' | 'revoked'>;

const NOTHING: Counts = { issued: 0, reissued: 0, unchanged: 0, revoked: 0 };

function summed(one: Counts, other: Counts): Counts {
  return {
    issued: one.issued + other.issued,
    reissued: one.reissued + other.reissued,
    unchanged: one.unchanged + other.unchanged,
    revoked: one.revoked + other.revoked,
  };
}
