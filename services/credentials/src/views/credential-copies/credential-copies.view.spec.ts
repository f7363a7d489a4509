import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { CredentialEvent } from '../../credential/credential.events.js';
import { credentialCopies } from './credential-copies.view.js';

const of = { credentialId: 'credential', learnerId: 'learner', organisationId: 'school' };
const status = { list: 1, index: 9 };
const shown = {
  ...of,
  copyId: 'copy',
  format: 'jwt',
  algorithm: 'ES256',
  keyId: 'es256-1',
  holder: 'sealed',
  text: 'sealed',
  digest: 'd'.repeat(64),
} as const;
const at = (event: CredentialEvent, revision: number): Recorded & CredentialEvent => ({
  id: 'event',
  streamId: 'credential-credential',
  revision,
  cursor: START,
  ...event,
  metadata: { at: `2026-11-2${revision}T14:00:00.000Z`, by: 'learner', for: null },
});
const copied = at({ type: 'CredentialCopied', data: { ...shown, status } }, 2);
const revoked = at(
  {
    type: 'CredentialRevoked',
    data: { ...of, reason: 'other', note: null, by: 'clerk', status, copies: [{ copyId: 'copy', status }] },
  },
  3,
);

describe('the view credential-copies', () => {
  it('has a row for each copy', () => {
    expect(credentialCopies.keys(copied)).toEqual(['copy']);
    expect(credentialCopies.evolve(null, copied, 'copy')).toEqual({
      ...shown,
      madeAt: '2026-11-22T14:00:00.000Z',
      endedAt: null,
      revision: 2,
    });
  });

  it('says when it ended, with the version that it was made of', () => {
    const row = credentialCopies.evolve(null, copied, 'copy');
    expect(credentialCopies.keys(revoked)).toEqual(['copy']);
    expect(credentialCopies.evolve(row, revoked, 'copy')).toMatchObject({
      endedAt: '2026-11-23T14:00:00.000Z',
      revision: 3,
    });
  });

  it('takes nothing from other streams', () => {
    expect(credentialCopies.keys({ ...copied, streamId: 'share-copy' })).toEqual([]);
  });
});
