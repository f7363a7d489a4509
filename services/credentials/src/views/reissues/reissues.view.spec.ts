import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { ReissueEvent } from '../../reissue/reissue.events.js';
import { reissues, type ReissuesRow } from './reissues.view.js';

const recorded = (event: ReissueEvent, revision: number): Recorded & ReissueEvent => ({
  id: 'event',
  streamId: 'reissue-1',
  revision,
  cursor: START,
  ...event,
  metadata: { at: `2026-11-2${revision}T14:00:00.000Z`, by: 'service:credentials', for: null },
});
const selection = { kind: 'issuer-key', organisationId: 'school', keyId: 'key-1' } as const;
const reissueId = 'reissue';
const started = recorded({ type: 'ReissueStarted', data: { reissueId, selection, total: 3, note: null, by: 'a' } }, 1);
const progressed = recorded({ type: 'ReissueProgressed', data: { reissueId, after: 'c', reissued: 2, skipped: 1 } }, 2);
const finished = recorded({ type: 'ReissueFinished', data: { reissueId } }, 3);
const after = (...events: (Recorded & ReissueEvent)[]): ReissuesRow | null =>
  events.reduce<ReissuesRow | null>((row, event) => reissues.evolve(row, event, reissueId), null);

describe('the view reissues', () => {
  it('tells what is issued anew, and how far it is', () => {
    const told = { reissueId, organisationId: 'school', selection, note: null, total: 3 };
    const begun = { ...told, startedAt: '2026-11-21T14:00:00.000Z', finishedAt: null };
    expect(reissues.keys(started)).toEqual([reissueId]);
    expect(after(started)).toEqual({ ...begun, reissued: 0, skipped: 0, revision: 1 });
    expect(after(started, progressed)).toEqual({ ...begun, reissued: 2, skipped: 1, revision: 2 });
    expect(after(started, progressed, finished)).toMatchObject({ finishedAt: '2026-11-23T14:00:00.000Z', revision: 3 });
  });

  it('takes nothing from other streams', () => {
    expect(reissues.keys({ ...started, streamId: 'issuer-school' })).toEqual([]);
  });
});
