/**
 * The installation itself among those who sign: it vouches for what nobody else issues here, and never for a school. Its stream is
 * `issuer-instance`; organisations have UUIDs, so none can have this id.
 */
export const INSTANCE = 'instance';

/** Under which name the vault keeps what seals the instance's key. Made once at random, it must never change. */
const INSTANCE_IN_VAULT = '6f0d4bd7-3f0b-4a53-9a0a-0f5d1c7f2b11';

/** Whose key in the vault seals the signing keys of somebody who signs here. */
export function sealerOf(organisationId: string): string {
  return organisationId === INSTANCE ? INSTANCE_IN_VAULT : organisationId;
}
