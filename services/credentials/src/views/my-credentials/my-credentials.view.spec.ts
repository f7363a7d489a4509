import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { CredentialEvent } from '../../credential/credential.events.js';
import { myCredentials } from './my-credentials.view.js';

const data = {
  credentialId: 'credential',
  validationId: 'validation',
  achievementId: 'achievement',
  achievementVersion: 2,
  learnerId: 'learner',
  organisationId: 'school',
  credential: { sealed: 'learner', at: 'place', box: 'box' } as unknown as string,
  digest: 'f'.repeat(64),
  issuedAt: '2026-11-21T14:00:00.000Z',
};
const issued: Recorded & CredentialEvent = {
  id: 'event',
  streamId: 'credential-credential',
  revision: 1,
  cursor: START,
  type: 'CredentialIssued',
  data,
  metadata: { at: data.issuedAt, by: 'service:credentials', for: null },
};

describe('the view my-credentials', () => {
  it('has a row for each credential, which stays sealed', () => {
    expect(myCredentials.keys(issued)).toEqual(['credential']);
    expect(myCredentials.evolve(null, issued, 'credential')).toEqual({ ...data, revision: 1 });
  });

  it('takes nothing from other streams', () => {
    expect(myCredentials.keys({ ...issued, streamId: 'organisations:person-1' })).toEqual([]);
  });
});
