import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { instanceCredentialDecider } from './instance-credential.decider.js';

const revocation = { purpose: 'revocation', list: 1, index: 7 } as const;
const suspension = { purpose: 'suspension', list: 2, index: 8 } as const;
const signed = {
  key: 'key',
  digest: 'f'.repeat(64),
  keyId: 'key-1',
  places: [revocation, suspension],
  signedAt: '2026-11-22T13:00:00.000Z',
};
const by = 'service:vc-api';
const issue = { type: 'IssueInstanceCredential', by, signed } as const;
const issued = { type: 'InstanceCredentialIssued', data: { ...signed, by } } as const;
const set = (purpose: 'revocation' | 'suspension', value: boolean) =>
  ({ type: 'SetInstanceCredentialStatus', by, purpose, value }) as const;
const wasSet = (place: typeof revocation | typeof suspension, value: boolean) =>
  ({ type: 'InstanceCredentialStatusSet', data: { key: 'key', place, value, by } }) as const;
const credentials = given(instanceCredentialDecider);

describe('what comes by the VC API', () => {
  it('is issued once under one id', () => {
    credentials().when(issue).then(issued);
    credentials(issued).when(issue).thenRefuses('credential-id-issued');
  });

  it('is revoked for good', () => {
    credentials(issued).when(set('revocation', true)).then(wasSet(revocation, true));
    credentials(issued, wasSet(revocation, true)).when(set('revocation', true)).thenNothing();
    credentials(issued, wasSet(revocation, true)).when(set('revocation', false)).thenRefuses('credential-revoked');
    credentials(issued).when(set('revocation', false)).thenNothing();
  });

  it('is suspended for now, as often as need be, and revoked beside', () => {
    const suspended = wasSet(suspension, true);
    credentials(issued).when(set('suspension', true)).then(suspended);
    credentials(issued, suspended).when(set('suspension', true)).thenNothing();
    credentials(issued, suspended).when(set('suspension', false)).then(wasSet(suspension, false));
    credentials(issued, suspended, wasSet(suspension, false)).when(set('suspension', true)).then(suspended);
    credentials(issued, suspended).when(set('revocation', true)).then(wasSet(revocation, true));
    credentials(issued, suspended, wasSet(revocation, true))
      .when(set('suspension', false))
      .then(wasSet(suspension, false));
  });

  it('has a status only where it was issued with one, and where it was issued', () => {
    const without = { ...issued, data: { ...issued.data, places: [suspension] } };
    credentials(without).when(set('revocation', true)).thenRefuses('status-not-there');
    credentials().when(set('revocation', true)).thenRefuses('credential-unknown');
  });
});
