import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** Which credentials are issued anew. */
export type Selection =
  /** All that an issuer signed with a key that was compromised since. */
  | { readonly kind: 'issuer-key'; readonly organisationId: string; readonly keyId: string }
  /** All in which an organisation endorsed with a key that was compromised since. */
  | { readonly kind: 'endorser-key'; readonly organisationId: string; readonly keyId: string }
  /** All under a version of an achievement in which a mistake was found; they get what a later version tells. */
  | {
      readonly kind: 'achievement';
      readonly organisationId: string;
      readonly achievementId: string;
      readonly fromVersion: number;
      readonly toVersion: number;
    };

export type ReissueEvent =
  | DomainEvent<
      'ReissueStarted',
      {
        reissueId: string;
        selection: Selection;
        /** How many there were to begin with; more may come until it ends. */
        total: number;
        /** For holders alone, beside the reason that everybody may know. */
        note: string | null;
        by: string;
      }
    >
  /** A share of them is done. `after` is the last, in the order of their ids. */
  | DomainEvent<'ReissueProgressed', { reissueId: string; after: string; reissued: number; skipped: number }>
  | DomainEvent<'ReissueFinished', { reissueId: string }>;

/** Nothing here is personal: a note is about all of them, not about one. */
export const reissueEvents: EventTypes<ReissueEvent> = {
  ReissueStarted: { version: 1 },
  ReissueProgressed: { version: 1 },
  ReissueFinished: { version: 1 },
};
