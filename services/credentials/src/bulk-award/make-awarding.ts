import type { Subscription } from '@estafette/event-store';
import type { Held } from '@estafette/service-host';
import { Issuing } from '../credential/issuing.js';
import type { ReadersSigning } from '../credential/make-signing.js';
import { awarding } from './awarding.js';

/** The reader of the own log that issues awards, with all that it needs. */
export function makeAwarding(
  { store }: Held,
  { issuers, versions, address, acceptances }: ReadersSigning,
): Subscription {
  return awarding({ store, issuing: new Issuing(store, issuers, versions, address, acceptances) });
}
