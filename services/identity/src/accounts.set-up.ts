import { eventually } from '@estafette/test-kit';
import { expect } from 'vitest';
import { SERVICE_SECRET, type TestIdentity } from './people.set-up.js';

// Whose mail address is whose, as a service says it, and what is mailed to them.

type Somewhere = Pick<TestIdentity, 'issuer'>;

export async function serviceToken(
  { issuer }: Somewhere,
  client = 'organisations',
  scope = 'accounts:write',
): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${client}:${SERVICE_SECRET}`).toString('base64')}`;
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope });
  const answer = await fetch(`${issuer}/token`, { method: 'POST', body, headers: { authorization } });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** Writes the account of a person; without a body, deletes it. */
export async function account(
  identity: Somewhere,
  personId: string,
  body?: object | string,
  token?: string,
): Promise<Response> {
  return fetch(`${identity.issuer}/accounts/${personId}`, {
    method: body === undefined ? 'DELETE' : 'PUT',
    headers: {
      authorization: `Bearer ${token ?? (await serviceToken(identity))}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

/** The code in the latest letter to an address. @param nth how many letters there should be by then */
export async function mailedCode({ letters }: TestIdentity, email: string, nth = 1): Promise<string> {
  const sent = () => letters.filter(({ to }) => to === email);
  await eventually(() => expect(sent()).toHaveLength(nth));
  return String(/^ {4}(\d{6})\r?$/m.exec(sent().at(-1)?.text ?? '')?.[1]);
}
