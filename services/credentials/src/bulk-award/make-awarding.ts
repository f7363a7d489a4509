import type { Subscription } from '@estafette/event-store';
import type { Held } from '@estafette/service-host';
import { Issuing } from '../credential/issuing.js';
import type { ReadersSigning } from '../credential/make-signing.js';
import { Renewals } from '../reissue/renewals.js';
import { awarding } from './awarding.js';

/** The reader of the own log that issues awards, with all that it needs. */
export function makeAwarding({ store }: Held, signing: ReadersSigning): Subscription {
  const { issuers, versions, address, acceptances } = signing;
  return awarding({
    store,
    issuing: new Issuing(store, issuers, versions, address, acceptances),
    renewals: new Renewals(store, issuers, versions, address, acceptances),
  });
}
