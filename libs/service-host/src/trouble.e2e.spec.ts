import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService, testPostgres } from '@estafette/test-kit';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { lamps } from './fixtures/lamps.js';
import { makeLogger } from './log.js';

const lines: string[] = [];
const quiet = makeLogger('lamps', 'debug', { write: (line) => void lines.push(line) });
const codeOf = async (answer: Response): Promise<string> =>
  `${answer.status} ${((await answer.json()) as { code?: string }).code ?? ''}`;

describe('a database that goes away', () => {
  let service: TestService<RunningService>;
  let baker: Caller;
  const home = randomUUID();
  beforeAll(async () => {
    service = await startTestService('lamps', ['organisations'], (env) => boot(lamps, env, { logger: quiet }));
    baker = await service.person(randomUUID(), home);
    service.grant(baker.personId, home, 'employer');
    await eventually(async () => expect(await hang()).toBe('201'));
  });
  afterAll(() => service.close());

  const hang = async (): Promise<string> => {
    const answer = await baker.post('/v1/lamps', { lampId: randomUUID(), name: 'Hall' });
    return answer.status === 201 ? '201' : codeOf(answer);
  };
  const ready = async (): Promise<string> => {
    const answer = await fetch(`${service.running.url}/health/ready`);
    return answer.status === 200 ? '200' : codeOf(answer);
  };

  it('makes the service unready and writes wait, and both come back by themselves', async () => {
    const admin = new Client({ connectionString: service.database.adminUrl });
    await admin.connect();
    const name = new URL(service.database.runtimeUrl).pathname.slice(1);
    await admin.query(`alter database "${name}" with allow_connections false`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    await eventually(async () => expect(await ready()).toBe('503 database-away'));
    expect(await hang()).toBe('503 database-away');
    expect((await fetch(`${service.running.url}/health/live`)).status).toBe(200);
    await admin.query(`alter database "${name}" with allow_connections true`);
    await admin.end();
    await eventually(async () => expect([await ready(), await hang()]).toEqual(['200', '201']), { timeoutMs: 15_000 });
    await eventually(async () => {
      const answer = await baker.post('/v1/lamps', { lampId: randomUUID(), name: 'Hall' });
      expect(answer.headers.get('estafette-views')).toBeNull();
    });
  });

  it('says what is parked and who is away without being unready for it', async () => {
    service.feeds.tell({
      type: 'nl.estafette.organisations.membership-granted.v1',
      subject: 'person-x',
      data: { personId: 'x' },
    });
    await eventually(async () => {
      const answer = await fetch(`${service.running.url}/health/ready`);
      expect([answer.status, await answer.json()]).toEqual([
        200,
        {
          status: 'ready',
          details: {
            subscriptionsStopped: [],
            subscriptionsBehind: [],
            upstreamsStarting: [],
            upstreamsAway: [],
            keysParked: { organisations: 1 },
          },
        },
      ]);
    });
    await service.feeds.close();
    await eventually(async () => {
      const answer = await fetch(`${service.running.url}/health/ready`);
      expect([answer.status, await answer.json()]).toMatchObject([
        200,
        { details: { upstreamsAway: ['organisations'] } },
      ]);
    });
  });
});

describe('organisations that cannot be reached', () => {
  it('let commands through until MEMBERSHIP_STALE_AFTER, then writes wait and reads go on', async () => {
    let away = false;
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    const feed = createServer((_request, response) => {
      void begun.then(() => {
        response.setHeader('estafette-next-cursor', '');
        response.statusCode = away ? 503 : 200;
        setTimeout(() => response.end('[]'), 20);
      });
    });
    await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve));
    const admin = randomUUID();
    const service = await startTestService('lamps', [], (env) => boot(lamps, env, { logger: quiet }), {
      FEEDS: `organisations=http://127.0.0.1:${(feed.address() as AddressInfo).port}`,
      FIRST_ADMIN: admin.toUpperCase(),
      MEMBERSHIP_STALE_AFTER: '2',
    });
    const operator = await service.person(admin);
    const upstreams = async (): Promise<unknown> => {
      const { details } = (await (await fetch(`${service.running.url}/health/ready`)).json()) as { details: object };
      return details;
    };
    // Not heard yet is not away.
    expect(await upstreams()).toMatchObject({ upstreamsStarting: ['organisations'], upstreamsAway: [] });
    begin(undefined);
    await eventually(async () => {
      expect(await upstreams()).toMatchObject({ upstreamsStarting: [], upstreamsAway: [] });
    });
    const write = (): Promise<Response> => operator.post('/v1/parked-keys/replays', { key: 'organisations/nothing' });
    expect(await codeOf(await write())).toBe('404 parked-key-unknown');
    away = true;
    await eventually(async () => expect(await upstreams()).toMatchObject({ upstreamsAway: ['organisations'] }));
    expect(await codeOf(await write())).toBe('404 parked-key-unknown');
    await eventually(async () => {
      const answer = await write();
      expect([answer.headers.get('retry-after'), await codeOf(answer)]).toEqual(['10', '503 memberships-stale']);
    });
    expect((await operator.get('/v1/parked-keys')).status).toBe(200);
    expect((await fetch(`${service.running.url}/health/ready`)).status).toBe(200);
    away = false;
    await eventually(async () => expect(await codeOf(await write())).toBe('404 parked-key-unknown'), {
      timeoutMs: 15_000,
    });
    await service.close();
    feed.closeAllConnections();
    feed.close();
  });
});

describe('new code with a new view, over a log that has history', () => {
  it('is not ready before its view is built', async () => {
    const person = randomUUID();
    const service = await startTestService('lamps', ['organisations'], (env) => boot({ ...lamps, views: [] }, env));
    const elsewhere = new Client({ connectionString: testPostgres().adminUrl });
    await elsewhere.connect();
    await elsewhere.query('begin');
    await elsewhere.query('select pg_current_xact_id()');
    // What is written while that transaction is open stays hidden from every reader of the log.
    await service.running.held.store.handle(
      { streamId: `lamp-${person}`, decide: () => [{ type: 'LampLit', data: { lampId: person, watts: 1 } }] },
      { metadata: { at: new Date().toISOString(), by: person, for: 'self' } },
    );
    const newer = await boot(lamps, { ...service.environment, PORT: '0' });
    const ready = (): Promise<Response> => fetch(`${newer.url}/health/ready`);
    const building = await ready();
    expect(building.headers.get('retry-after')).toBe('2');
    expect([building.status, await building.json()]).toMatchObject([
      503,
      { code: 'views-building', building: ['view:lamp_board_v1'] },
    ]);
    await elsewhere.query('commit');
    await elsewhere.end();
    await eventually(async () => expect((await ready()).status).toBe(200));
    await newer.close();
    await service.close();
  });
});

describe('the log', () => {
  it('holds nothing of what people sent, in bodies, addresses or errors, and tells the trace', async () => {
    lines.length = 0;
    const planted = ['Truus', 'truus@example.org', 'lonely'];
    const service = await startTestService('lamps', ['organisations'], (env) => boot(lamps, env, { logger: quiet }));
    const words = encodeURIComponent('sql Truus truus@example.org is lonely');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { url } = service.running;
    const answers = [
      await fetch(`${url}/v1/lamps/${randomUUID()}/broken?words=${words}`),
      await fetch(`${url}/v1/lamps/${randomUUID()}/broken?words=${words.slice(6)}`, { headers: { traceparent } }),
      await fetch(`${url}/v1/lonely/truus@example.org?name=Truus`),
      await fetch(`${url}/v1/lamps`, {
        method: 'POST',
        body: '{"Truus": lonely',
        headers: { 'content-type': 'application/json' },
      }),
      await (await service.person()).post('/v1/lamps', { name: 'Truus', lampId: 'lonely' }),
      await fetch(`${url}/v1/feed`, { headers: { authorization: 'Bearer Truus.lonely.x' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 404, 400, 403, 401]);
    const [first] = await Promise.all(answers.slice(0, 2).map((answer) => answer.json()));
    expect(first).toMatchObject({ status: 500, code: 'internal', detail: expect.not.stringContaining('Truus') });
    await service.close();
    const all = lines.join('');
    for (const word of planted) expect(all).not.toContain(word);
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told).toContainEqual(
      expect.objectContaining({ level: 50, route: '/v1/lamps/:lampId/broken', code: '22P02' }),
    );
    expect(told.filter(({ msg }) => msg === 'request answered').length).toBeGreaterThanOrEqual(6);
    // The search finds what is planted on purpose.
    quiet.info('Truus');
    expect(lines.join('')).toContain('Truus');
  });
});
