import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** What a learner tells of themselves to other systems (Open Badges 3.0, `Profile`), without its id and type, which are ours. */
export interface ToldProfile {
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly description?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly image?: { readonly id: string; readonly type: 'Image'; readonly caption?: string | undefined } | undefined;
  readonly givenName?: string | undefined;
  readonly familyName?: string | undefined;
  readonly additionalName?: string | undefined;
  readonly familyNamePrefix?: string | undefined;
  readonly honorificPrefix?: string | undefined;
  readonly honorificSuffix?: string | undefined;
}

/** The whole profile, in place of the one before. */
export type ProfileEvent = DomainEvent<'ProfilePut', { learnerId: string; profile: ToldProfile }>;

export const profileEvents: EventTypes<ProfileEvent> = {
  ProfilePut: { version: 1, personal: ({ learnerId }) => [{ path: 'profile', of: learnerId }] },
};
