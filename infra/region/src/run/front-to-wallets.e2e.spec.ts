import { randomUUID } from 'node:crypto';
import { credentials } from '@estafette/credentials';
import { freePort } from '@estafette/local-servers';
import { boot, type RunningService } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFront } from './front.js';

let service: TestService<RunningService>;
let front: Awaited<ReturnType<typeof startFront>>;
let address: string;
beforeAll(async () => {
  const [port, behind] = await Promise.all([freePort(), freePort()]);
  address = `http://localhost:${port}`;
  const at = { PORT: String(behind), PUBLIC_URL: `${address}/credentials` };
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env), at);
  const replica = { name: 'credentials', port: behind, up: true, stop: () => Promise.resolve() };
  front = await startFront({ port, services: new Map([['credentials', [replica]]]) });
});
afterAll(async () => {
  await front.close();
  await service.close();
});

/** A school that issues, of which everything is asked through the front. */
async function school(): Promise<string> {
  const organisationId = randomUUID();
  const data = { organisationId, kind: 'school', soleTrader: false, name: 'School for Food' };
  const type = 'nl.estafette.organisations.organisation-registered.v1';
  service.feeds.tell({ type, subject: `organisation-${organisationId}`, data });
  const office = await service.person(undefined, organisationId);
  service.grant(office.personId, organisationId, 'issuer-admin');
  await eventually(async () => (await office.post('/v1/issuers', {})).status === 201);
  return `/credentials/organisations/${organisationId}`;
}

it('finds a school as wallets look for it, and what it names', async () => {
  const path = await school();
  for (const name of ['openid-credential-issuer', 'oauth-authorization-server']) {
    const places = [`${address}/.well-known/${name}${path}`, `${address}${path}/.well-known/${name}`];
    const told = await Promise.all(places.map(async (place) => (await fetch(place)).json() as Promise<object>));
    expect(told[0]).toEqual(told[1]);
    const issuer = `${address}${path}`;
    expect(Object.values(told[0] ?? {})).toContain(issuer);
  }
  const post = async (at: string, body?: URLSearchParams): Promise<unknown> =>
    (await fetch(`${address}${path}/${at}`, { method: 'POST', ...(body && { body }) })).json();
  expect(await post('nonce')).toEqual({ c_nonce: expect.any(String) as string });
  expect(await post('token', new URLSearchParams({ grant_type: 'other' }))).toMatchObject({
    error: 'unsupported_grant_type',
  });
});
