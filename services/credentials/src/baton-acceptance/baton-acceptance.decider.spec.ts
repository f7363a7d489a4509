import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { batonAcceptanceDecider } from './baton-acceptance.decider.js';

const data = {
  acceptanceId: 'acceptance',
  batonId: 'baton',
  batonDigest: 'a'.repeat(64),
  organisationId: 'school',
  byNextTeam: true,
  acceptedAt: '2026-11-13T09:26:53.000Z',
  version: 1,
  keyId: 'key-1',
  endorsement: '{}',
  digest: 'b'.repeat(64),
};
const endorse = (more: Partial<typeof data> = {}) => ({ type: 'EndorseBatonAcceptance', ...data, ...more }) as const;
const endorsed = (more: Partial<typeof data> = {}) =>
  ({ type: 'BatonAcceptanceEndorsed', data: { ...data, ...more } }) as const;
const again = { version: 2, keyId: 'key-2' };

describe('the endorsement of a baton', () => {
  it('is signed once, and again where that is asked for after it', () => {
    given(batonAcceptanceDecider)().when(endorse()).then(endorsed());
    given(batonAcceptanceDecider)(endorsed()).when(endorse(again)).then(endorsed(again));
  });

  it('stays as whoever came first signed it', () => {
    given(batonAcceptanceDecider)(endorsed())
      .when(endorse({ endorsement: '{"late":true}' }))
      .thenNothing();
    given(batonAcceptanceDecider)(endorsed(), endorsed(again)).when(endorse(again)).thenNothing();
  });
});
