import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { presentationRequestDecider, type PresentationRequestCommand } from './presentation-request.decider.js';
import type { PresentationRequestEvent, Presented, WalletError } from './presentation-request.events.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 9, minute)).toISOString();
const ask = {
  type: 'RequestPresentation',
  by: { person: 'baker', for: 'bakery' },
  at: at(0),
  requestId: 'request',
  achievementId: null,
  formats: ['ldp_vc', 'dc+sd-jwt'],
  clientId: 'decentralized_identifier:did:web:bakery',
} as const satisfies PresentationRequestCommand;
const { achievementId, formats, clientId, requestId } = ask;
const requested: PresentationRequestEvent = {
  type: 'PresentationRequested',
  data: { requestId, by: 'baker', organisationId: 'bakery', achievementId, formats, clientId, expiresAt: at(10) },
};
const presented: Presented = {
  format: 'ldp_vc',
  verdict: 'valid',
  codes: [],
  issuer: 'did:web:school',
  achievementName: 'Bread',
};
const answer = (minute: number): PresentationRequestCommand => ({
  type: 'AnswerPresentationRequest',
  at: at(minute),
  presented,
});
const answered: PresentationRequestEvent = {
  type: 'PresentationAnswered',
  data: { requestId, by: 'baker', ...presented },
};
const decline = (minute: number, error: WalletError): PresentationRequestCommand => ({
  type: 'DeclinePresentationRequest',
  at: at(minute),
  error,
});
const declined: PresentationRequestEvent = {
  type: 'PresentationDeclined',
  data: { requestId, by: 'baker', error: 'access_denied' },
};
const when = given(presentationRequestDecider);

describe('a request to a wallet', () => {
  it('is asked once, whoever asks again for the same', () => {
    when().when(ask).then(requested);
    when(requested).when(ask).then();
    for (const changed of [{ by: { person: 'other', for: 'bakery' } }, { achievementId: 'bread' }, { formats: [] }]) {
      when(requested)
        .when({ ...ask, ...changed })
        .thenRefuses('presentation-request-exists');
    }
  });

  it('is answered once, within ten minutes', () => {
    when(requested).when(answer(9)).then(answered);
    when(requested).when(answer(10)).thenRefuses('presentation-request-ended');
    when(requested, answered).when(answer(2)).thenRefuses('presentation-request-ended');
    when().when(answer(1)).thenRefuses('presentation-request-unknown');
  });

  it('is declined once, within that time, and answered no more', () => {
    when(requested).when(decline(9, 'access_denied')).then(declined);
    when(requested, declined).when(decline(11, 'access_denied')).then();
    when(requested, declined).when(decline(2, 'other')).thenRefuses('presentation-request-ended');
    when(requested, declined).when(answer(2)).thenRefuses('presentation-request-ended');
    when(requested, answered).when(decline(2, 'access_denied')).thenRefuses('presentation-request-ended');
    when(requested).when(decline(10, 'access_denied')).thenRefuses('presentation-request-ended');
    when().when(decline(1, 'access_denied')).thenRefuses('presentation-request-unknown');
  });
});
