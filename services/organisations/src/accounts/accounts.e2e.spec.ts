import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { organisations } from '../organisations.service.js';

/** What identity was told: method, path, body, and with which scope its token was asked for. */
const told: string[] = [];
/** With what it answers the next ones, before it takes them. */
const refuses: number[] = [];
let scope = '';
let identity: Server;
let service: TestService<RunningService>;
let admin: Caller;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

beforeAll(async () => {
  identity = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.url === '/token') {
        scope = new URLSearchParams(body).get('scope') ?? '';
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ access_token: 'of organisations', expires_in: 3_600 }));
        return;
      }
      const refused = refuses.shift();
      if (refused === undefined) told.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`);
      response.statusCode = request.headers.authorization === 'Bearer of organisations' ? (refused ?? 204) : 401;
      response.end();
    });
  });
  await new Promise<void>((resolve) => identity.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(identity.address() as AddressInfo).port}`;
  const adminId = randomUUID();
  service = await startTestService('organisations', ['credentials'], (env) => boot(organisations, env), {
    FIRST_ADMIN: adminId,
    ACCOUNTS_URL: `${url}/accounts`,
    TOKEN_URL: `${url}/token`,
  });
  admin = await service.person(adminId);
});
afterAll(async () => {
  await service.close();
  identity.closeAllConnections();
  await new Promise((resolve) => identity.close(resolve));
});

async function introduced(): Promise<string> {
  const [personId, email] = [randomUUID(), `${randomUUID()}@mail.example`];
  const answer = await admin.post('/v1/people', { personId, email, name: 'Fatima de Wit' });
  expect(answer.status, await answer.text()).toBe(201);
  return `PUT /accounts/${personId} ${JSON.stringify({ email })}`;
}

it('identity is told the address of whoever is introduced, by a service that may', async () => {
  const account = await introduced();
  await eventually(() => told.includes(account));
  expect(scope).toBe('accounts:write');
});

it('it is told later when it cannot be reached, and passed over where it refuses', async () => {
  refuses.push(503, 503, 409);
  const [first, second] = [await introduced(), await introduced()];
  // Twice away, then another has the first address already: the second is told after that.
  await eventually(() => told.includes(second), { timeoutMs: 20_000 });
  expect(told).not.toContain(first);
  expect(refuses).toEqual([]);
});
