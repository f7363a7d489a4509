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
const file = { ...of, ...achievement, total: 150, parts: 2, digest: 'secret', by: 'clerk' };
const started = at({ type: 'BulkAwardStarted', data: { ...file, corrects: [], leftOut: null } }, 1);
const rows = { corrects: [], part: 1, rows: [], withdrawn: [] };
const given = at({ type: 'BulkAwardPartGiven', data: { ...of, ...achievement, ...rows } }, 1);
const counts = { issued: 74, reissued: 3, unchanged: 2, revoked: 1 };
const done = (part: number, line: number, minute: number) =>
  at(
    { type: 'BulkAwardPartDone', data: { ...of, part, ...counts, refused: [{ line, code: 'awarded-before' }] } },
    minute,
  );
const after = (...events: (Recorded & Event)[]): BulkAwardsRow | null =>
  events.reduce<BulkAwardsRow | null>((row, event) => bulkAwards.evolve(row, event, 'bulk'), null);

describe('the view bulk-awards', () => {
  it('has a row for each, with how far it is', () => {
    const whose = { ...of, ...achievement, corrects: null, correctedBy: null };
    const row = { ...whose, total: 150, parts: 2, startedAt: '2026-11-22T14:01:00.000Z' };
    const nothing = { partsDone: 0, issued: 0, reissued: 0, unchanged: 0, revoked: 0, refused: [] };
    expect(after(started)).toEqual({ ...row, ...nothing, finishedAt: null, revision: 1 });
    expect(after(started, done(2, 120, 2))).toMatchObject({ ...row, partsDone: 1, issued: 74, finishedAt: null });
    expect(after(started, done(2, 120, 2), done(1, 7, 3))).toEqual({
      ...row,
      partsDone: 2,
      ...{ issued: 148, reissued: 6, unchanged: 4, revoked: 2 },
      refused: [
        { line: 7, code: 'awarded-before' },
        { line: 120, code: 'awarded-before' },
      ],
      finishedAt: '2026-11-22T14:03:00.000Z',
      revision: 3,
    });
  });

  it('tells which puts which right', () => {
    const corrected = at({ type: 'BulkAwardCorrected', data: { ...of, correctionId: 'third' } }, 4);
    const second = { ...file, corrects: ['zeroth', 'first'], leftOut: 'kept' as const };
    expect(after(at({ type: 'BulkAwardStarted', data: second }, 1), corrected)).toMatchObject({
      ...{ corrects: 'first', correctedBy: 'third', revision: 4 },
    });
    expect(bulkAwards.keys(corrected)).toEqual(['bulk']);
  });

  it('shows what names nobody, and takes nothing back, as finished', () => {
    const nobody = at(
      { type: 'BulkAwardStarted', data: { ...file, parts: 0, corrects: ['first'], leftOut: 'kept' } },
      1,
    );
    expect(after(nobody)).toMatchObject({ finishedAt: '2026-11-22T14:01:00.000Z' });
  });

  it('takes nothing from the rows themselves', () => {
    expect(bulkAwards.keys(given)).toEqual([]);
    expect(bulkAwards.keys(started)).toEqual(['bulk']);
  });
});
