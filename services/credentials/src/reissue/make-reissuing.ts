import type { Subscription } from '@estafette/event-store';
import type { Held } from '@estafette/service-host';
import type { ReadersSigning } from '../credential/make-signing.js';
import { reissuing } from './reissuing.js';
import { Renewals } from './renewals.js';

/** The reader of the own log that issues anew, with all that it needs. */
export function makeReissuing(
  { store, subscriptions }: Held,
  { views, issuers, versions, address, acceptances }: ReadersSigning,
): Subscription {
  const renewals = new Renewals(store, issuers, versions, address, acceptances);
  return reissuing({ store, views, renewals, passed: (cursor, ms) => subscriptions.passed(cursor, ms) });
}
