import { didWebOf } from '@estafette/verifier';
import { INSTANCE } from './instance.rules.js';
import type { IssuerState } from './issuer.decider.js';

/** Where the documents of those who sign here lie, below the public address of this service. */
export const DID_DOCUMENT_PATH = 'organisations/:organisationId/did.json';

/** That of the installation itself. */
export const INSTANCE_DOCUMENT_PATH = 'instance/did.json';

/** The `did:web` of an organisation or of the instance, of which this service gives out the document. */
export function didOf(publicUrl: string, organisationId: string): string {
  return organisationId === INSTANCE
    ? didWebOf(publicUrl, INSTANCE)
    : didWebOf(publicUrl, 'organisations', organisationId);
}

/** The organisation of a `did:web` of ours, or the instance; undefined for anybody else's. */
export function organisationOf(publicUrl: string, did: string): string | undefined {
  if (did === didOf(publicUrl, INSTANCE)) return INSTANCE;
  const own = didOf(publicUrl, 'x').slice(0, -1);
  const id = did.startsWith(own) ? did.slice(own.length) : '';
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : undefined;
}

/**
 * The document of a `did:web` (DID 1.0, section 5; Controlled Identifiers 1.0). A key that is no longer used stays, without an end,
 * so that what it signed goes on verifying. One that was compromised says so, and may vouch for nothing.
 */
export function didDocumentOf(did: string, { keys, jwtKeys }: IssuerState): object {
  const own = [...keys, ...jwtKeys].filter((key) => key.did === did);
  return {
    '@context': [
      'https://www.w3.org/ns/did/v1',
      'https://w3id.org/security/multikey/v1',
      'https://w3id.org/security/jwk/v1',
    ],
    id: did,
    verificationMethod: own.map((key) => ({
      id: `${did}#${key.keyId}`,
      ...('algorithm' in key
        ? { type: 'JsonWebKey', controller: did, publicKeyJwk: { ...key.publicJwk, alg: key.algorithm } }
        : { type: 'Multikey', controller: did, publicKeyMultibase: key.publicKey }),
      ...(key.revokedAt !== null && { revoked: key.revokedAt }),
    })),
    assertionMethod: own.filter(({ revokedAt }) => revokedAt === null).map(({ keyId }) => `${did}#${keyId}`),
  };
}
