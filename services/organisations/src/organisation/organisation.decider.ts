import type { Decider } from '@estafette/decider';
import { forbid, refuse, unknown } from '@estafette/decider';
import type { Asked } from '../by.js';
import type { OrganisationEvent, OrganisationFacts } from './organisation.events.js';

type Register = Asked<'RegisterOrganisation'> & {
  readonly organisationId: string;
  readonly facts: OrganisationFacts;
  readonly soleTrader: boolean;
  readonly ownerPersonId: string | null;
};
type Change = Asked<'ChangeOrganisation'> & {
  readonly facts: OrganisationFacts;
  /** The numbers whose claim is released beside this command, as they were read; null when they stay. */
  readonly releases: { readonly kvkNumber: string; readonly branchNumber: string | null } | null;
};
export type OrganisationCommand = Register | Change;

/** The organisation as it stands; null before it is registered. */
export type OrganisationState = OrganisationEvent['data'] | null;

/** The rules of an organisation: registered once by the region, which alone changes what it is; its employer changes its name. */
export const organisationDecider: Decider<OrganisationState, OrganisationCommand, OrganisationEvent> = {
  initialState: null,
  evolve: (_before, event) => {
    switch (event.type) {
      case 'OrganisationRegistered':
      case 'OrganisationChanged':
        return event.data;
    }
  },
  decide: (command, state) => {
    switch (command.type) {
      case 'RegisterOrganisation':
        return register(command, state);
      case 'ChangeOrganisation':
        return change(command, state);
    }
  },
};

function register(command: Register, state: OrganisationState): OrganisationEvent[] {
  const { organisationId, facts, by } = command;
  const soleTrader = command.soleTrader || facts.kind === 'self-employed';
  const ownerPersonId = command.ownerPersonId;
  if (state) {
    if (same(state, facts) && state.soleTrader === soleTrader && state.ownerPersonId === ownerPersonId) return [];
    refuse('organisation-exists', 'An organisation with this id is there already: give the new one an id of its own.');
  }
  if (soleTrader && ownerPersonId === null) {
    refuse('owner-missing', 'A sole trader is a person: name them in ownerPersonId, so that their data can be theirs.');
  }
  if (!soleTrader && ownerPersonId !== null) {
    refuse('owner-not-fitting', 'Only a sole trader has an ownerPersonId: leave it out, or say soleTrader.');
  }
  mustFit(facts);
  return [
    { type: 'OrganisationRegistered', data: { organisationId, ...facts, soleTrader, ownerPersonId, by: by.person } },
  ];
}

function change({ by, facts, releases }: Change, state: OrganisationState): OrganisationEvent[] {
  if (!state) unknown('organisation-unknown', 'There is no organisation with this id.');
  const { organisationId, soleTrader, ownerPersonId } = state;
  const region = by.roles.includes('region-admin');
  if (!region && by.for !== organisationId) {
    forbid('not-own-organisation', 'An organisation is changed by its own employer, or by the region.');
  }
  // Others build on what an organisation is: who issues, who is a school, whose number it is.
  if (!region && !same(state, { ...facts, name: state.name })) {
    forbid(
      'only-name-is-yours',
      'You change the name of your organisation; its kind, numbers and codes the region changes: ask a region-admin.',
    );
  }
  if (same(state, facts)) return [];
  const stays = sameNumbers(state, facts);
  if (stays ? releases !== null : !releases || !sameNumbers(state, releases)) {
    refuse('stream-busy', 'This organisation was changed at the same time. Try again in a moment.');
  }
  if (facts.kind === 'self-employed' && !soleTrader) {
    refuse('not-a-sole-trader', 'Whoever goes on as self-employed is registered anew, as the sole trader they are.');
  }
  mustFit(facts);
  return [
    { type: 'OrganisationChanged', data: { organisationId, ...facts, soleTrader, ownerPersonId, by: by.person } },
  ];
}

function mustFit({ kind, brin, rio }: OrganisationFacts): void {
  const education = kind === 'school' || kind === 'training-provider';
  if (!education && (brin !== null || rio !== null)) {
    refuse('codes-of-schools', 'BRIN and RIO codes are for schools and training providers: leave them out.');
  }
}

function same(state: OrganisationFacts, facts: OrganisationFacts): boolean {
  return (
    sameNumbers(state, facts) &&
    state.kind === facts.kind &&
    state.name === facts.name &&
    state.brin === facts.brin &&
    state.rio === facts.rio
  );
}

type Numbers = Pick<OrganisationFacts, 'kvkNumber' | 'branchNumber'>;

export function sameNumbers(one: Numbers, other: Numbers): boolean {
  return one.kvkNumber === other.kvkNumber && one.branchNumber === other.branchNumber;
}
