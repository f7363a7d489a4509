import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { ShareEvent } from '../../share/share.events.js';
import { shares, type SharesRow } from './shares.view.js';

const token = { sealed: 'learner', at: 'place', box: 'box' } as unknown as string;
const of = { shareId: 'share', learnerId: 'learner' };
const data = {
  ...of,
  credentials: [{ credentialId: 'credential', path: ['leg'] as const }, { importedCredentialId: 'imported' }],
  title: { sealed: 'learner', at: 'place', box: 'title' } as unknown as string,
  tokenDigest: 'f'.repeat(64),
  token,
  language: 'en' as const,
  expiresAt: '2027-11-22T09:00:00.000Z',
};
const at = (event: ShareEvent, revision = 1): Recorded & ShareEvent => ({
  id: 'event',
  streamId: 'share-share',
  revision,
  cursor: START,
  ...event,
  metadata: { at: '2026-11-22T09:00:00.000Z', by: 'learner', for: 'self' },
});
const opened = at({ type: 'ShareOpened', data });
const minute = (count: number): string => new Date(Date.UTC(2026, 10, 23, 9, count)).toISOString();
const viewed = (count: number) => at({ type: 'ShareViewed', data: { ...of, at: minute(count) } }, count + 2);
const after = (...events: (Recorded & ShareEvent)[]): SharesRow | null =>
  events.reduce<SharesRow | null>((row, event) => shares.evolve(row, event, 'share'), null);
const first = {
  ...data,
  openedAt: '2026-11-22T09:00:00.000Z',
  closedAt: null,
  views: 0,
  lastViews: [],
  revision: 1,
};

describe('the view shares', () => {
  it('has a row for each link, of which token and title stay sealed', () => {
    expect(shares.keys(opened)).toEqual(['share']);
    expect(after(opened)).toEqual(first);
  });

  it('counts the looks and tells when the last were, the newest first', () => {
    expect(after(opened, viewed(0), viewed(1))).toEqual({
      ...first,
      views: 2,
      lastViews: [minute(1), minute(0)],
      revision: 3,
    });
    const many = after(opened, ...Array.from({ length: 30 }, (_, count) => viewed(count)));
    expect(many).toMatchObject({ views: 30, lastViews: Array.from({ length: 20 }, (_, count) => minute(29 - count)) });
  });

  it('tells when it was closed', () => {
    const closed = at({ type: 'ShareClosed', data: { ...of, closedAt: minute(7) } }, 2);
    expect(after(opened, closed)).toEqual({ ...first, closedAt: minute(7), revision: 2 });
  });

  it('takes nothing from other streams', () => {
    expect(shares.keys({ ...opened, streamId: 'credential-1' })).toEqual([]);
    expect(after(viewed(1))).toBeNull();
  });
});
