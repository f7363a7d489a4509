import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootIdentity } from './index.js';
import type { RunningIdentity } from './index.js';

const secret = 'challenges-secret-0123456789-abcdef';
const basic = (id: string, pass: string) => `Basic ${Buffer.from(`${id}:${pass}`).toString('base64')}`;
const ofService = { grant_type: 'client_credentials', scope: 'feed:read' };
const ofPerson = {
  grant_type: 'urn:estafette:params:oauth:grant-type:demo',
  client_id: 'estafette-demo',
  person_id: '0198c0de-1234-7abc-8def-0123456789ab',
};

let folder: string;
let identity: RunningIdentity;
/** Everybody who may come along, by what they show. */
let callers: Record<string, Record<string, string>>;

const token = async (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${identity.url}/token`, { method: 'POST', body: new URLSearchParams(form), headers });
const accessToken = async (answer: Promise<Response>): Promise<string> =>
  ((await (await answer).json()) as { access_token: string }).access_token;
/** `401 invalid_client`; the status alone where nothing is wrong. */
const told = async (answer: Response): Promise<string> => {
  const { error } = (await answer.json()) as { error?: string };
  return error === undefined ? String(answer.status) : `${answer.status} ${error}`;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-access-'));
  const clients = [{ clientId: 'challenges', clientSecret: secret, scopes: ['feed:read'] }];
  identity = await bootIdentity(
    {
      PORT: '0',
      ISSUER_URL: 'http://identity.example',
      IDENTITY_KEY_FILE: join(folder, 'keys.json'),
      SERVICE_CLIENTS: JSON.stringify(clients),
      DEMO_MODE: 'true',
    },
    { logger: pino({ level: 'silent' }) },
  );
  const service = { authorization: basic('challenges', secret) };
  callers = {
    nobody: {},
    'a service': service,
    'a service with a wrong secret': { authorization: basic('challenges', `${secret}x`) },
    'an unknown service': { authorization: basic('somebody', secret) },
    'a person by their token': { authorization: `Bearer ${await accessToken(token(ofPerson))}` },
    'a service by its token': { authorization: `Bearer ${await accessToken(token(ofService, service))}` },
  };
});
afterAll(async () => {
  await identity.close();
  await rm(folder, { recursive: true });
});

const everybody = async (ask: (headers: Record<string, string>) => Promise<Response>) =>
  Object.fromEntries(
    await Promise.all(Object.entries(callers).map(async ([who, headers]) => [who, await told(await ask(headers))])),
  ) as Record<string, string>;
const all = (answer: string): Record<string, string> =>
  Object.fromEntries(Object.keys(callers).map((who) => [who, answer]));

describe('access', () => {
  it.each([
    '/jwks',
    '/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server',
    '/health/live',
    '/health/ready',
  ])('to %s is for everybody, whatever they show', async (path) => {
    expect(await everybody((headers) => fetch(`${identity.url}${path}`, { headers }))).toEqual(all('200'));
  });

  it('to the token of a service has the service alone, by its secret', async () => {
    expect(await everybody((headers) => token(ofService, headers))).toEqual({
      ...all('400 invalid_request'),
      'a service': '200',
      'a service with a wrong secret': '401 invalid_client',
      'an unknown service': '401 invalid_client',
    });
  });

  it('to the token of a person has whoever asks for the demo, and no service', async () => {
    const { client_id: _client, ...form } = ofPerson;
    expect(await told(await token(ofPerson))).toBe('200');
    expect(await everybody((headers) => token(form, headers))).toEqual({
      ...all('400 invalid_request'),
      'a service with a wrong secret': '401 invalid_client',
      'an unknown service': '401 invalid_client',
    });
  });

  it.each([
    '/userinfo',
    '/me',
    '/auth',
    '/session/end',
    '/token/introspection',
    '/token/revocation',
    '/reg',
    '/request',
  ])('to %s has nobody: it is not there', async (path) => {
    const answers = await Promise.all(
      Object.values(callers).flatMap((headers) =>
        ['GET', 'POST'].map(async (method) => (await fetch(`${identity.url}${path}`, { method, headers })).status),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([404]));
  });
});
