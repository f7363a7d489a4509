import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** The languages in which a page of ours can be read. */
export type PageLanguage = 'nl' | 'en';

/** One thing that a link shows: a credential that was issued here, or one from elsewhere that its holder brought. */
export type SharedOne = { readonly credentialId: string } | { readonly importedCredentialId: string };

export type ShareEvent =
  | DomainEvent<
      'ShareOpened',
      {
        shareId: string;
        learnerId: string;
        /** What it shows, in the order that its holder put it in; one at least, each once. */
        credentials: readonly SharedOne[];
        /** What its holder calls the whole; null: it shows one credential, and nothing around it. For those who have the link. */
        title: string | null;
        /** By which the share is found: SHA-256 of the token, 64 lower-case hex digits. Of 128 random bits nobody guesses it. */
        tokenDigest: string;
        /** What stands in the link: whoever has it sees what it shows. For the holder alone. */
        token: string;
        /** In which the link opens; null: as the browser of whoever looks wants it. */
        language: PageLanguage | null;
        /** Whether it shows what led to each credential too. */
        tellsPath: boolean;
        /** Null: until the holder closes it. */
        expiresAt: string | null;
      }
    >
  | DomainEvent<'ShareClosed', { shareId: string; learnerId: string; closedAt: string }>
  /** Somebody opened the link. Of who looked, and from where, nothing is kept. */
  | DomainEvent<'ShareViewed', { shareId: string; learnerId: string; at: string }>;

/** Only the holder can see the link again. Without their key nobody can: then what it shows cannot be opened either. */
export const shareEvents: EventTypes<ShareEvent> = {
  ShareOpened: {
    version: 3,
    personal: ({ learnerId }) => ['token', 'title'].map((path) => ({ path, of: learnerId })),
    upcast: {
      1: (data) => ({ ...(data as object), tellsPath: false }),
      2: (data) => ofOne(data as { credentialId: string }),
    },
  },
  ShareClosed: { version: 1 },
  ShareViewed: { version: 1 },
};

/** Before, a link showed one credential that was issued here. */
function ofOne({ credentialId, ...data }: { readonly credentialId: string }): object {
  return { ...data, credentials: [{ credentialId }], title: null };
}
