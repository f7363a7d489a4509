import type { Decider } from '@estafette/decider';
import { refuse } from '@estafette/decider';
import type { BulkAwardEvent, BulkAwardPartEvent } from './bulk-award.events.js';

type Started = BulkAwardEvent['data'];
type Part<Type extends BulkAwardPartEvent['type']> = Extract<BulkAwardPartEvent, { type: Type }>['data'];

export type StartBulkAward = { readonly type: 'StartBulkAward' } & Started;

/** A file is taken in once; the same one again changes nothing. */
export const bulkAwardDecider: Decider<Started | null, StartBulkAward, BulkAwardEvent> = {
  initialState: null,
  evolve: (_before, { data }) => data,
  decide: ({ type: _type, ...data }, started) => {
    if (started === null) return [{ type: 'BulkAwardStarted', data }];
    if (started.digest !== data.digest || started.achievementId !== data.achievementId) {
      refuse(
        'bulk-award-exists',
        'There is another bulk award with this id already: give the new one an id of its own.',
      );
    }
    return [];
  },
};

export type PartCommand =
  | ({ readonly type: 'GivePart' } & Part<'BulkAwardPartGiven'>)
  | ({ readonly type: 'FinishPart' } & Part<'BulkAwardPartDone'>);

/** Some of the rows of a file, worked off together: given once, done once. */
export const bulkAwardPartDecider: Decider<'none' | 'given' | 'done', PartCommand, BulkAwardPartEvent> = {
  initialState: 'none',
  evolve: (_before, { type }) => (type === 'BulkAwardPartGiven' ? 'given' : 'done'),
  decide: ({ type, ...data }, state) => {
    if (type === 'GivePart') {
      return state === 'none' ? [{ type: 'BulkAwardPartGiven', data: data as Part<'BulkAwardPartGiven'> }] : [];
    }
    return state === 'given' ? [{ type: 'BulkAwardPartDone', data: data as Part<'BulkAwardPartDone'> }] : [];
  },
};
