import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { CredentialEvent } from '../../credential/credential.events.js';
import { statusPlaces, type StatusPlacesRow } from './status-places.view.js';

const of = { credentialId: 'credential', learnerId: 'learner', organisationId: 'school' };
const signed = (index: number) => ({
  credential: '{}',
  digest: 'f'.repeat(64),
  keyId: 'key-1',
  status: { list: 1, index },
  validUntil: null,
  endorsedBy: [],
});
const because = { ...of, reason: 'corrected' as const, note: null, by: 'clerk' };
const at = (event: CredentialEvent, revision: number): Recorded & CredentialEvent => ({
  id: 'event',
  streamId: 'credential-credential',
  revision,
  cursor: START,
  ...event,
  metadata: { at: `2026-11-2${revision}T14:00:00.000Z`, by: 'clerk', for: null },
});
const issued = at(
  {
    type: 'CredentialIssued',
    data: {
      ...of,
      ...signed(7),
      validationId: 'validation',
      bulkAwardId: null,
      path: null,
      achievementId: 'achievement',
      achievementVersion: 1,
      issuedAt: '2026-11-21T14:00:00.000Z',
    },
  },
  1,
);

/** Which places are set after these events. */
function after(...events: (Recorded & CredentialEvent)[]): Record<string, boolean> {
  const rows = new Map<string, StatusPlacesRow | null>();
  for (const event of events) {
    for (const key of statusPlaces.keys(event)) rows.set(key, statusPlaces.evolve(rows.get(key) ?? null, event, key));
  }
  return Object.fromEntries([...rows].map(([key, row]) => [key, row?.value === 1]));
}

describe('the view status-places', () => {
  it('has the place of a credential, not set, since when', () => {
    expect(statusPlaces.keys(issued)).toEqual(['school-1-7']);
    expect(statusPlaces.evolve(null, issued, 'school-1-7')).toEqual({
      place: 'school-1-7',
      organisationId: 'school',
      list: 1,
      index: 7,
      value: 0,
      changes: 1,
      changedAt: '2026-11-21T14:00:00.000Z',
    });
  });

  it('has it set when the credential is suspended or revoked', () => {
    for (const type of ['CredentialSuspended', 'CredentialRevoked'] as const) {
      const changed = at({ type, data: { ...because, copies: [], status: { list: 1, index: 7 } } }, 2);
      expect(after(issued, changed)).toEqual({ 'school-1-7': true });
    }
  });

  it('has it set when its holder declines the credential, and not when they accept it', () => {
    const declined = { ...of, note: null, status: { list: 1, index: 7 }, copies: [] };
    expect(after(issued, at({ type: 'CredentialDeclined', data: declined }, 2))).toEqual({ 'school-1-7': true });
    expect(after(issued, at({ type: 'CredentialAccepted', data: of }, 2))).toEqual({ 'school-1-7': false });
  });

  it('leaves the old place set when the credential is signed anew in another', () => {
    const suspended = at(
      { type: 'CredentialSuspended', data: { ...because, copies: [], status: { list: 1, index: 7 } } },
      2,
    );
    const reinstated = at({ type: 'CredentialReinstated', data: { ...because, ...signed(8) } }, 3);
    expect(after(issued, suspended, reinstated)).toEqual({ 'school-1-7': true, 'school-1-8': false });
    const reissued = at(
      {
        type: 'CredentialReissued',
        data: {
          ...because,
          ...signed(9),
          copies: [],
          replaces: { list: 1, index: 7 },
          achievementVersion: 1,
          operationId: null,
        },
      },
      2,
    );
    expect(after(issued, reissued)).toEqual({ 'school-1-7': true, 'school-1-9': false });
  });

  it('has the place of each copy, set with that of the version that it was made of', () => {
    const copy = (index: number) =>
      ({
        copyId: `copy-${index}`,
        format: 'jwt',
        algorithm: 'ES256',
        keyId: 'es256-1',
        holder: 'did:jwk:abc',
        text: 'e30.e30.c2ln',
        digest: 'd'.repeat(64),
        status: { list: 1, index },
      }) as const;
    const copied = [11, 12].map((index) => at({ type: 'CredentialCopied', data: { ...of, ...copy(index) } }, 2));
    expect(after(issued, ...copied)).toEqual({ 'school-1-7': false, 'school-1-11': false, 'school-1-12': false });
    const copies = [11, 12].map((index) => ({ copyId: `copy-${index}`, status: { list: 1, index } }));
    const revoked = at({ type: 'CredentialRevoked', data: { ...because, copies, status: { list: 1, index: 7 } } }, 3);
    const all = { 'school-1-7': true, 'school-1-11': true, 'school-1-12': true };
    expect(after(issued, ...copied, revoked)).toEqual(all);
    const why = { keyId: 'es256-1', reason: 'key-compromised', operationId: 'operation' } as const;
    const withdrawn = at({ type: 'CredentialCopiesEnded', data: { ...of, ...why, copies } }, 3);
    expect(after(issued, ...copied, withdrawn)).toEqual({ ...all, 'school-1-7': false });
    const replaces = { list: 1, index: 7 };
    const reissued = at(
      {
        type: 'CredentialReissued',
        data: { ...because, ...signed(9), copies, replaces, achievementVersion: 1, operationId: null },
      },
      3,
    );
    expect(after(issued, ...copied, reissued)).toEqual({ ...all, 'school-1-9': false });
  });

  it('has the number of a message, and counts what happened, whatever its moment says', () => {
    const place = { purpose: 'message', size: 2, list: 1, index: 7 } as const;
    const stream = { id: 'event', streamId: 'instance-credential-key', revision: 1, cursor: START };
    const metadata = { at: '2026-11-21T14:00:00.000Z', by: 'service:vc-api', for: null };
    const data = { key: 'key', place, value: 2, by: 'service:vc-api' };
    const first = { ...stream, metadata, type: 'InstanceCredentialStatusSet', data } as const;
    const taken = {
      ...stream,
      metadata,
      type: 'InstanceCredentialIssued',
      data: { key: 'key', digest: 'd', keyId: 'key-1', places: [place], signedAt: metadata.at, by: data.by },
    } as const;
    const [key = ''] = statusPlaces.keys(taken);
    expect(statusPlaces.keys(first)).toEqual([key]);
    const row = statusPlaces.evolve(null, taken, key);
    expect(row).toMatchObject({ organisationId: 'instance-message-2', value: 0, changes: 1 });
    const told = statusPlaces.evolve(row, first, key);
    expect(told).toMatchObject({ value: 2, changes: 2 });
    const earlier = {
      ...first,
      data: { ...data, value: 1 },
      metadata: { ...metadata, at: '2026-11-20T14:00:00.000Z' },
    };
    expect(statusPlaces.evolve(told, earlier, key)).toMatchObject({ value: 1, changes: 3 });
  });

  it('has nothing of what was issued before there were lists, or of other streams', () => {
    const old = { ...issued, data: { ...issued.data, status: null } } as Recorded & CredentialEvent;
    expect(statusPlaces.keys(old)).toEqual([]);
    expect(statusPlaces.keys({ ...issued, streamId: 'issuer-school' })).toEqual([]);
  });
});
