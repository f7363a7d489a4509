import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { CredentialEvent } from '../../credential/credential.events.js';
import type { ReissueEvent } from '../../reissue/reissue.events.js';
import { reissues, type ReissuesRow } from './reissues.view.js';

type Event = ReissueEvent | Extract<CredentialEvent, { type: 'CredentialReissued' }>;

const recorded = (event: Event, revision: number, streamId = 'reissue-1'): Recorded & Event => ({
  id: 'event',
  streamId,
  revision,
  cursor: START,
  ...event,
  metadata: { at: `2026-11-2${revision}T14:00:00.000Z`, by: 'service:credentials', for: null },
});
const selection = { kind: 'issuer-key', organisationId: 'school', keyId: 'key-1' } as const;
const reissueId = 'reissue';
const started = recorded({ type: 'ReissueStarted', data: { reissueId, selection, total: 3, note: null, by: 'a' } }, 1);
const share = (reissued: number, skipped = 0) =>
  recorded({ type: 'ReissueProgressed', data: { reissueId, after: 'c', reissued, skipped } }, 2);
const progressed = share(2, 1);
const finished = recorded({ type: 'ReissueFinished', data: { reissueId } }, 3);
const renewed = (operationId: string | null = reissueId) => {
  const of = { credentialId: 'c', learnerId: 'learner', organisationId: 'school', note: null, by: 'a' };
  const signed = { credential: '{}', digest: '', keyId: 'key-2', status: null, validUntil: null, endorsedBy: [] };
  const data = { ...of, ...signed, reason: 'corrected', copies: [], replaces: null, achievementVersion: 1 } as const;
  return recorded({ type: 'CredentialReissued', data: { ...data, operationId } }, 7, 'credential-c');
};
const after = (...events: (Recorded & Event)[]): ReissuesRow | null =>
  events
    .filter((event) => reissues.keys(event).includes(reissueId))
    .reduce<ReissuesRow | null>((row, event) => reissues.evolve(row, event, reissueId), null);

describe('the view reissues', () => {
  it('tells what is issued anew, and how far it is', () => {
    const told = { reissueId, organisationId: 'school', selection, note: null, total: 3 };
    const begun = { ...told, startedAt: '2026-11-21T14:00:00.000Z', finishedAt: null };
    expect(reissues.keys(started)).toEqual([reissueId]);
    expect(after(started)).toEqual({ ...begun, reissued: 0, inShare: 0, skipped: 0, revision: 1 });
    expect(after(started, renewed())).toEqual({ ...begun, reissued: 1, inShare: 1, skipped: 0, revision: 1 });
    const through = after(started, renewed(), renewed(), progressed);
    expect(through).toEqual({ ...begun, reissued: 2, inShare: 0, skipped: 1, revision: 2 });
    expect(after(started, progressed, finished)).toMatchObject({ finishedAt: '2026-11-23T14:00:00.000Z', revision: 3 });
  });

  it('counts each credential as often as it was issued anew, whatever a share that was begun twice tells', () => {
    expect(after(started, renewed(), renewed(), share(0), renewed(), share(1))?.reissued).toBe(3);
  });

  it('takes the word of a share for credentials of before they named what they were part of', () => {
    const old = [started, renewed(null), renewed(null), share(2)];
    expect(after(...old)?.reissued).toBe(2);
    expect(after(...old, renewed(null), renewed(), share(2), renewed(), share(1))?.reissued).toBe(5);
  });

  it('takes nothing from other streams, nor of other operations', () => {
    expect(reissues.keys({ ...started, streamId: 'issuer-school' })).toEqual([]);
    expect(reissues.keys(renewed('another'))).toEqual(['another']);
    expect(reissues.keys(renewed(null))).toEqual([]);
    expect(reissues.evolve(null, renewed(), reissueId)).toBeNull();
  });
});
