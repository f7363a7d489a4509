import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { CredentialEvent } from '../../credential/credential.events.js';
import { notices, type NoticesRow } from './notices.view.js';

const of = (credentialId: string) => ({ credentialId, learnerId: 'learner', organisationId: 'school' });
const because = { reason: 'corrected' as const, note: null, by: 'clerk', copies: [], status: { list: 1, index: 7 } };
const at = (id: string, event: CredentialEvent): Recorded & CredentialEvent => ({
  id,
  streamId: `credential-${event.data.credentialId}`,
  revision: 2,
  cursor: START,
  ...event,
  metadata: { at: '2026-11-21T14:00:00.000Z', by: 'clerk', for: 'school' },
});
const reissued = (credentialId: string, operationId: string | null): Recorded & CredentialEvent =>
  at(`event of ${credentialId}`, {
    type: 'CredentialReissued',
    data: {
      ...of(credentialId),
      ...because,
      credential: '{}',
      digest: '',
      keyId: 'key-1',
      validUntil: null,
      endorsedBy: [],
      replaces: null,
      achievementVersion: 2,
      operationId,
    },
  });

function after(...events: (Recorded & CredentialEvent)[]): NoticesRow[] {
  const rows = new Map<string, NoticesRow | null>();
  for (const event of events) {
    for (const key of notices.keys(event)) rows.set(key, notices.evolve(rows.get(key) ?? null, event, key));
  }
  return [...rows.values()].filter((row) => row !== null);
}

describe('the view notices', () => {
  it('has one of each thing that a holder is told', () => {
    const revoked = at('event', { type: 'CredentialRevoked', data: { ...of('one'), ...because } });
    expect(after(revoked)).toEqual([
      {
        notice: 'learner~revoked~event',
        learnerId: 'learner',
        organisationId: 'school',
        kind: 'revoked',
        at: '2026-11-21T14:00:00.000Z',
        credentialIds: ['one'],
        count: 1,
      },
    ]);
  });

  it('has one of an operation, however many credentials it issued anew', () => {
    const many = Array.from({ length: 120 }, (_, nth) => reissued(`${nth}`, 'operation'));
    const [row, ...others] = after(...many);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ notice: 'learner~updated~operation', kind: 'updated', count: 120 });
    expect(row?.credentialIds).toHaveLength(100);
    expect(after(reissued('one', null), reissued('two', null))).toHaveLength(2);
  });

  it('has none of what a holder does, nor of other streams', () => {
    expect(notices.keys(at('event', { type: 'CredentialAccepted', data: of('one') }))).toEqual([]);
    expect(notices.keys({ ...reissued('one', null), streamId: 'share-one' })).toEqual([]);
  });
});
