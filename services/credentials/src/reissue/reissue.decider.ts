import type { Decider } from '@estafette/decider';
import { refuse, same } from '@estafette/decider';
import type { ReissueEvent, Selection } from './reissue.events.js';

export type ReissueCommand =
  | {
      readonly type: 'StartReissue';
      readonly reissueId: string;
      readonly selection: Selection;
      readonly total: number;
      readonly note: string | null;
      readonly by: string;
    }
  /** What was done since `since`, which is where it stood when the share was begun. */
  | {
      readonly type: 'ProgressReissue';
      readonly since: string | null;
      readonly after: string;
      readonly reissued: number;
      readonly skipped: number;
    }
  | { readonly type: 'FinishReissue' };

export interface ReissueState {
  readonly started: Extract<ReissueEvent, { type: 'ReissueStarted' }>['data'] | null;
  /** The last credential that was done, in the order of their ids. */
  readonly after: string | null;
  readonly finished: boolean;
}

/** The rules of issuing many anew: in shares, each once, until none is left. */
export const reissueDecider: Decider<ReissueState, ReissueCommand, ReissueEvent> = {
  initialState: { started: null, after: null, finished: false },
  evolve: (state, event) => {
    switch (event.type) {
      case 'ReissueStarted':
        return { ...state, started: event.data };
      case 'ReissueProgressed':
        return { ...state, after: event.data.after };
      case 'ReissueFinished':
        return { ...state, finished: true };
    }
  },
  decide: (command, { started, after, finished }) => {
    if (command.type === 'StartReissue') {
      const { type: _type, ...data } = command;
      if (!started) return [{ type: 'ReissueStarted', data }];
      if (same(started.selection, data.selection)) return [];
      refuse(
        'reissue-exists',
        'A reissue with this id is there already, of something else: give yours an id of its own.',
      );
    }
    // Whoever was late finds it done.
    if (!started || finished) return [];
    const { reissueId } = started;
    if (command.type === 'FinishReissue') return [{ type: 'ReissueFinished', data: { reissueId } }];
    const { since, after: now, reissued, skipped } = command;
    return since === after ? [{ type: 'ReissueProgressed', data: { reissueId, after: now, reissued, skipped } }] : [];
  },
};
