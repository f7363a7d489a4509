import { PublicAddress, type Held } from '@estafette/service-host';
import { BatonAcceptances } from '../baton-acceptance/baton-acceptances.js';
import { Issuers } from '../issuer/issuers.js';
import { makeKeeper } from '../keeping/make-keeper.js';
import { StatusPlaces } from '../status/status-places.js';
import { viewsOn, type Views } from '../views/views.js';
import { SignedVersions } from './signed-versions.js';

/** What readers of the own log sign with: they start before there are controllers. */
export interface ReadersSigning {
  readonly address: PublicAddress;
  readonly views: Views;
  readonly issuers: Issuers;
  readonly versions: SignedVersions;
  readonly acceptances: BatonAcceptances;
}

export function makeSigning({ store, pool, config, settings }: Held): ReadersSigning {
  const address = new PublicAddress(config);
  const views = viewsOn(pool);
  const issuers = new Issuers(store, makeKeeper(settings), address);
  const versions = new SignedVersions(new StatusPlaces(views, address));
  return { address, views, issuers, versions, acceptances: new BatonAcceptances(store, issuers, address) };
}
