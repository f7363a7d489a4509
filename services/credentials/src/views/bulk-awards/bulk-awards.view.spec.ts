import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { BulkAwardEvent, BulkAwardPartEvent } from '../../bulk-award/bulk-award.events.js';
import { bulkAwards, type BulkAwardsRow } from './bulk-awards.view.js';

type Event = BulkAwardEvent | BulkAwardPartEvent;

const of = { bulkAwardId: 'bulk', organisationId: 'school' };
const achievement = { achievementId: 'achievement', achievementVersion: 2 };
const at = (event: Event, minute: number): Recorded & Event => ({
  id: 'event',
  streamId: 'bulk-award-bulk',
  revision: minute,
  cursor: START,
  ...event,
  metadata: { at: `2026-11-22T14:0${minute}:00.000Z`, by: 'clerk', for: 'school' },
});
const started = at(
  { type: 'BulkAwardStarted', data: { ...of, ...achievement, total: 150, parts: 2, digest: 'secret', by: 'clerk' } },
  1,
);
const given = at({ type: 'BulkAwardPartGiven', data: { ...of, ...achievement, part: 1, rows: [] } }, 1);
const done = (part: number, line: number, minute: number) =>
  at(
    { type: 'BulkAwardPartDone', data: { ...of, part, issued: 74, refused: [{ line, code: 'awarded-before' }] } },
    minute,
  );
const after = (...events: (Recorded & Event)[]): BulkAwardsRow | null =>
  events.reduce<BulkAwardsRow | null>((row, event) => bulkAwards.evolve(row, event, 'bulk'), null);

describe('the view bulk-awards', () => {
  it('has a row for each, with how far it is', () => {
    const row = { ...of, ...achievement, total: 150, parts: 2, startedAt: '2026-11-22T14:01:00.000Z' };
    expect(after(started)).toEqual({ ...row, partsDone: 0, issued: 0, refused: [], finishedAt: null, revision: 1 });
    expect(after(started, done(2, 120, 2))).toMatchObject({ ...row, partsDone: 1, issued: 74, finishedAt: null });
    expect(after(started, done(2, 120, 2), done(1, 7, 3))).toEqual({
      ...row,
      partsDone: 2,
      issued: 148,
      refused: [
        { line: 7, code: 'awarded-before' },
        { line: 120, code: 'awarded-before' },
      ],
      finishedAt: '2026-11-22T14:03:00.000Z',
      revision: 3,
    });
  });

  it('takes nothing from the rows themselves', () => {
    expect(bulkAwards.keys(given)).toEqual([]);
    expect(bulkAwards.keys(started)).toEqual(['bulk']);
  });
});
