import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bootIdentity } from './index.js';
import type { RunningIdentity } from './index.js';

const issuer = 'http://identity.example/identity';
const demoGrant = 'urn:estafette:params:oauth:grant-type:demo';
const person = '0198c0de-1234-7abc-8def-0123456789ab';
const secret = 'challenges-secret-0123456789-abcdef';
const clients = [
  { clientId: 'challenges', clientSecret: secret, scopes: ['feed:read'] },
  { clientId: 'validation', clientSecret: `validation-${secret}`, scopes: ['feed:read', 'names:read'] },
];

let folder: string;
let env: Record<string, string>;
let lines: Record<string, unknown>[];
const running: RunningIdentity[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  lines = [];
  env = { PORT: '0', ISSUER_URL: issuer, IDENTITY_KEY_FILE: join(folder, 'keys.json') };
  env['SERVICE_CLIENTS'] = JSON.stringify(clients);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((identity) => identity.close()));
});

async function boot(more: Record<string, string> = {}): Promise<RunningIdentity> {
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const identity = await bootIdentity({ ...env, ...more }, { logger: pino({}, { write }) });
  running.push(identity);
  return identity;
}

async function ask(
  identity: RunningIdentity,
  form: Record<string, string> | [string, string][],
  authorization?: string,
) {
  const headers = authorization === undefined ? {} : { authorization };
  const reply = await fetch(`${identity.url}/token`, { method: 'POST', body: new URLSearchParams(form), headers });
  const body = (await reply.json()) as Record<string, string | number>;
  return { status: reply.status, body, token: String(body['access_token']) };
}

const demo = { grant_type: demoGrant, client_id: 'estafette-demo', person_id: person };
const basic = (id: string, pass: string) => `Basic ${Buffer.from(`${id}:${pass}`).toString('base64')}`;

/** Checks a token as a service does, with nothing but the published keys. */
const check = (identity: RunningIdentity, token: string, more: { audience?: string } = {}) =>
  jwtVerify(token, createRemoteJWKSet(new URL(`${identity.url}/jwks`)), {
    issuer,
    audience: 'urn:estafette:local',
    algorithms: ['RS256'],
    typ: 'at+jwt',
    requiredClaims: ['sub', 'client_id', 'iat', 'exp', 'jti', 'scope'],
    ...more,
  });

describe('the demo grant', () => {
  it('gives a token of the person, which the published keys verify', async () => {
    const identity = await boot({ DEMO_MODE: 'true' });
    const { status, body, token } = await ask(identity, demo);
    expect({ status, ...body }).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 3600, scope: 'person' });
    const { payload, protectedHeader } = await check(identity, token);
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt', kid: expect.any(String) });
    expect(payload).toMatchObject({ sub: person, scope: 'person', client_id: 'estafette-demo', iss: issuer });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
  });

  it('makes tokens that another audience refuses', async () => {
    const identity = await boot({ DEMO_MODE: 'true' });
    const { token } = await ask(identity, demo);
    await expect(check(identity, token, { audience: 'urn:estafette:elsewhere' })).rejects.toThrow('"aud"');
  });

  it('writes one person one way, and lets no two tokens be alike', async () => {
    const identity = await boot({ DEMO_MODE: 'true', TOKEN_TTL: '60' });
    const one = decodeJwt((await ask(identity, demo)).token);
    const other = decodeJwt((await ask(identity, { ...demo, person_id: person.toUpperCase() })).token);
    expect(other.sub).toBe(person);
    expect(other.jti).not.toBe(one.jti);
    expect((one.exp ?? 0) - (one.iat ?? 0)).toBe(60);
  });

  it.each([
    ['no person', { person_id: '' }, 'invalid_request'],
    ['a person who is no UUID', { person_id: "1' or '1'='1" }, 'invalid_request'],
    ['the scope of a service', { scope: 'feed:read' }, 'invalid_scope'],
    ['one scope too many', { scope: 'person feed:read' }, 'invalid_scope'],
    ['an unknown client', { client_id: 'somebody' }, 'invalid_client'],
    ['a secret that a public client has not', { client_secret: 'x' }, 'invalid_client'],
    ['the grant of services', { grant_type: 'client_credentials' }, 'invalid_request'],
  ])('refuses %s', async (_what, change, error) => {
    const { status, body } = await ask(await boot({ DEMO_MODE: 'true' }), { ...demo, ...change });
    expect({ status, error: body['error'] }).toEqual({ status: error === 'invalid_client' ? 401 : 400, error });
    expect(body).not.toHaveProperty('access_token');
  });

  it('refuses two persons at once, and a service as its client', async () => {
    const identity = await boot({ DEMO_MODE: 'true' });
    const twice = await ask(identity, [...Object.entries(demo), ['person_id', person]]);
    expect(twice).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    const service = await ask(identity, { grant_type: demoGrant, person_id: person }, basic('challenges', secret));
    expect(service).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it('is warned of at start', async () => {
    await boot({ DEMO_MODE: 'true' });
    const warnings = lines.filter((line) => line['level'] === 40).map((line) => line['msg']);
    expect(warnings).toEqual([expect.stringContaining('whoever reaches this address gets a token for any person')]);
  });

  it.each([{}, { DEMO_MODE: 'false' }])('does not exist with %o', async (more) => {
    const identity = await boot(more);
    expect(await ask(identity, demo)).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
    const asService = { grant_type: demoGrant, person_id: person };
    const refused = await ask(identity, asService, basic('challenges', secret));
    expect(refused).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
    const metadata = await fetch(`${identity.url}/.well-known/openid-configuration`);
    expect(await metadata.json()).toMatchObject({ grant_types_supported: ['client_credentials'] });
    expect(lines.filter((line) => Number(line['level']) >= 40)).toEqual([]);
  });
});

describe('client_credentials', () => {
  const grant = { grant_type: 'client_credentials', scope: 'feed:read' };

  it('gives a service its scope, by Basic and by form alike', async () => {
    const identity = await boot();
    const byForm = { ...grant, client_id: 'challenges', client_secret: secret };
    for (const reply of [await ask(identity, grant, basic('challenges', secret)), await ask(identity, byForm)]) {
      expect(reply).toMatchObject({
        status: 200,
        body: { token_type: 'Bearer', expires_in: 3600, scope: 'feed:read' },
      });
      const { payload } = await check(identity, reply.token);
      expect(payload).toMatchObject({ sub: 'challenges', client_id: 'challenges', scope: 'feed:read' });
    }
  });

  it('gives several scopes, or the one of them that is asked for', async () => {
    const identity = await boot();
    const authorization = basic('validation', `validation-${secret}`);
    const both = await ask(identity, { ...grant, scope: 'feed:read names:read' }, authorization);
    expect(decodeJwt(both.token)['scope']).toBe('feed:read names:read');
    const one = await ask(identity, { ...grant, scope: 'names:read' }, authorization);
    expect(decodeJwt(one.token)['scope']).toBe('names:read');
  });

  it.each([
    ["another service's scope", { scope: 'names:read' }, 'invalid_scope'],
    ['a scope of people', { scope: 'person' }, 'invalid_scope'],
    ['a scope that nobody knows', { scope: 'feed:read feed:write' }, 'invalid_scope'],
    ['no scope', { scope: '' }, 'invalid_scope'],
    ['a malformed scope', { scope: 'feed:read  "x"' }, 'invalid_scope'],
    ['another audience', { resource: 'urn:estafette:elsewhere' }, 'invalid_target'],
    ['no grant', { grant_type: '' }, 'invalid_request'],
    ['an unknown grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['the code grant', { grant_type: 'authorization_code' }, 'unsupported_grant_type'],
  ])('refuses %s', async (_what, change, error) => {
    const { status, body } = await ask(await boot(), { ...grant, ...change }, basic('challenges', secret));
    expect({ status, ...body }).toMatchObject({ status: 400, error, error_description: expect.any(String) });
    expect(body).not.toHaveProperty('access_token');
  });

  it.each([
    ['a wrong secret', 'challenges', `${secret}x`],
    ["another service's secret", 'validation', secret],
    ['an unknown service', 'somebody', secret],
  ])('refuses %s with 401 and a challenge', async (_what, id, pass) => {
    const identity = await boot();
    const headers = { authorization: basic(id, pass) };
    const reply = await fetch(`${identity.url}/token`, { method: 'POST', body: new URLSearchParams(grant), headers });
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(await reply.json()).toMatchObject({ error: 'invalid_client' });
    expect(JSON.stringify(lines)).not.toContain(pass);
  });
});

describe('the signing key', () => {
  it('stays the same over a restart: what was issued before verifies after', async () => {
    const before = await boot({ DEMO_MODE: 'true' });
    const { token } = await ask(before, demo);
    await before.close();
    const after = await boot({ DEMO_MODE: 'true' });
    expect((await check(after, token)).payload.sub).toBe(person);
  });

  it('is another one with another file, and then the token does not verify', async () => {
    const { token } = await ask(await boot({ DEMO_MODE: 'true' }), demo);
    const other = await boot({ IDENTITY_KEY_FILE: join(folder, 'other.json') });
    await expect(check(other, token)).rejects.toThrow('no applicable key');
  });

  it('can be rotated: the first signs, the old one still verifies, neither shows its private part', async () => {
    const { generateKeyPair, exportJWK } = await import('jose');
    const make = async () => exportJWK((await generateKeyPair('RS256', { extractable: true })).privateKey);
    const [old, fresh] = [await make(), await make()];
    const start = (...keys: object[]) =>
      boot({ DEMO_MODE: 'true', IDENTITY_KEY_FILE: '', SIGNING_KEYS: JSON.stringify({ keys }) });
    const { token: oldToken } = await ask(await start(old), demo);
    const rotated = await start(fresh, old);
    const { token: freshToken } = await ask(rotated, demo);
    const kids = await Promise.all(
      [oldToken, freshToken].map(async (token) => (await check(rotated, token)).protectedHeader.kid),
    );
    const published = (await (await fetch(`${rotated.url}/jwks`)).json()) as { keys: Record<string, string>[] };
    expect(published.keys.map((key) => key['kid'])).toEqual([kids[1], kids[0]]);
    for (const key of published.keys) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});

it('runs twice in one process, each with its own issuer, key and grants, and writes nothing past its logger', async () => {
  const spies = (['log', 'info', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method));
  const one = await boot({ DEMO_MODE: 'true' });
  const elsewhere = 'http://elsewhere.example';
  const other = await boot({ ISSUER_URL: elsewhere, IDENTITY_KEY_FILE: join(folder, 'second.json') });
  expect((await ask(other, demo)).body['error']).toBe('unsupported_grant_type');
  const { token } = await ask(one, demo);
  expect(decodeJwt(token).iss).toBe(issuer);
  await expect(check(other, token)).rejects.toThrow('no applicable key');
  const metadata = await (await fetch(`${other.url}/.well-known/openid-configuration`)).json();
  expect(metadata).toMatchObject({ issuer: elsewhere, token_endpoint: `${elsewhere}/token` });
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
