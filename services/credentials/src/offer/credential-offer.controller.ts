import { Controller } from '@nestjs/common';
import { EventStore, partFrom } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, Route, selfOr } from '@estafette/service-host';
import { credential } from '../credential/credential.stream.js';
import { credentialOfferBody } from './credential-offer.schemas.js';
import { credentialOffer } from './credential-offer.stream.js';
import { digestOfSecret, OfferCodes } from './offer-codes.js';

const offerCredential = post('credential-offers', {
  summary:
    'Offer a credential of your own to a wallet of yours (OpenID4VCI 1.0): it gets a copy that is bound to its key. Works once, for ten minutes',
  permission: selfOr(),
  body: credentialOfferBody,
  refuses: ['credential-offer-exists', 'credential-suspended', 'credential-revoked'],
});

@Controller()
export class CredentialOfferController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly codes: OfferCodes,
  ) {}

  @Route(offerCredential)
  offer(@Input() call: CallOf<typeof offerCredential>): Promise<CommandReply> {
    const { offerId, credentialId } = call.body;
    const [code, transactionCode] = [this.codes.makeSecret(offerId), this.codes.makeTransactionCode()];
    const offered = {
      code,
      codeDigest: digestOfSecret(code),
      transactionCode,
      transactionCodeName: this.codes.nameOf(offerId, transactionCode),
    };
    const command = partFrom(credentialOffer, offerId, async () => {
      const { issued, standing } = (await this.store.load(credential, credentialId)).state;
      const held = issued && { learnerId: issued.learnerId, organisationId: issued.organisationId, standing };
      return { type: 'OfferCredential' as const, ...asked(call), offerId, credentialId, held, offered };
    });
    return this.commands.run(call, command, { location: `/v1/credential-offers/${offerId}` });
  }
}
