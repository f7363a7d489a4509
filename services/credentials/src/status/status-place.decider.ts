import type { Decider } from '@estafette/decider';
import { refuse } from '@estafette/decider';
import type { StatusPlaceEvent } from './status-place.events.js';

/** The version of the credential that takes the place, by the SHA-256 of its text. */
export interface TakeStatusPlace {
  readonly type: 'TakeStatusPlace';
  readonly digest: string;
}

export const PLACE_TAKEN = 'status-place-taken';

/** The one rule of a place: it is never used twice. */
export const statusPlaceDecider: Decider<string | null, TakeStatusPlace, StatusPlaceEvent> = {
  initialState: null,
  evolve: (_before, { data }) => data.digest,
  decide: ({ digest }, taken) => {
    if (taken !== null) refuse(PLACE_TAKEN, 'This place in the status list is taken: take another.');
    return [{ type: 'StatusPlaceTaken', data: { digest } }];
  },
};
