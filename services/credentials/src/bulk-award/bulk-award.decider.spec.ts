import { given } from '@estafette/decider';
import { describe, expect, it } from 'vitest';
import { bulkAwardDecider, bulkAwardPartDecider } from './bulk-award.decider.js';
import { bulkAwardPartEvents } from './bulk-award.events.js';

const of = { bulkAwardId: 'bulk', organisationId: 'school' };
const achievement = { achievementId: 'achievement', achievementVersion: 2 };
const file = {
  ...{ ...of, ...achievement, total: 150, parts: 2, digest: 'a'.repeat(64), by: 'clerk' },
  ...{ corrects: [], leftOut: null },
};
const row = {
  line: 2,
  learnerId: 'learner',
  assessedBy: 'assessor',
  awardedOn: '2026-11-20',
  results: [],
  period: null,
  evidence: { url: 'https://school.example/film', sha256: null },
};
const part = { ...of, ...achievement, corrects: [], part: 1, rows: [row], withdrawn: [] };
const done = { ...of, part: 1, issued: 1, reissued: 0, unchanged: 0, revoked: 0, refused: [] };

describe('a bulk award', () => {
  const awards = given(bulkAwardDecider);
  const start = { type: 'StartBulkAward', ...file } as const;
  const started = { type: 'BulkAwardStarted', data: file } as const;

  it('is started once, by one file', () => {
    awards().when(start).then(started);
    awards(started).when(start).thenNothing();
    // A version published meanwhile makes it no other award.
    awards(started)
      .when({ ...start, achievementVersion: 3 })
      .thenNothing();
    const others = [
      { digest: 'b'.repeat(64) },
      { achievementId: 'another' },
      { corrects: ['first'] },
      { leftOut: 'revoked' as const },
    ];
    for (const other of others) {
      awards(started)
        .when({ ...start, ...other })
        .thenRefuses('bulk-award-exists');
    }
  });

  it('is put right by one other', () => {
    const correct = { type: 'CorrectBulkAward', correctionId: 'second' } as const;
    const corrected = { type: 'BulkAwardCorrected', data: { ...of, correctionId: 'second' } } as const;
    awards(started).when(correct).then(corrected);
    awards(started, corrected).when(correct).thenNothing();
    awards(started, corrected)
      .when({ ...correct, correctionId: 'third' })
      .thenRefuses('bulk-award-corrected');
  });
});

describe('a part of it', () => {
  const parts = given(bulkAwardPartDecider);
  const isGiven = { type: 'BulkAwardPartGiven', data: part } as const;
  const isDone = { type: 'BulkAwardPartDone', data: done } as const;

  it('is given once and done once', () => {
    parts()
      .when({ type: 'GivePart', ...part })
      .then(isGiven);
    parts(isGiven)
      .when({ type: 'GivePart', ...part })
      .thenNothing();
    parts(isGiven)
      .when({ type: 'FinishPart', ...done })
      .then(isDone);
    parts(isGiven, isDone)
      .when({ type: 'FinishPart', ...done, issued: 0 })
      .thenNothing();
    parts()
      .when({ type: 'FinishPart', ...done })
      .thenNothing();
  });

  it('has where evidence lies sealed with the key of the learner', () => {
    const without = { ...row, evidence: null };
    expect(bulkAwardPartEvents.BulkAwardPartGiven.personal?.({ ...part, rows: [without, row] })).toEqual([
      { path: 'rows.1.evidence.url', of: 'learner' },
    ]);
  });
});
