import type { Decider } from '@estafette/decider';
import type { ProfileEvent, ToldProfile } from './profile.events.js';

export interface ProfileCommand {
  readonly type: 'PutProfile';
  readonly by: { readonly person: string };
  readonly profile: ToldProfile;
}

export interface ProfileState {
  /** Null where nothing was told yet. */
  readonly profile: ToldProfile | null;
}

/** The rules of a profile: whoever it is of says what stands in it. */
export const profileDecider: Decider<ProfileState, ProfileCommand, ProfileEvent> = {
  initialState: { profile: null },
  evolve: (_state, { data: { profile } }) => ({ profile }),
  decide: ({ by, profile }, state) =>
    saying(profile) === saying(state.profile) ? [] : [{ type: 'ProfilePut', data: { learnerId: by.person, profile } }],
};

/** Whatever the order of its members. */
function saying(profile: ToldProfile | null): string {
  return JSON.stringify(profile && Object.entries(profile).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
