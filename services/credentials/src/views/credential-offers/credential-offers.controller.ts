import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { get, Input, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
import { notCarriedIn } from '../../copy/projection.js';
import { CONFIGURATIONS } from '../../issuance/configurations.js';
import { CredentialIssuers } from '../../issuance/credential-issuers.js';
import { MOST_MISSES } from '../../offer/credential-offer.decider.js';
import { credentialOfferParams } from '../../offer/credential-offer.schemas.js';
import { OfferCodes } from '../../offer/offer-codes.js';
import { IssuedBadges } from '../../projection/issued-badges.js';
import { notCarriedAnswer } from '../../projection/not-carried.js';
import { Views } from '../views.js';

const one = get('credential-offers/:offerId', {
  summary:
    'An offer of yours to a wallet: its link, the code that you type into the wallet, what became of it, and what each form of the credential does not carry',
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
    forms: z
      .array(z.object({ configuration: z.string(), format: z.string(), notCarried: notCarriedAnswer }))
      .describe('each form in which the wallet may collect it, and what that does not carry of the credential'),
  }),
});

@Controller()
export class CredentialOffersController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
    private readonly issuers: CredentialIssuers,
    private readonly codes: OfferCodes,
    private readonly badges: IssuedBadges,
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
    const signed = await this.badges.signedFor(actor.person, credentialId);
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
      forms: Object.entries(CONFIGURATIONS).map(([configuration, format]) => ({
        configuration,
        format,
        notCarried: signed === undefined ? [] : notCarriedIn(format, signed),
      })),
    };
  }
}
