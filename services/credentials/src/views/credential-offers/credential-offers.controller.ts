import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { get, Input, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
import { CredentialIssuers } from '../../issuance/credential-issuers.js';
import { MOST_MISSES } from '../../offer/credential-offer.decider.js';
import { credentialOfferParams } from '../../offer/credential-offer.schemas.js';
import { OfferCodes } from '../../offer/offer-codes.js';
import { Views } from '../views.js';

const one = get('credential-offers/:offerId', {
  summary: 'An offer of yours to a wallet: its link, the code that you type into the wallet, and what became of it',
  permission: selfOr(),
  params: credentialOfferParams,
  answer: z.object({
    offerId: z.uuid(),
    credentialId: z.uuid(),
    state: z.enum(['open', 'redeemed', 'ended']),
    link: z.string().nullable().describe('openid-credential-offer://, all in it; null where it is not open'),
    linkByReference: z.string().nullable().describe('the same with an address at which the wallet fetches the offer'),
    transactionCode: z.string().nullable().describe('six digits; null where it is not open'),
    offeredAt: z.string(),
    expiresAt: z.string(),
    redeemedAt: z.string().nullable(),
  }),
});

@Controller()
export class CredentialOffersController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
    private readonly issuers: CredentialIssuers,
    private readonly codes: OfferCodes,
  ) {}

  @Route(one)
  async read(@Input() { params, actor, at }: CallOf<typeof one>): Promise<object> {
    const row = await this.views.credentialOffers.findFirst({ where: { ...params, learnerId: actor.person } });
    if (!row) unknown('credential-offer-unknown', 'There is no offer with this id that is yours.');
    const { offerId, credentialId, organisationId, offeredAt, expiresAt, redeemedAt, misses } = row;
    const ended = misses >= MOST_MISSES || at >= expiresAt;
    const state = redeemedAt === null ? (ended ? 'ended' : 'open') : 'redeemed';
    const codes = state === 'open' ? await this.vault.open<unknown[]>([row.code, row.transactionCode]) : [];
    const [code, transactionCode = null] = codes;
    const links =
      typeof code === 'string'
        ? await this.issuers.offerOf(organisationId, code, this.codes.referenceOf(offerId))
        : undefined;
    return {
      offerId,
      credentialId,
      state,
      link: links?.byValue ?? null,
      linkByReference: links?.byReference ?? null,
      transactionCode,
      offeredAt,
      expiresAt,
      redeemedAt,
    };
  }
}
