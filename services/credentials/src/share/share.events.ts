import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** The languages in which a page of ours can be read. */
export type PageLanguage = 'nl' | 'en';

export type ShareEvent =
  | DomainEvent<
      'ShareOpened',
      {
        shareId: string;
        learnerId: string;
        credentialId: string;
        /** By which the share is found: SHA-256 of the token, 64 lower-case hex digits. Of 128 random bits nobody guesses it. */
        tokenDigest: string;
        /** What stands in the link: whoever has it sees the credential. For the holder alone. */
        token: string;
        /** In which the link opens; null: as the browser of whoever looks wants it. */
        language: PageLanguage | null;
        /** Whether it shows what led to the credential too. */
        tellsPath: boolean;
        /** Null: until the holder closes it. */
        expiresAt: string | null;
      }
    >
  | DomainEvent<'ShareClosed', { shareId: string; learnerId: string; closedAt: string }>
  /** Somebody opened the link. Of who looked, and from where, nothing is kept. */
  | DomainEvent<'ShareViewed', { shareId: string; learnerId: string; at: string }>;

/** Only the holder can see the link again. Without their key nobody can: then the credential cannot be opened either. */
export const shareEvents: EventTypes<ShareEvent> = {
  ShareOpened: {
    version: 2,
    personal: ({ learnerId }) => [{ path: 'token', of: learnerId }],
    upcast: { 1: (data) => ({ ...(data as object), tellsPath: false }) },
  },
  ShareClosed: { version: 1 },
  ShareViewed: { version: 1 },
};
