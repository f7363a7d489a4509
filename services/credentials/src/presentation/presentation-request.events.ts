import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** In which forms a credential can be shown (OpenID4VP 1.0, appendix B). */
export type PresentedFormat = 'ldp_vc' | 'jwt_vc_json' | 'vc+sd-jwt' | 'dc+sd-jwt';

/** What is said of a credential that was shown, and is genuine. */
export type PresentedVerdict = 'valid' | 'valid-issuer-unknown' | 'not-valid-any-more' | 'undecided';

/**
 * What stays of a presentation: whether it holds, which achievement it is of, and by whom. Of whoever showed it nothing is kept: neither
 * their key nor what they disclosed beside.
 */
export interface Presented {
  readonly format: PresentedFormat;
  readonly verdict: PresentedVerdict;
  /** The codes of what was wrong; none where it holds. */
  readonly codes: readonly string[];
  /** The DID of the issuer. */
  readonly issuer: string;
  readonly achievementName: string;
}

export type PresentationRequestEvent =
  | DomainEvent<
      'PresentationRequested',
      {
        requestId: string;
        /** Who asks, and for which organisation. */
        by: string;
        organisationId: string;
        /** Null: any Open Badge will do. */
        achievementId: string | null;
        formats: readonly PresentedFormat[];
        /** The organisation as a wallet is told of it: a DID with its prefix. */
        clientId: string;
        expiresAt: string;
      }
    >
  | DomainEvent<'PresentationAnswered', { requestId: string; by: string } & Presented>;

/** What somebody was shown is theirs to know. */
export const presentationRequestEvents: EventTypes<PresentationRequestEvent> = {
  PresentationRequested: { version: 1 },
  PresentationAnswered: { version: 1, personal: ({ by }) => [{ path: 'achievementName', of: by }] },
};
