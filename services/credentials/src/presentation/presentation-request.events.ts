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

/** With which a wallet says no: OpenID4VP 1.0, section 8.5; RFC 6749, section 4.1.2.1; RFC 9101, section 7. */
const WALLET_ERRORS = [
  'access_denied',
  'invalid_client',
  'invalid_request',
  'invalid_request_object',
  'invalid_request_uri',
  'invalid_request_uri_method',
  'invalid_scope',
  'invalid_transaction_data',
  'server_error',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_response_type',
  'vp_formats_not_supported',
  'wallet_unavailable',
] as const;

/** Whatever else a wallet says is `other`: anybody can write something there, and it would be kept for good. */
export type WalletError = (typeof WALLET_ERRORS)[number] | 'other';

export function walletErrorOf(error: string): WalletError {
  return WALLET_ERRORS.find((one) => one === error) ?? 'other';
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
  | DomainEvent<'PresentationAnswered', { requestId: string; by: string } & Presented>
  /** A wallet said no, for whoever has it or for itself. */
  | DomainEvent<'PresentationDeclined', { requestId: string; by: string; error: WalletError }>;

/** What somebody was shown is theirs to know. */
export const presentationRequestEvents: EventTypes<PresentationRequestEvent> = {
  PresentationRequested: { version: 1 },
  PresentationAnswered: { version: 1, personal: ({ by }) => [{ path: 'achievementName', of: by }] },
  PresentationDeclined: { version: 1 },
};
