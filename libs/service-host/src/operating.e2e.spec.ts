import { randomUUID } from 'node:crypto';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, kafkaAvailable, startTestService, testKafka } from '@estafette/test-kit';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import type { Membership } from './access/membership.js';
import { Memberships } from './access/memberships.js';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { lamps } from './fixtures/lamps.js';
import { mirrors, shop } from './fixtures/mirrors.js';

interface ViewTold {
  readonly view: string;
  readonly state: string;
  readonly lag: number;
  readonly lastRebuild: { readonly running: boolean; readonly events: number; readonly fault: string | null } | null;
}

const PATIENT = { timeoutMs: 60_000 };
const admin = randomUUID();
const home = randomUUID();
let open: TestService<RunningService>[] = [];
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
});

/** The shop, where whoever asks hangs lamps and runs it. */
class Everything extends Memberships {
  override of(): Promise<readonly Membership[]> {
    const roles = ['employer', 'region-admin'] as const;
    return Promise.resolve(roles.map((role) => ({ membershipId: randomUUID(), organisationId: home, role })));
  }
}
const runBySomebody = { ...shop, memberships: () => new Everything() };

async function start(
  definition = lamps,
  more: Readonly<Record<string, string>> = {},
): Promise<TestService<RunningService>> {
  const upstreams = definition === lamps && more['TRANSPORT'] === undefined ? ['organisations'] : [];
  const started = await startTestService(
    definition.name,
    upstreams,
    (env) => boot(definition, { ...env, LOG_LEVEL: 'silent' }),
    { FIRST_ADMIN: admin, ...more },
  );
  open.push(started);
  return started;
}

const said = async (answer: Response): Promise<unknown[]> => [answer.status, await answer.json()];
const viewOf = async (operator: Caller): Promise<ViewTold> => {
  const { views } = (await (await operator.get('/v1/views')).json()) as { views: ViewTold[] };
  const [view] = views;
  if (!view) throw new Error('no views are told');
  return view;
};
const rebuildIsOver = (operator: Caller): Promise<ViewTold> =>
  eventually(async () => {
    const view = await viewOf(operator);
    expect(view.lastRebuild?.running).toBe(false);
    return view;
  }, PATIENT);
const rebuild = (operator: Caller, view = 'lamp-board'): Promise<Response> =>
  operator.post(`/v1/views/${view}/rebuilds`, {});

/** A service with some lamps, its administrator, and somebody who hangs lamps. */
async function withLamps(): Promise<{ service: TestService<RunningService>; operator: Caller; person: Caller }> {
  const service = await start();
  const operator = await service.person(admin);
  const person = await service.person(randomUUID(), home);
  service.grant(person.personId, home, 'employer');
  await eventually(async () => {
    expect((await person.post('/v1/lamps', { lampId: randomUUID(), name: 'Hall' })).status).toBe(201);
  });
  return { service, operator, person };
}

/** Holds a lock that lets a rebuild come as far as its swap. */
async function reading<T>({ database }: TestService<RunningService>, work: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: database.runtimeUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select from app.lamp_board_v1 limit 1');
    return await work();
  } finally {
    await client.end();
  }
}

describe('a view', () => {
  it('is rebuilt by its administrator, and tells how far it is and what came of it', async () => {
    const { service, operator } = await withLamps();
    expect(await viewOf(operator)).toMatchObject({
      view: 'lamp-board',
      version: 1,
      state: 'live',
      lag: 0,
      lastRebuild: null,
    });
    await reading(service, async () => {
      const begun = await rebuild(operator);
      expect([begun.status, begun.headers.get('location')]).toEqual([202, '/v1/views']);
      expect(await begun.json()).toMatchObject({ view: { view: 'lamp-board', lastRebuild: { running: true } } });
      expect(await said(await rebuild(operator))).toMatchObject([409, { code: 'rebuild-running' }]);
    });
    const { lastRebuild } = await rebuildIsOver(operator);
    expect(lastRebuild).toMatchObject({ fault: null });
    expect(lastRebuild?.events).toBeGreaterThan(0);
    expect((await rebuild(operator)).status).toBe(202);
    await rebuildIsOver(operator);
  });

  it('that is not there is told, with those that are', async () => {
    const { operator } = await withLamps();
    expect(await said(await rebuild(operator, 'lamp-bord'))).toMatchObject([
      404,
      { code: 'view-unknown', detail: 'There is no such view; there are: lamp-board.', views: ['lamp-board'] },
    ]);
  });

  it('is nothing for others', async () => {
    const { person } = await withLamps();
    expect(await said(await rebuild(person))).toMatchObject([403, { code: 'role-missing' }]);
    expect(await said(await person.get('/v1/views'))).toMatchObject([403, { code: 'role-missing' }]);
    expect(await said(await person.post('/v1/republications', {}))).toMatchObject([403, { code: 'role-missing' }]);
  });

  it('that has stopped says why; so does its rebuild, and the table stands as it was', async () => {
    const { service, operator, person } = await withLamps();
    const lampId = randomUUID();
    expect((await person.post('/v1/lamps', { lampId, name: 'Cellar' })).status).toBe(201);
    const rows = async (): Promise<unknown[]> =>
      (await service.running.held.pool.query<object>('select * from app.lamp_board_v1 order by lamp_id')).rows;
    const before = await rows();
    expect((await person.put(`/v1/lamps/${lampId}/light`, { watts: 13 })).status).toBe(200);
    await eventually(async () => {
      const cause = 'view lamp-board: this view stops at 13 watts';
      expect(await viewOf(operator)).toMatchObject({ state: 'failed', cause, lag: 1 });
    });
    expect((await rebuild(operator)).status).toBe(202);
    expect((await rebuildIsOver(operator)).lastRebuild?.fault).toBe('view lamp-board: this view stops at 13 watts');
    expect(await rows()).toEqual(before);
  });

  it('that is held up by a long reader says so, and so does one that the end of the service breaks off', async () => {
    const { service, operator } = await withLamps();
    await reading(service, async () => {
      expect((await rebuild(operator)).status).toBe(202);
      expect((await rebuildIsOver(operator)).lastRebuild?.fault).toMatch(/long transaction.*run the rebuild again/);
      expect((await rebuild(operator)).status).toBe(202);
      const from = performance.now();
      await service.running.close();
      expect(performance.now() - from).toBeLessThan(5_000);
    });
    const client = new Client({ connectionString: service.database.runtimeUrl });
    await client.connect();
    const { rows } = await client.query('select ended_at is not null as ended, fault from app.rebuilds');
    await client.end();
    expect(rows).toEqual([{ ended: true, fault: expect.any(String) as string }]);
  });
});

describe('sending everything again', () => {
  it('is refused where nothing is sent', async () => {
    const { operator } = await withLamps();
    expect(await said(await operator.get('/v1/republications'))).toEqual([200, { republications: [], unsent: null }]);
    expect(await said(await operator.post('/v1/republications', {}))).toMatchObject([
      409,
      { code: 'nothing-to-republish' },
    ]);
  });

  it.skipIf(!kafkaAvailable())('is done as often as it is asked for, and has no second effect elsewhere', async () => {
    const by = { TRANSPORT: 'kafka', KAFKA_BROKERS: (await testKafka()).brokers };
    const [told, hears] = [await start(runBySomebody, by), await start(mirrors, by)];
    const operator = await told.person(admin);
    const lampIds = Array.from({ length: 5 }, () => randomUUID());
    for (const lampId of lampIds) expect((await operator.post('/v1/lamps', { lampId, name: 'Hall' })).status).toBe(201);
    const mirrored = async (): Promise<void> => {
      const { pool } = hears.running.held;
      const { rows: mirrored } = await pool.query<{ id: string }>(
        `select stream_id as id from log.events where stream_id = any($1) order by 1`,
        [lampIds.map((lampId) => `lamp-${lampId}`)],
      );
      const { rows: parked } = await pool.query('select key, cause from app.parked_messages');
      const wanted = lampIds.map((lampId) => ({ id: `lamp-${lampId}` })).toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expect({ mirrored, parked }).toEqual({ mirrored: wanted, parked: [] });
    };
    const sent = (): Promise<unknown> =>
      eventually(async () => {
        expect(await (await operator.get('/v1/republications')).json()).toMatchObject({ unsent: 0 });
      }, PATIENT);
    await eventually(mirrored, PATIENT);
    await sent();
    expect(await said(await operator.post('/v1/republications', { reason: 'the topic was emptied' }))).toMatchObject([
      201,
      { republication: { publication: 2, askedBy: admin, reason: 'the topic was emptied' } },
    ]);
    expect(await said(await operator.post('/v1/republications', {}))).toMatchObject([
      201,
      { republication: { publication: 3, reason: null } },
    ]);
    await sent();
    const listed = (await (await operator.get('/v1/republications')).json()) as { republications: object[] };
    expect(listed.republications).toMatchObject([{ publication: 3 }, { publication: 2 }]);
    await eventually(async () => {
      const { rows } = await hears.running.held.pool.query('select publication from app.publications_heard');
      expect(rows).toEqual([{ publication: 3 }]);
    }, PATIENT);
    await mirrored();
    expect((await operator.post('/v1/republications', { reason: '' })).status).toBe(400);
  });
});
