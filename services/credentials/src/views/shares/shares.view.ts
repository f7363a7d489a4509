import type { View } from '@estafette/event-store';
import type { PageLanguage, SharedOne, ShareEvent } from '../../share/share.events.js';

/** One link of a holder, to a credential of theirs or to several. `token` and `title` are sealed with the holder's key. */
export interface SharesRow {
  readonly shareId: string;
  readonly learnerId: string;
  /** In the order that the holder put them in. */
  readonly credentials: readonly SharedOne[];
  /** Null: one credential, and nothing around it. */
  readonly title: unknown;
  readonly tokenDigest: string;
  readonly token: unknown;
  readonly language: PageLanguage | null;
  readonly openedAt: string;
  readonly expiresAt: string | null;
  readonly closedAt: string | null;
  /** How many looks are kept. */
  readonly views: number;
  /** When the last of them were, the newest first. */
  readonly lastViews: readonly string[];
  readonly revision: number;
}

const LAST = 20;

/** Which links somebody gave out, and when they were looked at. */
export const shares: View<SharesRow, ShareEvent> = {
  name: 'shares',
  version: 4,
  key: 'shareId',
  keys: (event) => (event.streamId.startsWith('share-') ? [event.data.shareId] : []),
  evolve: (row, { type, data, metadata: { at }, revision }) => {
    if (type === 'ShareOpened') return { ...data, openedAt: at, closedAt: null, views: 0, lastViews: [], revision };
    if (row === null) return null;
    switch (type) {
      case 'ShareClosed':
        return { ...row, closedAt: data.closedAt, revision };
      case 'ShareViewed':
        return { ...row, views: row.views + 1, lastViews: [data.at, ...row.lastViews].slice(0, LAST), revision };
    }
  },
};
