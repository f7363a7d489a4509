import type { Decider } from '@estafette/decider';
import { refuse } from '@estafette/decider';
import type { IssuerEvent } from './issuer.events.js';

export interface RegisterIssuer {
  readonly type: 'RegisterIssuer';
  /** `for` is the school that becomes an issuer. */
  readonly by: { readonly person: string; readonly for: string };
  readonly name: string;
  /** A key made for this command; it is used only when there is none yet. */
  readonly key: { readonly did: string; readonly seed: string };
}

export interface IssuerState {
  readonly registered: Omit<Extract<IssuerEvent, { type: 'IssuerRegistered' }>['data'], 'by'> | null;
}

/** The rules of an issuer: a school has one key, made when it registers. */
export const issuerDecider: Decider<IssuerState, RegisterIssuer, IssuerEvent> = {
  initialState: { registered: null },
  evolve: (_state, { data: { by: _by, ...registered } }) => ({ registered }),
  decide: ({ by, name, key }, { registered }) => {
    // Every attempt brings a key of its own, so a repeat is told by its name.
    if (registered?.name === name) return [];
    if (registered) refuse('issuer-exists', 'This school is an issuer already, under another name.');
    return [
      { type: 'IssuerRegistered', data: { organisationId: by.for, name, did: key.did, seed: key.seed, by: by.person } },
    ];
  },
};
