import type { StreamType } from '@estafette/event-store';
import type { CredentialOfferCommand, CredentialOfferState } from './credential-offer.decider.js';
import { credentialOfferDecider } from './credential-offer.decider.js';
import type { CredentialOfferEvent } from './credential-offer.events.js';
import { credentialOfferEvents } from './credential-offer.events.js';

/** `offer-<offer id>`: one credential, for one wallet. Not `credential-…`: those are the streams of credentials. */
export const credentialOffer: StreamType<CredentialOfferState, CredentialOfferCommand, CredentialOfferEvent> = {
  name: 'offer',
  decider: credentialOfferDecider,
  events: credentialOfferEvents,
};
