import type { Decider, DomainEvent } from '@estafette/decider';

interface Membership {
  readonly membershipId: string;
  readonly organisationId: string;
  readonly role: string;
}

export type MembershipEvent =
  DomainEvent<'Granted', Membership & { readonly personId: string }> | DomainEvent<'Revoked', Membership>;
export type MembershipCommand = Membership & { readonly personId: string };

/** What somebody holds: small, plain facts, such as services follow and react to. */
export const membershipDecider: Decider<readonly Membership[], MembershipCommand, MembershipEvent> = {
  initialState: [],
  evolve: (held, { type, data }) => {
    const others = held.filter((one) => one.membershipId !== data.membershipId);
    return type === 'Granted' ? [...others, data] : others;
  },
  decide: (command, held) =>
    held.some((one) => one.membershipId === command.membershipId) ? [] : [{ type: 'Granted', data: command }],
};
