import type { Decider } from '@estafette/decider';
import type { BatonAcceptanceEvent } from './baton-acceptance.events.js';

type Endorsed = BatonAcceptanceEvent['data'];

export type EndorseBatonAcceptance = { readonly type: 'EndorseBatonAcceptance' } & Readonly<Endorsed>;

/** All that was signed of an acceptance, by version: what was given out once stays as it was. */
export type BatonAcceptanceState = readonly Endorsed[];

/** The one rule of an endorsement: of those who sign a version at the same time, whoever comes first stays. */
export const batonAcceptanceDecider: Decider<BatonAcceptanceState, EndorseBatonAcceptance, BatonAcceptanceEvent> = {
  initialState: [],
  evolve: (versions, { data }) => [...versions, data],
  decide: ({ type: _type, ...data }, versions) =>
    data.version === versions.length + 1 ? [{ type: 'BatonAcceptanceEndorsed', data }] : [],
};
