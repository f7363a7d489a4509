import type { Decider } from '@estafette/decider';
import { refuse } from '@estafette/decider';
import type { IssuerEvent } from './issuer.events.js';

export interface RegisterIssuer {
  readonly type: 'RegisterIssuer';
  /** `for` is the school that becomes an issuer. */
  readonly by: { readonly person: string; readonly for: string };
  /** As the organisation is registered; the name is null for a sole trader, whose name is personal. */
  readonly organisation: { readonly kind: string; readonly name: string | null };
  /** A key made for this command; it is used only when there is none yet. */
  readonly key: { readonly did: string; readonly seed: string };
}

export interface IssuerState {
  readonly registered: Omit<Extract<IssuerEvent, { type: 'IssuerRegistered' }>['data'], 'by'> | null;
}

/** Kinds of organisations that can be an education partner, whose assessors judge. */
const SCHOOLS: readonly string[] = ['school', 'training-provider'];

/** The rules of an issuer: a school has one key, made when it registers, and the name by which it is registered then. */
export const issuerDecider: Decider<IssuerState, RegisterIssuer, IssuerEvent> = {
  initialState: { registered: null },
  evolve: (_state, { data: { by: _by, ...registered } }) => ({ registered }),
  decide: ({ by, organisation: { kind, name }, key }, { registered }) => {
    // Every attempt brings a key of its own; the first one stays.
    if (registered) return [];
    if (!SCHOOLS.includes(kind)) {
      refuse(
        'not-a-school',
        'An issuer is a school or a training provider: the region changes the kind if that is wrong.',
      );
    }
    if (name === null) {
      refuse(
        'issuer-without-name',
        'The name of a sole trader is personal and stays out of credentials: register an organisation.',
      );
    }
    return [
      { type: 'IssuerRegistered', data: { organisationId: by.for, name, did: key.did, seed: key.seed, by: by.person } },
    ];
  },
};
