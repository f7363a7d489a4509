import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootIdentity } from './index.js';
import type { RunningIdentity } from './index.js';

const demoGrant = 'urn:estafette:params:oauth:grant-type:demo';
const person = '0198c0de-1234-7abc-8def-0123456789ab';
const demo = { grant_type: demoGrant, client_id: 'estafette-demo', person_id: person };
const form = 'application/x-www-form-urlencoded';

let folder: string;
let front: Server;
let issuer: string;
let identity: RunningIdentity;
const lines: string[] = [];

const boot = (more: Record<string, string> = {}) =>
  bootIdentity(
    { PORT: '0', ISSUER_URL: issuer, IDENTITY_KEY_FILE: join(folder, 'keys.json'), DEMO_MODE: 'true', ...more },
    { logger: pino({}, { write: (line: string) => void lines.push(line) }) },
  );

/** A front proxy as the region has: everything below /identity goes to the service, without that prefix. */
function startFront(): Server {
  const agent = new Agent({ keepAlive: false });
  return createServer((incoming, outgoing) => {
    if (!incoming.url?.startsWith('/identity/')) return void outgoing.writeHead(404).end();
    const path = incoming.url.slice('/identity'.length);
    const options = { agent, method: incoming.method, path, headers: incoming.headers };
    const inner = httpRequest(identity.url, { ...options, method: incoming.method ?? 'GET' }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(inner);
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-server-'));
  front = startFront().listen(0, '127.0.0.1');
  await once(front, 'listening');
  issuer = `http://127.0.0.1:${(front.address() as AddressInfo).port}/identity`;
  identity = await boot();
});

afterAll(async () => {
  await identity.close();
  front.closeAllConnections();
  front.close();
  await rm(folder, { recursive: true });
});

/** Sends these very bytes and answers all that comes back until the service hangs up. */
async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(identity.url).port), '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

describe('behind a front proxy that takes the prefix off', () => {
  it('advertises addresses that work from outside, from discovery to a verified token', async () => {
    const reply = await fetch(`${issuer}/.well-known/openid-configuration`);
    const metadata = (await reply.json()) as Record<string, string>;
    expect(metadata).toMatchObject({
      issuer,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      grant_types_supported: ['client_credentials', demoGrant],
      // OpenID Connect Discovery asks for openid to be named; no client may have it.
      scopes_supported: [
        'feed:read',
        'names:read',
        'mail-hashes:read',
        'vc-api:issue',
        'vc-api:status',
        'person',
        'openid',
      ],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    });
    const addresses = Object.entries(metadata).filter(([key]) => /(_endpoint|_uri)$/.test(key));
    expect(addresses.map(([key]) => key).sort()).toEqual(['jwks_uri', 'token_endpoint']);

    const token = await fetch(String(metadata['token_endpoint']), { method: 'POST', body: new URLSearchParams(demo) });
    const { access_token: accessToken } = (await token.json()) as { access_token: string };
    const keys = createRemoteJWKSet(new URL(String(metadata['jwks_uri'])));
    const { payload } = await jwtVerify(accessToken, keys, { issuer, audience: 'urn:estafette:local', typ: 'at+jwt' });
    expect(payload.sub).toBe(person);
  });

  it('says the same at the address of RFC 8414', async () => {
    const at = async (name: string) => (await fetch(`${issuer}/.well-known/${name}`)).json();
    expect(await at('oauth-authorization-server')).toEqual(await at('openid-configuration'));
  });

  it.each([
    ['another Host', 'GET /.well-known/openid-configuration HTTP/1.1\r\nHost: evil.example\r\n'],
    [
      'an absolute address',
      'GET http://evil.example/.well-known/openid-configuration HTTP/1.1\r\nHost: evil.example\r\n',
    ],
    [
      'forwarding headers',
      'GET /.well-known/openid-configuration HTTP/1.1\r\nHost: a\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n',
    ],
  ])('advertises nothing that a request says of itself: %s', async (_what, head) => {
    const answer = await raw(`${head}Connection: close\r\n\r\n`);
    expect(answer).toContain(`"jwks_uri":"${issuer}/jwks"`);
    expect(answer).not.toContain('evil.example');
  });

  it('lets pages of its own address ask for tokens, those of others not', async () => {
    const from = (origin: string) =>
      fetch(`${identity.url}/token`, { method: 'POST', body: new URLSearchParams(demo), headers: { origin } });
    expect((await from(new URL(issuer).origin)).status).toBe(200);
    const refused = await from('https://evil.example');
    expect(refused.status).toBe(400);
    expect(refused.headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('health', () => {
  it.each(['live', 'ready'])('answers /health/%s', async (kind) => {
    const reply = await fetch(`${identity.url}/health/${kind}`);
    expect({ status: reply.status, body: await reply.json() }).toEqual({ status: 200, body: { status: kind } });
  });
});

describe('bad input', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/token/'],
    ['GET', '/TOKEN'],
    ['GET', '/auth?client_id=estafette-demo&response_type=code'],
    ['GET', '/interaction/abc'],
    ['GET', '/me'],
    ['POST', '/request'],
    ['GET', '/session/end'],
    ['POST', '/session/end/confirm'],
    ['POST', '/%00'],
  ])('has nothing at %s %s, and no cookie', async (method, path) => {
    const body = method === 'POST' ? '{"broken' : null;
    const reply = await fetch(identity.url + path, { method, body, headers: { 'content-type': 'application/json' } });
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(reply.headers.has('set-cookie')).toBe(false);
    expect(await reply.json()).toEqual({
      type: 'urn:estafette:problem:no-such-address',
      status: 404,
      title: 'Not found',
      detail: 'There is nothing at this address.',
      code: 'no-such-address',
    });
  });

  it.each([
    ['GET', '/token', 'POST, OPTIONS'],
    ['DELETE', '/jwks', 'GET, HEAD, OPTIONS'],
    ['POST', '/health/live', 'GET, HEAD'],
  ])('tells what is allowed instead of %s %s', async (method, path, allow) => {
    const reply = await fetch(identity.url + path, { method });
    expect({ status: reply.status, allow: reply.headers.get('allow') }).toEqual({ status: 405, allow });
    expect(await reply.json()).toMatchObject({ status: 405, code: 'method-not-allowed' });
  });

  it.each([
    ['/token', 'POST, OPTIONS'],
    ['/jwks', 'GET, HEAD, OPTIONS'],
  ])('tells by OPTIONS what is allowed at %s', async (path, allow) => {
    expect(await raw(`OPTIONS ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toContain(
      `allow: ${allow}\r\n`,
    );
    for (const headers of [{}, { origin: new URL(issuer).origin }]) {
      const reply = await fetch(identity.url + path, { method: 'OPTIONS', headers });
      expect([reply.status, reply.headers.get('allow'), await reply.text()]).toEqual([204, allow, '']);
    }
  });

  it('answers a preflight of its own pages', async () => {
    const headers = { origin: new URL(issuer).origin, 'access-control-request-method': 'POST' };
    const reply = await fetch(`${identity.url}/token`, { method: 'OPTIONS', headers });
    expect([reply.status, reply.headers.get('access-control-allow-origin')]).toEqual([204, headers.origin]);
  });

  it.each([
    ['no request', 'hello\r\n\r\n', 400, 'not-http'],
    ['headers without end', `GET /jwks HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['no host', 'GET /jwks HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'host-missing'],
    ['great expectations', 'POST /token HTTP/1.1\r\nHost: x\r\nExpect: x\r\n\r\n', 417, 'expectation-not-met'],
    ['a tunnel', 'CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'not-http'],
    [
      'a method of others',
      'PROPFIND /jwks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      405,
      'method-not-allowed',
    ],
  ])('answers %s with a problem', async (_what, bytes, status, code) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    const type = `urn:estafette:problem:${code}`;
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ type, status, code });
  });

  it.each([
    ['head', 'GET /jwks HTTP/1.1\r\nHost: x\r\n'],
    ['form', `POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: ${form}\r\nContent-Length: 9\r\n\r\ng`],
  ])('does not wait for ever for a %s', async (_what, bytes) => {
    const hurried = await boot({ REQUEST_TIMEOUT_MS: '300' });
    const socket = connect(Number(new URL(hurried.url).port), '127.0.0.1');
    socket.write(bytes);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 408 [^]*application\/problem\+json[^]*"code":"request-too-slow"/);
    await hurried.close();
  });

  it('refuses an address that cannot be read', async () => {
    const reply = await fetch(`${identity.url}/%E0%A4%A`);
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await reply.json()).toMatchObject({ status: 400, code: 'address-not-valid' });
  });

  it.each<[string, NonNullable<RequestInit['body']>, Record<string, string>]>([
    ['JSON', JSON.stringify(demo), { 'content-type': 'application/json' }],
    ['broken JSON', '{"grant_type":', { 'content-type': 'application/json' }],
    ['a broken form', '%E0%A4%A=&&&=%%', { 'content-type': form }],
    ['an unknown charset', 'grant_type=x', { 'content-type': `${form}; charset=klingon` }],
    ['no content type', new Uint8Array([0, 255, 0]), {}],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00]), { 'content-type': form }],
    ['a huge form', `person_id=${'a'.repeat(2_000_000)}`, { 'content-type': form }],
    ['a prototype', '__proto__=1&constructor=2&grant_type=__proto__&client_id=__proto__', { 'content-type': form }],
    ['NUL as a person', new URLSearchParams({ ...demo, person_id: '\0' }), {}],
    ['broken credentials', new URLSearchParams(demo), { authorization: 'Basic %%%' }],
    ['a bearer', new URLSearchParams(demo), { authorization: 'Bearer x' }],
    ['a browser that wants HTML', 'grant_type=x', { 'content-type': form, accept: 'text/html' }],
  ])('answers %s with an error of RFC 6749', async (_what, body, headers) => {
    const reply = await fetch(`${identity.url}/token`, { method: 'POST', body, headers });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await reply.json()).toMatchObject({ error: expect.stringMatching(/^[a-z_]+$/) });
  });

  it('answers a body that ends too early, or is no HTTP at all', async () => {
    const cut = `POST /token HTTP/1.1\r\nHost: a\r\nContent-Type: ${form}\r\nContent-Length: 500\r\n\r\ngrant_type=x`;
    expect(await raw(cut)).not.toMatch(/^HTTP\/1.1 5/);
    expect(await raw('hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
    expect((await fetch(`${identity.url}/health/live`)).status).toBe(200);
  });

  it('left no error and no caller in the log', async () => {
    await fetch(`${identity.url}/token?secret=in-the-query`, { method: 'POST', body: new URLSearchParams(demo) });
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries.filter((entry) => Number(entry['level']) >= 50)).toEqual([]);
    expect(entries.every((entry) => entry['service'] === 'identity')).toBe(true);
    const answered = { msg: 'request answered', route: '/token', method: 'POST', status: 200, ms: expect.any(Number) };
    expect(entries).toContainEqual(expect.objectContaining(answered));
    expect(entries).toContainEqual(expect.objectContaining({ msg: 'token issued', subject: person }));
    expect(lines.join('')).not.toMatch(/in-the-query|remoteAddress|access_token|eyJ/);
  });
});

describe('start and stop', () => {
  it('says which port is taken', async () => {
    const { port } = new URL(identity.url);
    await expect(boot({ PORT: port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
  });

  it('tells every fault of its configuration at once', async () => {
    await expect(bootIdentity({ PORT: 'x', DEMO_MODE: 'x' })).rejects.toThrow(
      /- PORT .*\n {2}- ISSUER_URL .*\n {2}- DEMO_MODE .*\n {2}- IDENTITY_KEY_FILE /,
    );
  });

  /** Begins a token request whose body comes later; the service has read its head once it says 100 Continue. */
  async function begin(url: string): Promise<{ socket: Socket; body: string }> {
    const body = new URLSearchParams(demo).toString();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`POST /token HTTP/1.1\r\nHost: a\r\nContent-Type: ${form}\r\nContent-Length: ${body.length}\r\n`);
    socket.write('Expect: 100-continue\r\n\r\n');
    await once(socket, 'data');
    return { socket, body };
  }

  it('finishes a request under way before it is closed, and takes no new one', async () => {
    const stopping = await boot();
    const { socket, body } = await begin(stopping.url);
    const closed = Promise.all([stopping.close(), stopping.close()]);
    await expect
      .poll(() =>
        fetch(`${stopping.url}/health/ready`).then(
          () => 'answered',
          () => 'refused',
        ),
      )
      .toBe('refused');
    socket.write(body);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 200/);
    await closed;
  });

  it('cuts off a request that never ends', async () => {
    const stopping = await boot({ DRAIN_TIMEOUT: '0' });
    const { socket } = await begin(stopping.url);
    const hungUp = once(socket, 'close');
    socket.on('error', () => undefined);
    await stopping.close();
    await hungUp;
  });
});
