import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { IssuerEvent } from '../../issuer/issuer.events.js';
import { issuers } from './issuers.view.js';

const registered: Recorded & IssuerEvent = {
  id: 'event',
  streamId: 'issuer-school',
  revision: 1,
  cursor: START,
  type: 'IssuerRegistered',
  data: { organisationId: 'school', name: 'School', did: 'did:key:z6Mk', seed: 'secret', by: 'clerk' },
  metadata: { at: '2026-11-21T14:00:00.000Z', by: 'clerk', for: 'school' },
};

describe('the view issuers', () => {
  it('shows what is public, and not the seed', () => {
    expect(issuers.keys(registered)).toEqual(['school']);
    expect(issuers.evolve(null, registered, 'school')).toEqual({
      organisationId: 'school',
      name: 'School',
      did: 'did:key:z6Mk',
      registeredAt: '2026-11-21T14:00:00.000Z',
      revision: 1,
    });
  });
});
