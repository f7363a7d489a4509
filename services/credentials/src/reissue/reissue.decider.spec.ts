import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { reissueDecider } from './reissue.decider.js';
import type { Selection } from './reissue.events.js';

const selection: Selection = { kind: 'issuer-key', organisationId: 'school', keyId: 'key-1' };
const data = { reissueId: 'reissue', selection, total: 70, note: null, by: 'clerk' };
const start = { type: 'StartReissue', ...data } as const;
const started = { type: 'ReissueStarted', data } as const;
const share = (since: string | null, after: string) =>
  ({ type: 'ProgressReissue', since, after, reissued: 49, skipped: 1 }) as const;
const progressed = (after: string) =>
  ({ type: 'ReissueProgressed', data: { reissueId: 'reissue', after, reissued: 49, skipped: 1 } }) as const;
const finished = { type: 'ReissueFinished', data: { reissueId: 'reissue' } } as const;
const reissues = given(reissueDecider);

describe('issuing many anew', () => {
  it('is started once', () => {
    reissues().when(start).then(started);
    reissues(started)
      .when({ ...start, total: 71 })
      .thenNothing();
    reissues(started)
      .when({ ...start, selection: { ...selection, keyId: 'key-2' } })
      .thenRefuses('reissue-exists');
  });

  it('goes on share by share, each noted once: who repeats one was late', () => {
    reissues(started).when(share(null, 'm')).then(progressed('m'));
    reissues(started, progressed('m')).when(share(null, 'm')).thenNothing();
    reissues(started, progressed('m')).when(share('m', 'z')).then(progressed('z'));
  });

  it('ends once, and nothing is noted before it began or after it ended', () => {
    reissues(started).when({ type: 'FinishReissue' }).then(finished);
    reissues(started, finished).when({ type: 'FinishReissue' }).thenNothing();
    reissues(started, finished).when(share(null, 'm')).thenNothing();
    reissues().when(share(null, 'm')).thenNothing();
  });
});
