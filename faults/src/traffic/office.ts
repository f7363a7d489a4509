import type { Cast } from './cast.js';
import type { Client } from './client.js';

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

/** Signs with another key from now on. */
export async function rotateKey({ client, organisation, person }: Office, keyId: string): Promise<void> {
  await client.wish({
    service: 'credentials',
    path: '/v1/issuers/keys',
    body: { keyId },
    as: person,
    for: organisation,
    leaves: { stream: `issuer-${organisation}`, type: 'KeyRotated', where: ['key.keyId', keyId] },
  });
}

/** Withdraws the key that signs now: somebody else may have used it. What it leaves is known by the key that takes its place. */
export async function withdrawKey(
  { client, organisation, person }: Office,
  keyId: string,
  replacementKeyId: string,
): Promise<void> {
  await client.wish({
    service: 'credentials',
    path: `/v1/issuers/keys/${keyId}/revocations`,
    body: { replacementKeyId },
    as: person,
    for: organisation,
    leaves: { stream: `issuer-${organisation}`, type: 'KeyRotated', where: ['key.keyId', replacementKeyId] },
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
