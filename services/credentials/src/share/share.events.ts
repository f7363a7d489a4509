import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';
import type { PathKind } from '../credential/path.js';

/** The languages in which a page of ours can be read. */
export type PageLanguage = 'nl' | 'en';

/** A credential that was issued here, as a link shows it. */
export interface SharedHere {
  readonly credentialId: string;
  /** Which links of the path behind it are opened, each kind once, in the order of a path. */
  readonly path: readonly PathKind[];
}

/** One thing that a link shows: a credential that was issued here, or one from elsewhere that its holder brought. */
export type SharedOne = SharedHere | { readonly importedCredentialId: string };

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
    version: 4,
    personal: ({ learnerId }) => ['token', 'title'].map((path) => ({ path, of: learnerId })),
    upcast: {
      1: (data) => ({ ...(data as object), tellsPath: false }),
      2: (data) => ofOne(data as { credentialId: string }),
      3: (data) => inParts(data as Whole),
    },
  },
  ShareClosed: { version: 1 },
  ShareViewed: { version: 1 },
};

/** Before, a link showed one credential that was issued here. */
function ofOne({ credentialId, ...data }: { readonly credentialId: string }): object {
  return { ...data, credentials: [{ credentialId }], title: null };
}

interface Whole {
  readonly credentials: readonly object[];
  readonly tellsPath: boolean;
}

/** Before, a link opened the path behind each credential wholly or not at all. Of kinds that come later nobody had said a word. */
function inParts({ tellsPath, credentials, ...data }: Whole): object {
  const path: PathKind[] = tellsPath ? ['challenge', 'leg', 'baton', 'statement', 'judgement'] : [];
  return { ...data, credentials: credentials.map((one) => ('credentialId' in one ? { ...one, path } : one)) };
}
