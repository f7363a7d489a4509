import { fold, given } from '@estafette/decider';
import { describe, expect, it } from 'vitest';
import type { PathKind } from '../credential/path.js';
import { MOST_VIEWS, shareDecider, type Offered, type ShareCommand } from './share.decider.js';
import type { ShareEvent } from './share.events.js';

const at = '2026-11-22T09:00:00.000Z';
const holder = { person: 'learner' };
const open = (more: Partial<Extract<ShareCommand, { type: 'OpenShare' }>> = {}): ShareCommand => ({
  type: 'OpenShare',
  by: holder,
  at,
  shareId: 'share',
  credentials: [offered('credential')],
  title: null,
  offered: { token: 'token', digest: 'digest' },
  language: null,
  expiresAt: null,
  ...more,
});
const offered = (credentialId: string, heldBy: string | null = 'learner', path: readonly PathKind[] = []): Offered => ({
  one: { credentialId, path },
  heldBy,
  ofAnother: false,
});
const brought = (heldBy: string | null = 'learner', ofAnother = false): Offered => ({
  one: { importedCredentialId: 'imported' },
  heldBy,
  ofAnother,
});
const opened = (more: Partial<Extract<ShareEvent, { type: 'ShareOpened' }>['data']> = {}): ShareEvent => ({
  type: 'ShareOpened',
  data: {
    shareId: 'share',
    learnerId: 'learner',
    credentials: [{ credentialId: 'credential', path: [] }],
    title: null,
    tokenDigest: 'digest',
    token: 'token',
    language: null,
    expiresAt: null,
    ...more,
  },
});
const close = (person = 'learner'): ShareCommand => ({ type: 'CloseShare', by: { person }, at });
const closed: ShareEvent = { type: 'ShareClosed', data: { shareId: 'share', learnerId: 'learner', closedAt: at } };
const view = (moment: string): ShareCommand => ({ type: 'ViewShare', at: moment });
const viewed = (moment: string): ShareEvent => ({
  type: 'ShareViewed',
  data: { shareId: 'share', learnerId: 'learner', at: moment },
});
const shares = given(shareDecider);

describe('opening a share', () => {
  it('is refused of what its holder brought though it is about somebody else', () => {
    const command = open({ title: 'All', credentials: [offered('mine'), brought('learner', true)] });
    shares().when(command).thenRefuses('credential-of-another');
  });

  it('is done by the holder, of a credential of theirs alone', () => {
    shares().when(open()).then(opened());
    shares()
      .when(open({ credentials: [offered('credential', 'another')] }))
      .thenRefuses('credential-unknown');
    shares()
      .when(open({ credentials: [offered('credential', null)] }))
      .thenRefuses('credential-unknown');
  });

  it('is no news the second time, whatever token comes with it, and keeps its id to one credential', () => {
    const again = { offered: { token: 'other', digest: 'other' } };
    shares(opened()).when(open(again)).thenNothing();
    shares(opened())
      .when(open({ credentials: [offered('another')] }))
      .thenRefuses('share-exists');
    shares(opened())
      .when(open({ language: 'en' }))
      .thenRefuses('share-exists');
    shares(opened())
      .when(open({ credentials: [offered('credential', 'learner', ['leg'])] }))
      .thenRefuses('share-exists');
    shares(opened())
      .when(open({ expiresAt: '2027-01-01T00:00:00.000Z' }))
      .thenRefuses('share-exists');
    shares(opened())
      .when(open({ by: { person: 'another' }, credentials: [offered('credential', 'another')] }))
      .thenRefuses('share-exists');
  });

  it('says of each credential which links of the path behind it are opened', () => {
    const some = offered('credential', 'learner', ['challenge', 'judgement']);
    shares()
      .when(open({ credentials: [some] }))
      .then(opened({ credentials: [{ credentialId: 'credential', path: ['challenge', 'judgement'] }] }));
  });

  it('ends in the future, within five years', () => {
    const last = '2031-11-22T09:00:00.000Z';
    shares()
      .when(open({ expiresAt: last, language: 'nl' }))
      .then(opened({ expiresAt: last, language: 'nl' }));
    shares()
      .when(open({ expiresAt: '2031-11-22T09:00:00.001Z' }))
      .thenRefuses('share-too-long');
    shares()
      .when(open({ expiresAt: at }))
      .thenRefuses('share-ends-before-it-begins');
  });
});

describe('opening a share of several', () => {
  const several = [offered('first'), brought(), offered('last')];
  const credentials = several.map(({ one }) => one);

  it('shows them in the order of the holder, under their title', () => {
    shares()
      .when(open({ credentials: several, title: 'Bread' }))
      .then(opened({ credentials, title: 'Bread' }));
    shares()
      .when(open({ credentials: [brought()] }))
      .then(opened({ credentials: [{ importedCredentialId: 'imported' }] }));
  });

  it('is refused where one is not theirs, and tells all that are not', () => {
    const others = [offered('first'), brought('another'), offered('last', null)];
    shares()
      .when(open({ credentials: others, title: 'Bread' }))
      .thenRefuses('credential-unknown');
    expect(() => shareDecider.decide(open({ credentials: others, title: 'Bread' }), shareDecider.initialState)).toThrow(
      /that are yours: imported, last\.$/,
    );
  });

  it('keeps its id to the same, in the same order, under the same title', () => {
    const before = shares(opened({ credentials, title: 'Bread' }));
    before.when(open({ credentials: several, title: 'Bread' })).thenNothing();
    before.when(open({ credentials: several.toReversed(), title: 'Bread' })).thenRefuses('share-exists');
    before.when(open({ credentials: several, title: 'Cake' })).thenRefuses('share-exists');
  });
});

describe('closing a share', () => {
  it('is done by the holder, once; for others it is not there', () => {
    shares(opened()).when(close()).then(closed);
    shares(opened(), closed).when(close()).thenNothing();
    shares(opened()).when(close('another')).thenRefuses('share-unknown');
    shares().when(close()).thenRefuses('share-unknown');
  });
});

describe('looking at a share', () => {
  it('is noted once a minute at most', () => {
    shares(opened()).when(view(at)).then(viewed(at));
    shares(opened(), viewed(at)).when(view('2026-11-22T09:00:59.999Z')).thenNothing();
    const next = '2026-11-22T09:01:00.000Z';
    shares(opened(), viewed(at)).when(view(next)).then(viewed(next));
  });

  it('is noted a thousand times at most, and may go on', () => {
    const minute = (count: number): string => new Date(Date.parse(at) + count * 60_000).toISOString();
    const history = [opened(), ...Array.from({ length: MOST_VIEWS }, (_, count) => viewed(minute(count)))];
    expect(MOST_VIEWS).toBe(1_000);
    shares(...history)
      .when(view(minute(5_000)))
      .thenNothing();
    shares(...history.slice(0, -1))
      .when(view(minute(5_000)))
      .then(viewed(minute(5_000)));
  });

  it('is refused from its end on, once it was closed, and where there is none', () => {
    const end = '2026-11-22T10:00:00.000Z';
    shares(opened({ expiresAt: end }))
      .when(view('2026-11-22T09:59:59.999Z'))
      .then(viewed('2026-11-22T09:59:59.999Z'));
    shares(opened({ expiresAt: end }), viewed('2026-11-22T09:59:59.999Z'))
      .when(view(end))
      .thenRefuses('share-ended');
    shares(opened(), closed).when(view(at)).thenRefuses('share-ended');
    shares().when(view(at)).thenRefuses('share-unknown');
  });

  it('keeps nothing about who looked, and no token in what is decided on', () => {
    const { opened: state } = fold(shareDecider, [opened()]);
    expect(state).not.toHaveProperty('token');
    expect(Object.keys(viewed(at).data)).toEqual(['shareId', 'learnerId', 'at']);
  });
});
