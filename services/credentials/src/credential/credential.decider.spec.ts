import { readFileSync } from 'node:fs';
import { fold, given } from '@estafette/decider';
import { EventRegistry } from '@estafette/event-store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IssueCredential } from './credential.decider.js';
import { credentialDecider } from './credential.decider.js';
import type { Copy, CredentialEvent } from './credential.events.js';
import { credentialEvents } from './credential.events.js';
import { credential, credentialIdOf } from './credential.stream.js';

type Issued = Extract<CredentialEvent, { type: 'CredentialIssued' }>['data'];

const data: Issued = {
  credentialId: 'credential',
  validationId: 'validation',
  bulkAwardId: null,
  path: null,
  achievementId: 'achievement',
  achievementVersion: 1,
  learnerId: 'learner',
  organisationId: 'school',
  credential: '{}',
  digest: 'f'.repeat(64),
  keyId: 'key-1',
  status: { list: 1, index: 7 },
  validUntil: null,
  endorsedBy: [],
  issuedAt: '2026-11-21T14:00:00.000Z',
};
const command: IssueCredential = { type: 'IssueCredential', ...data };
const issued = { type: 'CredentialIssued', data } as const;
const credentials = given(credentialDecider);

describe('issuing a credential', () => {
  it('keeps what was signed', () => {
    credentials().when(command).then(issued);
  });

  it('a second time keeps what was signed first', () => {
    credentials(issued)
      .when({
        ...command,
        credential: '{"signed":"again"}',
        digest: 'e'.repeat(64),
        issuedAt: '2026-11-22T00:00:00.000Z',
      })
      .thenNothing();
  });

  it.each([
    { learnerId: 'another' },
    { achievementId: 'another' },
    { achievementVersion: 2 },
    { organisationId: 'another' },
    { validationId: 'another' },
  ])('is refused for something else: %o', (other) => {
    credentials(issued)
      .when({ ...command, ...other })
      .thenRefuses('credential-issued-otherwise');
  });

  it('decides nothing once it is done, whatever it says', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.nat(), fc.string(), (validationId, learnerId, achievementVersion, text) => {
        const any: IssueCredential = { ...command, validationId, learnerId, achievementVersion, credential: text };
        const history = credentialDecider.decide(any, credentialDecider.initialState);
        return credentialDecider.decide(any, fold(credentialDecider, history)).length === 0;
      }),
    );
  });
});

const by = { person: 'clerk', for: 'school' };
const because = { by, reason: 'under-review', note: 'The film was of somebody else.' } as const;
const of = { credentialId: 'credential', learnerId: 'learner', organisationId: 'school' };
const changed = { ...of, reason: because.reason, note: because.note, by: 'clerk' };
const again = {
  credential: '{"again":1}',
  digest: 'e'.repeat(64),
  keyId: 'key-2',
  status: { list: 1, index: 8 },
  validUntil: '2031-11-21T00:00:00Z',
  endorsedBy: [],
};
const suspended = { type: 'CredentialSuspended', data: { ...changed, copies: [], status: data.status } } as const;
const reinstated = { type: 'CredentialReinstated', data: { ...changed, ...again } } as const;
const revoked = { type: 'CredentialRevoked', data: { ...changed, copies: [], status: data.status } } as const;

describe('a credential that its school changes', () => {
  it('is suspended, and that once', () => {
    credentials(issued)
      .when({ type: 'SuspendCredential', ...because })
      .then(suspended);
    credentials(issued, suspended)
      .when({ type: 'SuspendCredential', ...because })
      .thenNothing();
  });

  it('is reinstated by what is signed anew, and only when it was suspended', () => {
    const command = { type: 'ReinstateCredential', ...because, signed: again } as const;
    credentials(issued, suspended).when(command).then(reinstated);
    credentials(issued).when(command).thenNothing();
    credentials(issued, revoked).when(command).thenRefuses('credential-revoked');
  });

  it('gives up the place that its last version has', () => {
    credentials(issued, suspended, reinstated)
      .when({ type: 'RevokeCredential', ...because })
      .then({ type: 'CredentialRevoked', data: { ...changed, copies: [], status: again.status } });
  });

  it('is revoked for good', () => {
    credentials(issued, suspended)
      .when({ type: 'RevokeCredential', ...because })
      .then(revoked);
    credentials(issued, revoked)
      .when({ type: 'RevokeCredential', ...because })
      .thenNothing();
    credentials(issued, revoked)
      .when({ type: 'SuspendCredential', ...because })
      .thenRefuses('credential-revoked');
  });

  it('is issued anew in the place of the one before, unless it does not hold', () => {
    const command = { type: 'ReissueCredential', ...because, of: data.digest, signed: again } as const;
    credentials(issued)
      .when(command)
      .then({
        type: 'CredentialReissued',
        data: { ...changed, ...again, copies: [], replaces: data.status, achievementVersion: 1, operationId: null },
      });
    credentials(issued)
      .when({ ...command, achievementVersion: 2, operationId: 'op' })
      .then({
        type: 'CredentialReissued',
        data: { ...changed, ...again, copies: [], replaces: data.status, achievementVersion: 2, operationId: 'op' },
      });
    credentials(issued, suspended).when(command).thenRefuses('credential-suspended');
    credentials(issued, revoked).when(command).thenRefuses('credential-revoked');
    credentials(issued)
      .when({ ...command, of: again.digest })
      .thenRefuses('credential-changed');
  });

  it.each(['SuspendCredential', 'RevokeCredential'] as const)(
    'is not changed (%s) by others, nor by its holder',
    (type) => {
      const other = { ...because, by: { person: 'clerk', for: 'another school' } };
      credentials(issued)
        .when({ type, ...other })
        .thenRefuses('credential-unknown');
      credentials()
        .when({ type, ...because })
        .thenRefuses('credential-unknown');
      credentials(issued)
        .when({ type, ...because, by: { person: 'learner', for: 'school' } })
        .thenRefuses('own-learning');
    },
  );

  it('keeps what the school notes for the two of them', () => {
    expect(credentialEvents.CredentialRevoked.personal?.(revoked.data)).toEqual([{ path: 'note', of: 'learner' }]);
    expect(credentialEvents.CredentialRevoked.personal?.({ ...revoked.data, note: null })).toEqual([]);
    expect(credentialEvents.CredentialReinstated.personal?.(reinstated.data)).toEqual([
      { path: 'credential', of: 'learner' },
      { path: 'note', of: 'learner' },
    ]);
  });
});

const copy: Copy = {
  copyId: 'copy',
  format: 'jwt',
  algorithm: 'ES256',
  keyId: 'es256-1',
  holder: 'did:jwk:abc',
  text: 'e30.e30.c2ln',
  digest: 'd'.repeat(64),
  status: { list: 1, index: 9 },
};
const copied = (more: Partial<Copy> = {}): CredentialEvent => ({
  type: 'CredentialCopied',
  data: { ...of, ...copy, ...more },
});

const accepted = { type: 'CredentialAccepted', data: of } as const;
const declined = {
  type: 'CredentialDeclined',
  data: { ...of, note: 'Not mine.', status: data.status, copies: [] },
} as const;

describe('a credential that its holder is offered', () => {
  const holder = { by: { person: 'learner' } };
  const accept = { type: 'AcceptCredential', ...holder } as const;
  const decline = { type: 'DeclineCredential', ...holder, note: 'Not mine.' } as const;

  it('is accepted or declined by them, once, and not both', () => {
    credentials(issued).when(accept).then(accepted);
    credentials(issued, accepted).when(accept).thenNothing();
    credentials(issued).when(decline).then(declined);
    credentials(issued, declined).when(decline).thenNothing();
    credentials(issued, accepted).when(decline).thenRefuses('credential-accepted');
    credentials(issued, declined).when(accept).thenRefuses('credential-declined');
    for (const command of [accept, decline])
      credentials(issued, revoked).when(command).thenRefuses('credential-revoked');
    credentials(issued, suspended).when(accept).then(accepted);
  });

  it('is nobody else’s to accept or to decline', () => {
    for (const command of [accept, decline]) {
      const by = { person: 'clerk' };
      credentials(issued)
        .when({ ...command, by })
        .thenRefuses('credential-unknown');
      credentials().when(command).thenRefuses('credential-unknown');
    }
  });

  it('is accepted by what they do with it, where that means anything', () => {
    const implied = { ...accept, implied: true };
    credentials(issued).when(implied).then(accepted);
    credentials(issued, copied()).when(decline).thenRefuses('credential-accepted');
    for (const history of [[], [issued, accepted], [issued, declined], [issued, revoked]]) {
      credentials(...history)
        .when(implied)
        .thenNothing();
    }
    credentials(issued)
      .when({ ...implied, by: { person: 'clerk' } })
      .thenNothing();
  });

  it('does not hold once it was declined, for good, and its copies neither', () => {
    for (const type of ['SuspendCredential', 'RevokeCredential'] as const) {
      credentials(issued, declined)
        .when({ type, ...because })
        .thenRefuses('credential-declined');
    }
    const reissue = { type: 'ReissueCredential', ...because, of: data.digest, signed: again } as const;
    credentials(issued, declined).when(reissue).thenRefuses('credential-declined');
    credentials(issued, declined)
      .when({ ...reissue, type: 'ReinstateCredential' })
      .thenRefuses('credential-declined');
    const wallet = { type: 'CopyCredential', ...holder, of: data.digest, copy } as const;
    credentials(issued, declined).when(wallet).thenRefuses('credential-declined');
  });

  it('is one that their school reminds them of, once a day, as long as they did neither', () => {
    const remind = (at: string) => ({ type: 'RemindOfCredential', by, at }) as const;
    const reminded = (remindedAt: string) =>
      ({ type: 'CredentialReminded', data: { ...of, by: 'clerk', remindedAt } }) as const;
    const [first, soon, later] = ['2026-12-01T09:00:00Z', '2026-12-02T08:59:59Z', '2026-12-02T09:00:00Z'];
    credentials(issued).when(remind(first)).then(reminded(first));
    credentials(issued, reminded(first)).when(remind(soon)).thenNothing();
    credentials(issued, reminded(first)).when(remind(later)).then(reminded(later));
    credentials(issued, accepted).when(remind(first)).thenRefuses('credential-accepted');
    credentials(issued, declined).when(remind(first)).thenRefuses('credential-declined');
    credentials(issued, revoked).when(remind(first)).thenRefuses('credential-revoked');
    credentials(issued)
      .when({ ...remind(first), by: { ...by, for: 'another school' } })
      .thenRefuses('credential-unknown');
  });

  it('has their word about it sealed with their key', () => {
    expect(credentialEvents.CredentialDeclined.personal?.(declined.data)).toEqual([{ path: 'note', of: 'learner' }]);
  });
});

describe('a copy of a credential', () => {
  const command = { type: 'CopyCredential', by: { person: 'learner' }, of: data.digest, copy } as const;

  it('is made for its holder, and under one id once', () => {
    credentials(issued).when(command).then(copied());
    credentials(issued, copied()).when(command).thenNothing();
    credentials(issued)
      .when({ ...command, by: { person: 'clerk' } })
      .thenRefuses('credential-unknown');
    credentials().when(command).thenRefuses('credential-unknown');
  });

  it('is made of a version that holds, and of no other than the newest', () => {
    credentials(issued, suspended).when(command).thenRefuses('credential-suspended');
    credentials(issued, revoked).when(command).thenRefuses('credential-revoked');
    credentials(issued, suspended, reinstated).when(command).thenRefuses('credential-changed');
    credentials(issued, suspended, reinstated)
      .when({ ...command, of: again.digest })
      .then(copied());
  });

  it('is one of twenty at most that hold', () => {
    const many = Array.from({ length: 20 }, (_, nth) => copied({ copyId: `copy-${nth}` }));
    credentials(issued, ...many)
      .when(command)
      .thenRefuses('too-many-copies');
    credentials(issued, ...many.slice(1))
      .when(command)
      .then(copied());
  });

  it('ends with the version that it was made of', () => {
    const ended = [{ copyId: 'copy', status: copy.status }];
    credentials(issued, copied())
      .when({ type: 'SuspendCredential', ...because })
      .then({ ...suspended, data: { ...suspended.data, copies: ended } });
    credentials(issued, copied())
      .when({ type: 'RevokeCredential', ...because })
      .then({ ...revoked, data: { ...revoked.data, copies: ended } });
    credentials(issued, copied())
      .when({ type: 'ReissueCredential', ...because, of: data.digest, signed: again })
      .then({
        type: 'CredentialReissued',
        data: { ...changed, ...again, copies: ended, replaces: data.status, achievementVersion: 1, operationId: null },
      });
    // What has ended does not end again.
    credentials(issued, copied(), suspended, reinstated)
      .when({ type: 'RevokeCredential', ...because })
      .then({ ...revoked, data: { ...revoked.data, status: again.status } });
  });

  it('is sealed with the key of the learner, and so is whose it is', () => {
    expect(credentialEvents.CredentialCopied.personal?.({ ...of, ...copy })).toEqual([
      { path: 'text', of: 'learner' },
      { path: 'holder', of: 'learner' },
    ]);
  });
});

describe('the id of a credential', () => {
  it('follows from its validation, for ever', () => {
    expect(credentialIdOf('01a0dcba-6c00-798c-81dc-d20b86b86830')).toBe('d321e3f2-ed44-5f42-8841-96372e6e35e6');
  });
});

describe('a stored event', () => {
  it('has the credential sealed with the key of the learner', () => {
    expect(credentialEvents.CredentialIssued.personal?.(data)).toEqual([{ path: 'credential', of: 'learner' }]);
  });

  it('of version 1 still reads', () => {
    const stored = JSON.parse(
      readFileSync(new URL('golden/credential-issued.v1.json', import.meta.url), 'utf8'),
    ) as object;
    const read = new EventRegistry([credential]).upcast('CredentialIssued', 1, stored) as Issued;
    const { issued } = fold(credentialDecider, [{ type: 'CredentialIssued', data: read }]);
    expect(issued).toEqual({
      ...stored,
      bulkAwardId: null,
      path: null,
      keyId: null,
      status: null,
      validUntil: null,
      endorsedBy: [],
    });
  });
});
