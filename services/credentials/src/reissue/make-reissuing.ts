import type { Subscription } from '@estafette/event-store';
import { PublicAddress, type Held } from '@estafette/service-host';
import { SignedVersions } from '../credential/signed-versions.js';
import { Issuers } from '../issuer/issuers.js';
import { makeKeeper } from '../keeping/make-keeper.js';
import { StatusPlaces } from '../status/status-places.js';
import { viewsOn } from '../views/views.js';
import { reissuing } from './reissuing.js';
import { Renewals } from './renewals.js';

/** The reader of the own log that issues anew, with all that it needs; it starts before there are controllers. */
export function makeReissuing({ store, pool, config, settings, subscriptions }: Held): Subscription {
  const views = viewsOn(pool);
  const address = new PublicAddress(config);
  const issuers = new Issuers(store, makeKeeper(settings), address);
  const renewals = new Renewals(store, issuers, new SignedVersions(new StatusPlaces(views, address)));
  return reissuing({ store, views, renewals, passed: (cursor, ms) => subscriptions.passed(cursor, ms) });
}
