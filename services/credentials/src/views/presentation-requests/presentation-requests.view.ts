import type { View } from '@estafette/event-store';
import type {
  PresentationRequestEvent,
  PresentedFormat,
  PresentedVerdict,
  WalletError,
} from '../../presentation/presentation-request.events.js';

/** One request of an organisation to a wallet. `achievementName` is sealed with the key of whoever asked. */
export interface PresentationRequestsRow {
  readonly requestId: string;
  readonly by: string;
  readonly organisationId: string;
  readonly achievementId: string | null;
  readonly formats: readonly PresentedFormat[];
  readonly clientId: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly answeredAt: string | null;
  readonly format: PresentedFormat | null;
  readonly verdict: PresentedVerdict | null;
  readonly codes: readonly string[];
  readonly issuer: string | null;
  readonly achievementName: unknown;
  readonly declinedAt: string | null;
  readonly error: WalletError | null;
  readonly revision: number;
}

const OPEN = {
  answeredAt: null,
  format: null,
  verdict: null,
  codes: [],
  issuer: null,
  // Of a column of JSON, which is never null.
  achievementName: '',
  declinedAt: null,
  error: null,
} as const;

/** What was asked of wallets, and what was shown or declined. */
export const presentationRequests: View<PresentationRequestsRow, PresentationRequestEvent> = {
  name: 'presentation-requests',
  version: 2,
  key: 'requestId',
  keys: (event) => (event.streamId.startsWith('presentation-request-') ? [event.data.requestId] : []),
  evolve: (row, { type, data, metadata: { at }, revision }) => {
    switch (type) {
      case 'PresentationRequested':
        return { ...data, ...OPEN, requestedAt: at, revision };
      case 'PresentationAnswered':
        return row && { ...row, ...data, answeredAt: at, revision };
      case 'PresentationDeclined':
        return row && { ...row, ...data, declinedAt: at, revision };
    }
  },
};
