import { fold, given } from '@estafette/decider';
import { describe, expect, it } from 'vitest';
import {
  importedCredentialDecider,
  MOST_VERSIONS,
  type ImportedCredentialCommand,
} from './imported-credential.decider.js';
import type { Check, ImportedCredentialEvent, Judgement, Version } from './imported-credential.events.js';

const at = '2026-11-22T09:00:00.000Z';
const learner = { person: 'learner' };
const of = { importedCredentialId: 'imported', learnerId: 'learner' };
const passed: Check = { check: 'signature', outcome: 'passed', code: 'passed', reason: 'It passed.' };

const version = (text: string, validFrom: string | null = '2026-11-01T00:00:00.000Z'): Version => ({
  form: 'json',
  secured: 'data-integrity',
  kind: 'achievement',
  text,
  content: {
    name: 'Sourdough',
    credentialId: 'urn:uuid:1',
    issuerId: 'did:web:a.example',
    issuerName: null,
    validFrom,
    validUntil: null,
  },
  sha256: `sha256 of ${text}`,
});
const judgement = (more: Partial<Judgement> = {}): Judgement => ({
  verdict: 'valid-issuer-unknown',
  whose: 'nobody-checked',
  judgedAt: at,
  checks: [passed],
  ...more,
});
const bring = (one: Version, person = 'learner'): ImportedCredentialCommand => ({
  type: 'ImportCredential',
  by: { person },
  importedCredentialId: 'imported',
  version: one,
  judgement: judgement(),
});
const imported = (one: Version): ImportedCredentialEvent => ({
  type: 'CredentialImported',
  data: { ...of, ...one, ...judgement() },
});
const replaced = (one: Version): ImportedCredentialEvent => ({
  type: 'ImportedCredentialReplaced',
  data: { ...of, ...one, ...judgement() },
});
const judge = (one: Judgement, by = learner): ImportedCredentialCommand => ({
  type: 'JudgeImportedCredential',
  by,
  judgement: one,
});
const judged = (one: Judgement): ImportedCredentialEvent => ({
  type: 'ImportedCredentialJudged',
  data: { ...of, ...one },
});
const remove = (by = learner): ImportedCredentialCommand => ({ type: 'RemoveImportedCredential', by });
const removed: ImportedCredentialEvent = { type: 'ImportedCredentialRemoved', data: of };
const credentials = given(importedCredentialDecider);
const first = version('first');

describe('bringing a credential', () => {
  it('keeps it with what was said of it; the same text brought twice is one', () => {
    credentials().when(bring(first)).then(imported(first));
    credentials(imported(first)).when(bring(first)).thenNothing();
    credentials(imported(first))
      .when(bring(version('second'), 'another'))
      .thenRefuses('imported-credential-unknown');
  });

  it('in a newer version replaces the one before, which stays in its history', () => {
    const newer = version('newer', '2026-11-02T00:00:00.000Z');
    credentials(imported(first)).when(bring(newer)).then(replaced(newer));
    // Of the same moment both are up to date (Open Badges 3.0, section 10.1.1).
    credentials(imported(first))
      .when(bring(version('as new')))
      .then(replaced(version('as new')));
    const undated = version('undated', null);
    credentials(imported(first)).when(bring(undated)).then(replaced(undated));
    const { versions } = fold(importedCredentialDecider, [imported(first), replaced(newer)]);
    expect(versions.map(({ text }) => text)).toEqual(['first', 'newer']);
  });

  it('in an older version is refused, whatever way its moment is written', () => {
    credentials(imported(first))
      .when(bring(version('older', '2026-11-01T00:59:59+01:00')))
      .thenRefuses('newer-version-kept');
    const newer = version('newer', '2026-11-02T00:00:00Z');
    credentials(imported(first), replaced(newer)).when(bring(first)).thenRefuses('newer-version-kept');
  });

  it('is bounded in its versions', () => {
    const many = Array.from({ length: MOST_VERSIONS - 1 }, (_, nth) => replaced(version(`v${nth}`)));
    credentials(imported(first), ...many)
      .when(bring(version('one more')))
      .thenRefuses('too-many-versions');
    credentials(imported(first), ...many.slice(1))
      .when(bring(version('one more')))
      .then(replaced(version('one more')));
  });

  it('that was removed brings it anew, also in an older version', () => {
    const older = version('older', '2020-01-01T00:00:00Z');
    credentials(imported(first), removed).when(bring(older)).then(imported(older));
  });

  it('goes on once its texts cannot be opened any more', () => {
    const erased = {
      ...imported(first).data,
      text: '',
      content: '',
      sha256: '',
      checks: '',
    } as unknown as typeof first;
    const state = fold(importedCredentialDecider, [
      { type: 'CredentialImported', data: { ...of, ...erased, ...judgement() } },
    ]);
    expect(state.of).toEqual(of);
  });
});

describe('judging it again', () => {
  const ended = judgement({ verdict: 'not-valid-any-more', judgedAt: '2026-11-22T09:00:30.000Z' });

  it('keeps what is said of it now', () => {
    credentials(imported(first)).when(judge(ended)).then(judged(ended));
    const later = judgement({ judgedAt: '2026-11-22T09:01:00.000Z' });
    credentials(imported(first)).when(judge(later)).then(judged(later));
    const theirs = judgement({ whose: 'theirs', judgedAt: '2026-11-22T09:00:01.000Z' });
    credentials(imported(first)).when(judge(theirs)).then(judged(theirs));
  });

  it('within a minute is no news where nothing else is said', () => {
    const soon = judgement({ judgedAt: '2026-11-22T09:00:59.999Z' });
    credentials(imported(first)).when(judge(soon)).thenNothing();
    credentials(imported(first), judged(ended))
      .when(judge({ ...ended, judgedAt: '2026-11-22T09:01:29.999Z' }))
      .thenNothing();
  });

  it('is for the learner alone, while it is there', () => {
    credentials(imported(first))
      .when(judge(ended, { person: 'another' }))
      .thenRefuses('imported-credential-unknown');
    credentials(imported(first), removed).when(judge(ended)).thenRefuses('imported-credential-unknown');
    credentials().when(judge(ended)).thenRefuses('imported-credential-unknown');
  });
});

describe('removing it', () => {
  it('is done by the learner, once; for others it is not there', () => {
    credentials(imported(first)).when(remove()).then(removed);
    credentials(imported(first), removed).when(remove()).thenNothing();
    credentials(imported(first))
      .when(remove({ person: 'another' }))
      .thenRefuses('imported-credential-unknown');
    credentials().when(remove()).thenRefuses('imported-credential-unknown');
  });

  it('leaves no text in what is decided on', () => {
    expect(fold(importedCredentialDecider, [imported(first), removed])).toEqual({ of, versions: [], judgement: null });
  });
});
