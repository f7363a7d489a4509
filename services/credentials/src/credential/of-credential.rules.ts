import type { CredentialState } from './credential.decider.js';

type Issued = NonNullable<CredentialState['issued']>;

/** Of which credential something is told, and to whom: as every event after the first one says it. */
export type OfCredential = Pick<Issued, 'credentialId' | 'learnerId' | 'organisationId'>;

export function ofCredential({ credentialId, learnerId, organisationId }: Issued): OfCredential {
  return { credentialId, learnerId, organisationId };
}
