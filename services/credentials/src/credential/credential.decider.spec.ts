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

const data: CredentialEvent['data'] = {
  credentialId: 'credential',
  validationId: 'validation',
  achievementId: 'achievement',
  achievementVersion: 1,
  learnerId: 'learner',
  organisationId: 'school',
  credential: '{}',
  digest: 'f'.repeat(64),
  issuedAt: '2026-11-21T14:00:00.000Z',
};
const command: IssueCredential = { type: 'IssueCredential', ...data };
const issued: CredentialEvent = { type: 'CredentialIssued', data };
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
    const read = new EventRegistry([credential]).upcast('CredentialIssued', 1, stored) as CredentialEvent['data'];
    expect(fold(credentialDecider, [{ type: 'CredentialIssued', data: read }]).issued).toEqual(stored);
  });
});
