import type { Decider } from '@estafette/decider';
import { refuse, same } from '@estafette/decider';
import type { BulkAwardEvent, BulkAwardPartEvent } from './bulk-award.events.js';

type Started = Extract<BulkAwardEvent, { type: 'BulkAwardStarted' }>['data'];
type Part<Type extends BulkAwardPartEvent['type']> = Extract<BulkAwardPartEvent, { type: Type }>['data'];

export type BulkAwardCommand =
  | ({ readonly type: 'StartBulkAward' } & Started)
  | { readonly type: 'CorrectBulkAward'; readonly correctionId: string };

export interface BulkAwardState {
  readonly started: Started | null;
  /** Which other one puts it right; null where none does. */
  readonly correctedBy: string | null;
}

/** A file is taken in once, and put right by one other at most; the same one again changes nothing. */
export const bulkAwardDecider: Decider<BulkAwardState, BulkAwardCommand, BulkAwardEvent> = {
  initialState: { started: null, correctedBy: null },
  evolve: (state, { type, data }) =>
    type === 'BulkAwardStarted' ? { ...state, started: data } : { ...state, correctedBy: data.correctionId },
  decide: (command, { started, correctedBy }) => {
    if (command.type === 'CorrectBulkAward') {
      if (started === null) throw new Error('what is corrected was started');
      const { correctionId } = command;
      if (correctedBy === correctionId) return [];
      assertNotCorrected({ correctedBy });
      const { bulkAwardId, organisationId } = started;
      return [{ type: 'BulkAwardCorrected', data: { bulkAwardId, organisationId, correctionId } }];
    }
    const { type: _type, ...data } = command;
    if (started === null) return [{ type: 'BulkAwardStarted', data }];
    if (!same(fileOf(started), fileOf(data))) {
      refuse(
        'bulk-award-exists',
        'There is another bulk award with this id already: give the new one an id of its own.',
      );
    }
    return [];
  },
};

/** @throws DomainError `bulk-award-corrected` */
export function assertNotCorrected({ correctedBy }: Pick<BulkAwardState, 'correctedBy'>): void {
  if (correctedBy === null) return;
  const detail = `It was corrected already, by the bulk award ${correctedBy}: correct that one.`;
  refuse('bulk-award-corrected', detail, { correctedBy });
}

/** What it was asked for; a version that was published meanwhile makes it no other. */
const fileOf = ({ digest, achievementId, corrects, leftOut }: Started): object => ({
  ...{ digest, achievementId, corrects, leftOut },
});

export type PartCommand =
  | ({ readonly type: 'GivePart' } & Part<'BulkAwardPartGiven'>)
  | ({ readonly type: 'FinishPart' } & Part<'BulkAwardPartDone'>);

export interface PartState {
  readonly given: Part<'BulkAwardPartGiven'> | null;
  readonly isDone: boolean;
}

/** Some of the rows of a file, worked off together: given once, done once. */
export const bulkAwardPartDecider: Decider<PartState, PartCommand, BulkAwardPartEvent> = {
  initialState: { given: null, isDone: false },
  evolve: (state, { type, data }) =>
    type === 'BulkAwardPartGiven' ? { ...state, given: data } : { ...state, isDone: true },
  decide: ({ type, ...data }, { given, isDone }) => {
    if (type === 'GivePart') {
      return given === null ? [{ type: 'BulkAwardPartGiven', data: data as Part<'BulkAwardPartGiven'> }] : [];
    }
    const isDue = given !== null && !isDone;
    return isDue ? [{ type: 'BulkAwardPartDone', data: data as Part<'BulkAwardPartDone'> }] : [];
  },
};
