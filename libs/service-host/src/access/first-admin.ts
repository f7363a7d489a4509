import { v5 as uuidv5 } from 'uuid';
import type { Config } from '../config.js';
import type { Membership } from './membership.js';

/** Who runs the installation before anybody was granted anything, and the membership that they hold. */
export interface FirstAdmin {
  readonly personId: string;
  readonly membership: Membership;
}

/**
 * The first admin of the configuration: `region-admin` for the region's own organisation, whose id is the UUID v5
 * (RFC 9562 §5.5, namespace URL) of `urn:estafette:<installation>`. Null where none is configured.
 */
export function firstAdmin({
  FIRST_ADMIN,
  INSTALLATION,
}: Pick<Config, 'FIRST_ADMIN' | 'INSTALLATION'>): FirstAdmin | null {
  if (FIRST_ADMIN === undefined) return null;
  const organisationId = uuidv5(`urn:estafette:${INSTALLATION}`, uuidv5.URL);
  const membershipId = uuidv5(FIRST_ADMIN, organisationId);
  return { personId: FIRST_ADMIN, membership: { membershipId, organisationId, role: 'region-admin' } };
}
