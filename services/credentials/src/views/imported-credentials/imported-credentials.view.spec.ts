import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { ImportedCredentialEvent } from '../../imported/imported-credential.events.js';
import { importedCredentials, type ImportedCredentialsRow } from './imported-credentials.view.js';

const sealed = (box: string): never => ({ sealed: 'learner', at: 'place', box }) as never;
const of = { importedCredentialId: 'imported', learnerId: 'learner' };
const said = { verdict: 'valid' as const, whose: 'theirs' as const, judgedAt: 'then', checks: sealed('checks') };
const version = { form: 'png' as const, secured: 'jwt' as const, kind: 'achievement' as const };
const data = { ...of, ...version, text: sealed('text'), content: sealed('first'), sha256: sealed('hash'), ...said };
const at = (event: ImportedCredentialEvent, revision = 1): Recorded & ImportedCredentialEvent => ({
  id: 'event',
  streamId: 'imported-credential-imported',
  revision,
  cursor: START,
  ...event,
  metadata: { at: `2026-11-2${revision}T09:00:00.000Z`, by: 'learner', for: 'self' },
});
const imported = at({ type: 'CredentialImported', data });
const after = (...events: (Recorded & ImportedCredentialEvent)[]): ImportedCredentialsRow | null =>
  events.reduce<ImportedCredentialsRow | null>(
    (row, event) => importedCredentials.evolve(row, event, 'imported'),
    null,
  );
const entry = (what: string, day: number, verdict: string, sha256: unknown) => ({
  what,
  at: `2026-11-2${day}T09:00:00.000Z`,
  verdict,
  sha256,
});
const importedAt = '2026-11-21T09:00:00.000Z';
const first = entry('imported', 1, 'valid', sealed('hash'));

describe('the view imported-credentials', () => {
  it('has a row for each, in which what it says stays sealed', () => {
    expect(importedCredentials.keys(imported)).toEqual(['imported']);
    expect(after(imported)).toEqual({ ...data, importedAt, history: [first], revision: 1 });
  });

  it('keeps the version and the verdict that came last, and what happened', () => {
    const newer = {
      ...data,
      form: 'json' as const,
      text: sealed('newer'),
      content: sealed('second'),
      sha256: sealed('other'),
    };
    const replaced = at({ type: 'ImportedCredentialReplaced', data: newer }, 2);
    const ended = { ...said, verdict: 'not-valid-any-more' as const, checks: sealed('again') };
    const judged = at({ type: 'ImportedCredentialJudged', data: { ...of, ...ended } }, 3);
    const second = entry('replaced', 2, 'valid', sealed('other'));
    expect(after(imported, replaced)).toEqual({ ...newer, importedAt, history: [first, second], revision: 2 });
    expect(after(imported, replaced, judged)).toEqual({
      ...newer,
      ...ended,
      importedAt,
      history: [first, second, entry('judged', 3, 'not-valid-any-more', null)],
      revision: 3,
    });
  });

  it('keeps the latest hundred of what happened', () => {
    const judged = at({ type: 'ImportedCredentialJudged', data: { ...of, ...said } }, 2);
    const row = after(imported, ...Array.from({ length: 150 }, () => judged));
    expect(row?.history).toHaveLength(100);
    expect(row?.history[0]?.what).toBe('judged');
  });

  it('has none once it was removed, and one again when it is brought anew', () => {
    const removed = at({ type: 'ImportedCredentialRemoved', data: of }, 2);
    expect(after(imported, removed)).toBeNull();
    const anew = at({ type: 'CredentialImported', data }, 3);
    expect(after(imported, removed, anew)).toMatchObject({ importedAt: '2026-11-23T09:00:00.000Z', revision: 3 });
  });

  it('takes nothing from other streams', () => {
    expect(importedCredentials.keys({ ...imported, streamId: 'credential-1' })).toEqual([]);
    expect(after(at({ type: 'ImportedCredentialJudged', data: { ...of, ...said } }))).toBeNull();
  });
});
