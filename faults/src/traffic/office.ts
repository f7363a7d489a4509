import type { Cast } from './cast.js';
import type { Client } from './client.js';
import type { Trace } from './wish.js';

/** Somebody who decides on keys and credentials of their organisation. */
export interface Office {
  readonly client: Client;
  readonly organisation: string;
  readonly person: string;
}

export function schoolOffice(client: Client, { school, issuerAdmin }: Cast): Office {
  return { client, organisation: school, person: issuerAdmin };
}

/** The company's, whose key endorses. */
export function companyOffice(client: Client, { company, employer }: Cast): Office {
  return { client, organisation: company, person: employer };
}

/** Ed25519 signs credentials, ES256 copies of them as JWT and SD-JWT. */
type Algorithm = 'Ed25519' | 'ES256';

/** What a new key leaves, whatever it takes the place of. */
function leavesKey({ organisation }: Office, keyId: string, algorithm: Algorithm): Trace {
  const stream = `issuer-${organisation}`;
  return algorithm === 'Ed25519'
    ? { stream, type: 'KeyRotated', where: ['key.keyId', keyId] }
    : { stream, type: 'JwtKeyAdded', where: ['keyId', keyId] };
}

/** Signs with another key from now on. */
export async function rotateKey(office: Office, keyId: string, algorithm: Algorithm = 'Ed25519'): Promise<void> {
  const { client, organisation, person } = office;
  await client.wish({
    service: 'credentials',
    path: '/v1/issuers/keys',
    body: { keyId, algorithm },
    as: person,
    for: organisation,
    leaves: leavesKey(office, keyId, algorithm),
  });
}

/** Withdraws the key that signs now: somebody else may have used it. What it leaves is known by the key that takes its place. */
export async function withdrawKey(
  office: Office,
  keyId: string,
  replacementKeyId: string,
  algorithm: Algorithm = 'Ed25519',
): Promise<void> {
  const { client, organisation, person } = office;
  await client.wish({
    service: 'credentials',
    path: `/v1/issuers/keys/${keyId}/revocations`,
    body: { replacementKeyId },
    as: person,
    for: organisation,
    leaves: leavesKey(office, replacementKeyId, algorithm),
  });
}

/** What a school does to one credential, by the last part of its path: with which reason, and what it leaves. */
const CHANGES = {
  suspensions: { reason: 'under-review', type: 'CredentialSuspended' },
  reinstatements: { reason: 'review-closed', type: 'CredentialReinstated' },
  revocations: { reason: 'issued-in-error', type: 'CredentialRevoked' },
} as const;

export async function change(
  { client, organisation, person }: Office,
  credentialId: string,
  what: keyof typeof CHANGES,
): Promise<void> {
  const { reason, type } = CHANGES[what];
  await client.wish({
    service: 'credentials',
    path: `/v1/credentials/${credentialId}/${what}`,
    body: { reason },
    as: person,
    for: organisation,
    leaves: { stream: `credential-${credentialId}`, type },
  });
}
