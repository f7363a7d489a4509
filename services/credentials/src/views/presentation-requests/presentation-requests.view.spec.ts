import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { PresentationRequestEvent } from '../../presentation/presentation-request.events.js';
import { presentationRequests } from './presentation-requests.view.js';

const asked = {
  requestId: 'request',
  by: 'baker',
  organisationId: 'bakery',
  achievementId: null,
  formats: ['ldp_vc'],
  clientId: 'decentralized_identifier:did:web:bakery',
  expiresAt: '2026-11-21T14:10:00.000Z',
} as const;
const shown = {
  format: 'ldp_vc',
  verdict: 'valid',
  codes: [],
  issuer: 'did:web:school',
  achievementName: 'sealed',
} as const;
const at = (event: PresentationRequestEvent, revision: number): Recorded & PresentationRequestEvent => ({
  id: 'event',
  streamId: 'presentation-request-request',
  revision,
  cursor: START,
  ...event,
  metadata: { at: `2026-11-2${revision}T14:00:00.000Z`, by: 'baker', for: 'bakery' },
});
const requested = at({ type: 'PresentationRequested', data: asked }, 1);
const answered = at({ type: 'PresentationAnswered', data: { requestId: 'request', by: 'baker', ...shown } }, 2);

const declined = at(
  { type: 'PresentationDeclined', data: { requestId: 'request', by: 'baker', error: 'access_denied' } },
  2,
);

describe('the view presentation-requests', () => {
  it('has a row for each request, and says what was shown', () => {
    expect(presentationRequests.keys(requested)).toEqual(['request']);
    const row = presentationRequests.evolve(null, requested, 'request');
    expect(row).toMatchObject({ ...asked, requestedAt: '2026-11-21T14:00:00.000Z', answeredAt: null, verdict: null });
    expect(presentationRequests.evolve(row, answered, 'request')).toEqual({
      ...asked,
      ...shown,
      requestedAt: '2026-11-21T14:00:00.000Z',
      answeredAt: '2026-11-22T14:00:00.000Z',
      declinedAt: null,
      error: null,
      revision: 2,
    });
  });

  it('says that it was declined, and how', () => {
    const row = presentationRequests.evolve(null, requested, 'request');
    expect(presentationRequests.evolve(row, declined, 'request')).toEqual({
      ...row,
      declinedAt: '2026-11-22T14:00:00.000Z',
      error: 'access_denied',
      revision: 2,
    });
  });

  it('takes nothing from other streams', () => {
    expect(presentationRequests.keys({ ...requested, streamId: 'share-request' })).toEqual([]);
    expect(presentationRequests.evolve(null, answered, 'request')).toBeNull();
  });
});
