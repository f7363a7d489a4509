import type { View } from '@estafette/event-store';
import type { ImportedCredentialEvent, Judgement, Version, Whose } from '../../imported/imported-credential.events.js';

/** Something that happened to it. `sha256` is of the text that was judged, sealed with the learner's key; null: of the one before. */
export interface ImportedEntry {
  readonly what: 'imported' | 'replaced' | 'judged';
  readonly at: string;
  readonly verdict: Judgement['verdict'];
  readonly sha256: unknown;
}

/** One credential from elsewhere, as its learner brought it last. `text`, `content`, `sha256` and `checks` are sealed with their key. */
export interface ImportedCredentialsRow {
  readonly importedCredentialId: string;
  readonly learnerId: string;
  readonly form: Version['form'];
  readonly secured: Version['secured'];
  readonly kind: Version['kind'];
  readonly text: unknown;
  readonly content: unknown;
  readonly sha256: unknown;
  readonly verdict: Judgement['verdict'];
  readonly whose: Whose;
  readonly judgedAt: string;
  readonly checks: unknown;
  readonly importedAt: string;
  /** The latest of what happened to it, the last one last. */
  readonly history: readonly ImportedEntry[];
  readonly revision: number;
}

const MOST_ENTRIES = 100;

/** What somebody brought from elsewhere into their passport, and what the verifier said of it last. */
export const importedCredentials: View<ImportedCredentialsRow, ImportedCredentialEvent> = {
  name: 'imported-credentials',
  version: 1,
  key: 'importedCredentialId',
  keys: (event) => (event.streamId.startsWith('imported-credential-') ? [event.data.importedCredentialId] : []),
  evolve: (row, { type, data, metadata: { at }, revision }) => {
    if (type === 'ImportedCredentialRemoved') return null;
    const happened = (what: ImportedEntry['what'], sha256: unknown): ImportedEntry[] =>
      [...(row?.history ?? []), { what, at, verdict: data.verdict, sha256 }].slice(-MOST_ENTRIES);
    switch (type) {
      case 'CredentialImported':
        return { ...data, importedAt: at, history: happened('imported', data.sha256), revision };
      case 'ImportedCredentialReplaced':
        return row && { ...row, ...data, history: happened('replaced', data.sha256), revision };
      case 'ImportedCredentialJudged':
        return row && { ...row, ...data, history: happened('judged', null), revision };
    }
  },
};
