import type { Decider } from '@estafette/decider';
import { refuse } from '@estafette/decider';
import type { ClaimEvent } from './claim.events.js';

export type ClaimCommand =
  { readonly type: 'ClaimName'; readonly holder: string } | { readonly type: 'ReleaseName'; readonly holder: string };

/** Who holds the name; null when it is free. */
export type ClaimState = string | null;

/** How it is said that somebody else holds the name. */
export interface Taken {
  readonly code: string;
  readonly detail: string;
}

/** A name that one thing at a time can hold, whoever comes first. */
export function claimDecider(taken: Taken): Decider<ClaimState, ClaimCommand, ClaimEvent> {
  return {
    initialState: null,
    evolve: (_before, event) => {
      switch (event.type) {
        case 'NameClaimed':
          return event.data.holder;
        case 'NameReleased':
          return null;
      }
    },
    decide: ({ type, holder }, held) => {
      switch (type) {
        case 'ClaimName':
          if (held === holder) return [];
          if (held !== null) refuse(taken.code, taken.detail);
          return [{ type: 'NameClaimed', data: { holder } }];
        case 'ReleaseName':
          return held === holder ? [{ type: 'NameReleased', data: { holder } }] : [];
      }
    },
  };
}
