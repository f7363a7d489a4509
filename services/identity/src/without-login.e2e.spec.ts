import { afterEach, describe, expect, it } from 'vitest';
import { CuttingProxy, eventually } from '@estafette/test-kit';
import { PERSON, SERVICE_SECRET, startIdentity } from './people.set-up.js';
import type { TestIdentity } from './people.set-up.js';

let identity: TestIdentity;
afterEach(() => identity.close());

const token = async (client: string, scope: string): Promise<{ status: number; token: string }> => {
  const headers = { authorization: `Basic ${btoa(`${client}:${SERVICE_SECRET}`)}` };
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope });
  const answer = await fetch(`${identity.issuer}/token`, { method: 'POST', body, headers });
  return { status: answer.status, token: ((await answer.json()) as { access_token: string }).access_token };
};

describe('with a database and no way to prove who one is', () => {
  it('nobody logs in, which discovery and the log say; accounts are written already', async () => {
    identity = await startIdentity();
    const found = (await (await fetch(`${identity.issuer}/.well-known/openid-configuration`)).json()) as object;
    expect(found).toMatchObject({ grant_types_supported: ['client_credentials'], response_types_supported: [] });
    for (const member of ['authorization_endpoint', 'registration_endpoint', 'revocation_endpoint']) {
      expect(found).not.toHaveProperty(member);
    }
    for (const path of ['/auth', '/grants', '/interactions/x', '/reg']) {
      expect((await fetch(identity.issuer + path, { method: path === '/reg' ? 'POST' : 'GET' })).status).toBe(404);
    }
    expect(identity.lines.filter((line) => line.includes('Nobody can log in'))).toHaveLength(1);
    const { token: writer } = await token('organisations', 'accounts:write');
    const answer = await fetch(`${identity.issuer}/accounts/${PERSON}`, {
      method: 'PUT',
      body: JSON.stringify({ email: 'jan@mail.example' }),
      headers: { authorization: `Bearer ${writer}`, 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(201);
  });
});

describe('while the database is away', () => {
  it('it is not ready, and services still get their tokens; then all goes on', async () => {
    identity = await startIdentity({ DEMO_MODE: 'true' });
    const proxy = await CuttingProxy.before(identity.databaseUrl);
    const instance = await identity.boot({ DATABASE_URL: proxy.url });
    identity.route(instance);
    const ready = async (): Promise<number> => (await fetch(`${instance.url}/health/ready`)).status;
    expect(await ready()).toBe(200);
    proxy.arm('before', 'ready', true);
    await eventually(async () => expect(await ready()).toBe(503));
    expect((await fetch(`${instance.url}/health/live`)).status).toBe(200);
    expect((await token('challenges', 'feed:read')).status).toBe(200);
    proxy.back();
    await eventually(async () => expect(await ready()).toBe(200));
    await instance.close();
    await proxy.close();
  });
});
