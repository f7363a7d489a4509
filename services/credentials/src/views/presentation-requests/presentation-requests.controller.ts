import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { get, Input, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { AuthorizationRequests } from '../../presentation/authorization-requests.js';
import { ASKING, presentationRequestParams, presentedFormat } from '../../presentation/presentation-request.schemas.js';
import { Views } from '../views.js';

const one = get('presentation-requests/:requestId', {
  summary:
    'A request of yours to a wallet: its link, and whether what was shown holds, or that it was declined; of who has the wallet nothing is kept',
  permission: roles(...ASKING),
  params: presentationRequestParams,
  answer: z.object({
    requestId: z.uuid(),
    state: z.enum(['open', 'answered', 'declined', 'ended']),
    link: z.string().nullable().describe('openid4vp://, for the wallet; null where it is not open'),
    achievementId: z.uuid().nullable(),
    formats: z.array(presentedFormat),
    requestedAt: z.string(),
    expiresAt: z.string(),
    answer: z
      .object({
        answeredAt: z.string(),
        format: presentedFormat,
        verdict: z.enum(['valid', 'valid-issuer-unknown', 'not-valid-any-more', 'undecided']),
        codes: z.array(z.string()).describe('of what was wrong'),
        issuer: z.string().describe('the DID of who issued it'),
        achievementName: z.string().nullable(),
      })
      .nullable(),
    declined: z
      .object({
        declinedAt: z.string(),
        error: z.string().describe('what the wallet says, as OpenID4VP has it (access_denied, …), or other'),
      })
      .nullable(),
  }),
});

@Controller()
export class PresentationRequestsController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
    private readonly requests: AuthorizationRequests,
  ) {}

  @Route(one)
  async read(@Input() { params, actor, at }: CallOf<typeof one>): Promise<object> {
    const where = { ...params, by: actor.person, organisationId: actor.for };
    const row = await this.views.presentationRequests.findFirst({ where });
    if (!row) unknown('presentation-request-unknown', 'There is no request with this id that is yours.');
    const { requestId, clientId, achievementId, formats, requestedAt, expiresAt, answeredAt, declinedAt, error } = row;
    const ended = answeredAt !== null ? 'answered' : declinedAt !== null ? 'declined' : 'ended';
    const state = ended === 'ended' && at < expiresAt ? 'open' : ended;
    const { format, verdict, codes, issuer } = row;
    const name = await this.vault.open<unknown>(row.achievementName);
    const achievementName = typeof name === 'string' ? name : null;
    return {
      requestId,
      state,
      link: state === 'open' ? this.requests.linkOf({ requestId, clientId }) : null,
      achievementId,
      formats,
      requestedAt,
      expiresAt,
      answer: answeredAt === null ? null : { answeredAt, format, verdict, codes, issuer, achievementName },
      declined: declinedAt === null ? null : { declinedAt, error },
    };
  }
}
