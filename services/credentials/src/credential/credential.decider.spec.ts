import { readFileSync } from 'node:fs';
import { fold, given } from '@estafette/decider';
import { EventRegistry } from '@estafette/event-store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IssueCredential } from './credential.decider.js';
import { credentialDecider } from './credential.decider.js';
import type { CredentialEvent } from './credential.events.js';
import { credentialEvents } from './credential.events.js';
import { credential, credentialIdOf } from './credential.stream.js';

type Issued = Extract<CredentialEvent, { type: 'CredentialIssued' }>['data'];

const data: Issued = {
  credentialId: 'credential',
  validationId: 'validation',
  achievementId: 'achievement',
  achievementVersion: 1,
  learnerId: 'learner',
  organisationId: 'school',
  credential: '{}',
  digest: 'f'.repeat(64),
  keyId: 'key-1',
  status: { list: 1, index: 7 },
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
  endorsedBy: [],
};
const suspended = { type: 'CredentialSuspended', data: { ...changed, status: data.status } } as const;
const reinstated = { type: 'CredentialReinstated', data: { ...changed, ...again } } as const;
const revoked = { type: 'CredentialRevoked', data: { ...changed, status: data.status } } as const;

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
      .then({ type: 'CredentialRevoked', data: { ...changed, status: again.status } });
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
    const command = { type: 'ReissueCredential', ...because, signed: again } as const;
    credentials(issued)
      .when(command)
      .then({
        type: 'CredentialReissued',
        data: { ...changed, ...again, replaces: data.status, achievementVersion: 1 },
      });
    credentials(issued)
      .when({ ...command, achievementVersion: 2 })
      .then({
        type: 'CredentialReissued',
        data: { ...changed, ...again, replaces: data.status, achievementVersion: 2 },
      });
    credentials(issued, suspended).when(command).thenRefuses('credential-suspended');
    credentials(issued, revoked).when(command).thenRefuses('credential-revoked');
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
    expect(issued).toEqual({ ...stored, keyId: null, status: null, endorsedBy: [] });
  });
});
