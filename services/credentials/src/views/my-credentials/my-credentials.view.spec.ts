import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { CredentialEvent } from '../../credential/credential.events.js';
import { myCredentials, type MyCredentialsRow } from './my-credentials.view.js';

const sealed = (box: string): string => ({ sealed: 'learner', at: 'place', box }) as unknown as string;
const of = { credentialId: 'credential', learnerId: 'learner', organisationId: 'school' };
const data = {
  ...of,
  validationId: 'validation',
  bulkAwardId: null,
  path: null,
  achievementId: 'achievement',
  achievementVersion: 2,
  credential: sealed('first'),
  digest: 'f'.repeat(64),
  keyId: 'key-1',
  endorsedBy: [],
  validUntil: '2031-11-21T00:00:00Z',
  issuedAt: '2026-11-21T14:00:00.000Z',
};
const at = (event: CredentialEvent, revision = 1): Recorded & CredentialEvent => ({
  id: 'event',
  streamId: 'credential-credential',
  revision,
  cursor: START,
  ...event,
  metadata: { at: `2026-11-2${revision}T14:00:00.000Z`, by: 'service:credentials', for: null },
});
const issued = at({ type: 'CredentialIssued', data: { ...data, status: { list: 1, index: 7 } } });
const because = { ...of, reason: 'under-review' as const, note: sealed('note'), by: 'clerk' };
const after = (...events: (Recorded & CredentialEvent)[]): MyCredentialsRow | null =>
  events.reduce<MyCredentialsRow | null>((row, event) => myCredentials.evolve(row, event, 'credential'), null);
const first = { what: 'issued', at: '2026-11-21T14:00:00.000Z', reason: null, note: null };

describe('the view my-credentials', () => {
  it('has a row for each credential, which stays sealed', () => {
    expect(myCredentials.keys(issued)).toEqual(['credential']);
    expect(after(issued)).toEqual({ ...data, standing: 'valid', accepted: null, history: [first], revision: 1 });
  });

  it('tells what happened to it, and keeps what was signed last', () => {
    const status = { list: 1, index: 7 };
    const suspended = at({ type: 'CredentialSuspended', data: { ...because, copies: [], status } }, 2);
    const signed = {
      credential: sealed('second'),
      digest: 'e'.repeat(64),
      keyId: 'key-2',
      status: { list: 1, index: 8 },
      validUntil: null,
      endorsedBy: [],
    };
    const reinstated = at(
      { type: 'CredentialReinstated', data: { ...because, reason: 'review-closed', ...signed } },
      3,
    );
    const revoked = at(
      { type: 'CredentialRevoked', data: { ...because, copies: [], note: null, status: signed.status } },
      4,
    );
    const entry = (what: string, day: number, reason: string, note: unknown) => ({
      what,
      at: `2026-11-2${day}T14:00:00.000Z`,
      reason,
      note,
    });
    const second = entry('suspended', 2, 'under-review', because.note);
    expect(after(issued, suspended)).toEqual({
      ...data,
      standing: 'suspended',
      accepted: null,
      history: [first, second],
      revision: 2,
    });
    const third = entry('reinstated', 3, 'review-closed', because.note);
    const { status: _place, ...newest } = signed;
    const reinstatedRow = {
      ...data,
      ...newest,
      standing: 'valid',
      accepted: null,
      history: [first, second, third],
      revision: 3,
    };
    expect(after(issued, suspended, reinstated)).toEqual(reinstatedRow);
    expect(after(issued, suspended, reinstated, revoked)).toEqual({
      ...reinstatedRow,
      standing: 'revoked',
      history: [first, second, third, entry('revoked', 4, 'under-review', null)],
      revision: 4,
    });
  });

  it('tells what its holder did with it', () => {
    const happened = (row: MyCredentialsRow | null) => [
      row?.accepted,
      row?.standing,
      row?.history.at(-1)?.what,
      row?.history.at(-1)?.reason,
    ];
    const reminded = at(
      { type: 'CredentialReminded', data: { ...of, by: 'clerk', remindedAt: '2026-11-22T14:00:00.000Z' } },
      2,
    );
    const accepted = at({ type: 'CredentialAccepted', data: of }, 3);
    const declined = at(
      { type: 'CredentialDeclined', data: { ...of, note: sealed('no'), status: null, copies: [] } },
      3,
    );
    const wallet = {
      copyId: 'copy',
      format: 'jwt',
      algorithm: 'ES256',
      keyId: 'es256-1',
      text: '',
      holder: '',
    } as const;
    const copied = at(
      { type: 'CredentialCopied', data: { ...of, ...wallet, digest: '', status: { list: 1, index: 9 } } },
      4,
    );
    expect(happened(after(issued, reminded))).toEqual([null, 'valid', 'reminded', null]);
    expect(happened(after(issued, reminded, accepted))).toEqual([true, 'valid', 'accepted', null]);
    expect(happened(after(issued, reminded, declined))).toEqual([
      false,
      'declined',
      'declined',
      'at-request-of-holder',
    ]);
    expect(happened(after(issued, copied))).toEqual([true, 'valid', 'accepted', null]);
    expect(after(issued, accepted, copied)?.history).toHaveLength(2);
    expect(after(issued, accepted, copied)?.revision).toBe(4);
  });

  it('takes nothing from other streams', () => {
    expect(myCredentials.keys({ ...issued, streamId: 'organisations:person-1' })).toEqual([]);
  });
});
