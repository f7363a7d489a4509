import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { instanceCredentialDecider } from './instance-credential.decider.js';

const revocation = { purpose: 'revocation', size: 1, list: 1, index: 7 } as const;
const suspension = { purpose: 'suspension', size: 1, list: 2, index: 8 } as const;
const message = { purpose: 'message', size: 2, list: 1, index: 9 } as const;
const signed = {
  key: 'key',
  digest: 'f'.repeat(64),
  keyId: 'key-1',
  places: [revocation, suspension, message],
  signedAt: '2026-11-22T13:00:00.000Z',
};
const by = 'service:vc-api';
const issue = { type: 'IssueInstanceCredential', by, signed } as const;
const issued = { type: 'InstanceCredentialIssued', data: { ...signed, by } } as const;
type Place = typeof revocation | typeof suspension | typeof message;
const set = (purpose: Place['purpose'], value: number) =>
  ({ type: 'SetInstanceCredentialStatus', by, purpose, value }) as const;
const wasSet = (place: Place, value: number) =>
  ({ type: 'InstanceCredentialStatusSet', data: { key: 'key', place, value, by } }) as const;
const credentials = given(instanceCredentialDecider);

describe('what comes by the VC API', () => {
  it('is issued once under one id', () => {
    credentials().when(issue).then(issued);
    credentials(issued).when(issue).thenRefuses('credential-id-issued');
  });

  it('is revoked for good', () => {
    credentials(issued).when(set('revocation', 1)).then(wasSet(revocation, 1));
    credentials(issued, wasSet(revocation, 1)).when(set('revocation', 1)).thenNothing();
    credentials(issued, wasSet(revocation, 1)).when(set('revocation', 0)).thenRefuses('credential-revoked');
    credentials(issued).when(set('revocation', 0)).thenNothing();
  });

  it('is suspended for now, as often as need be, and revoked beside', () => {
    const suspended = wasSet(suspension, 1);
    credentials(issued).when(set('suspension', 1)).then(suspended);
    credentials(issued, suspended).when(set('suspension', 1)).thenNothing();
    credentials(issued, suspended).when(set('suspension', 0)).then(wasSet(suspension, 0));
    credentials(issued, suspended, wasSet(suspension, 0)).when(set('suspension', 1)).then(suspended);
    credentials(issued, suspended).when(set('revocation', 1)).then(wasSet(revocation, 1));
    credentials(issued, suspended, wasSet(revocation, 1)).when(set('suspension', 0)).then(wasSet(suspension, 0));
  });

  it('has one message after another, of those that it was issued with, whatever else is said of it', () => {
    const rejected = wasSet(message, 2);
    credentials(issued).when(set('message', 2)).then(rejected);
    credentials(issued).when(set('message', 0)).thenNothing();
    credentials(issued, rejected).when(set('message', 2)).thenNothing();
    credentials(issued, rejected).when(set('message', 3)).then(wasSet(message, 3));
    credentials(issued, rejected).when(set('message', 0)).then(wasSet(message, 0));
    credentials(issued).when(set('message', 4)).thenRefuses('message-not-there');
    credentials(issued, wasSet(revocation, 1)).when(set('message', 1)).then(wasSet(message, 1));
  });

  it('has a status only where it was issued with one, and where it was issued', () => {
    const without = { ...issued, data: { ...issued.data, places: [suspension] } };
    credentials(without).when(set('revocation', 1)).thenRefuses('status-not-there');
    credentials().when(set('revocation', 1)).thenRefuses('credential-unknown');
  });
});
