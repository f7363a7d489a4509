import { randomUUID } from 'node:crypto';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { lamps } from './fixtures/lamps.js';

let service: TestService<RunningService>;
let shop: Caller;
const [home, second] = [randomUUID(), randomUUID()];

const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;
const count = async (): Promise<number> => {
  const { rows } = await service.running.held.pool.query<{ count: number }>(
    "select count(*)::integer as count from log.events where stream_id like 'lamp-%'",
  );
  return rows[0]?.count ?? -1;
};
const aLamp = (): { lampId: string; name: string } => ({ lampId: randomUUID(), name: 'Hall' });

beforeAll(async () => {
  service = await startTestService('lamps', ['organisations'], (env) => boot(lamps, env));
  shop = await service.person(randomUUID(), home);
  service.grant(shop.personId, home, 'employer');
  service.grant(shop.personId, second, 'hub-coordinator');
  await eventually(async () => (await shop.get('/v1/lamps/' + randomUUID())).status === 404);
  await eventually(
    async () => (await shop.get('/v1/lamps/' + randomUUID(), { 'estafette-acting-for': second })).status === 404,
  );
});
afterAll(() => service.close());

describe('one thing, one id', () => {
  it('takes an id in any case for the same thing, in body, path and header', async () => {
    const body = aLamp();
    const shouted = { ...body, lampId: body.lampId.toUpperCase() };
    const first = await shop.post('/v1/lamps', shouted, { 'estafette-acting-for': home.toUpperCase() });
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe(`/v1/lamps/${body.lampId}`);
    expect((await shop.post('/v1/lamps', body)).status).toBe(200);
    expect((await shop.get(`/v1/lamps/${body.lampId.toUpperCase()}`)).status).toBe(200);
    const lit = await shop.put(`/v1/lamps/${body.lampId.toUpperCase()}/light`, { watts: 40 });
    expect([lit.status, lit.headers.get('etag')]).toEqual([200, '"2"']);
  });

  it('keeps words without the white space around them, and not empty', async () => {
    const answer = await shop.post('/v1/lamps', { ...aLamp(), name: '   ' });
    expect(await answer.json()).toMatchObject({ status: 400, errors: [{ at: '/name', code: 'too-small' }] });
  });
});

describe('If-Match', () => {
  it('refuses a stale revision with 412 and takes the one that stands', async () => {
    const body = aLamp();
    const etag = (await shop.post('/v1/lamps', body)).headers.get('etag') ?? '';
    const path = `/v1/lamps/${body.lampId}/light`;
    expect((await shop.put(path, { watts: 10 }, { 'if-match': etag })).status).toBe(200);
    const before = await count();
    const stale = await shop.put(path, { watts: 20 }, { 'if-match': etag });
    expect([stale.status, await codeOf(stale)]).toEqual([412, 'changed-meanwhile']);
    expect(await count()).toBe(before);
    expect((await shop.put(path, { watts: 20 }, { 'if-match': '*' })).status).toBe(400);
  });
});

describe('Idempotency-Key', () => {
  it('repeats the first answer without a second effect, though the thing changed since', async () => {
    const body = aLamp();
    const key = { 'idempotency-key': randomUUID() };
    const answers = [await shop.post('/v1/lamps', body, key)];
    await shop.put(`/v1/lamps/${body.lampId}/light`, { watts: 5 });
    const before = await count();
    answers.push(
      await shop.post('/v1/lamps', body, key),
      await shop.post('/v1/lamps', body, { ...key, 'if-match': '"9"' }),
    );
    const told = answers.map(({ status, headers }) => [status, headers.get('location'), headers.get('etag')]);
    expect(told).toEqual(Array(3).fill([201, `/v1/lamps/${body.lampId}`, '"1"']));
    expect(await count()).toBe(before);
  });

  it('is refused with another body, also when that one would not be taken anyway', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = aLamp();
    await shop.post('/v1/lamps', body, key);
    for (const other of [{ ...body, name: 'Stairs' }, aLamp()]) {
      const reused = await shop.post('/v1/lamps', other, key);
      expect([reused.status, await codeOf(reused)]).toEqual([409, 'idempotency-key-reused']);
    }
  });

  it('has one effect when the same request comes sixteen times at once', async () => {
    const body = aLamp();
    const key = { 'idempotency-key': randomUUID() };
    const before = await count();
    const answers = await Promise.all(Array.from({ length: 16 }, () => shop.post('/v1/lamps', body, key)));
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get('etag') ?? ''}`))).toEqual(
      new Set(['201 "1"']),
    );
    expect(await count()).toBe(before + 1);
  });

  it('does not keep a refusal: it is decided again', async () => {
    const body = aLamp();
    const key = { 'idempotency-key': randomUUID() };
    const path = `/v1/lamps/${body.lampId}/light`;
    expect((await shop.put(path, { watts: 7 }, key)).status).toBe(404);
    await shop.post('/v1/lamps', body);
    expect((await shop.put(path, { watts: 7 }, key)).status).toBe(200);
  });

  it('belongs to a person, an organisation and a route', async () => {
    const key = { 'idempotency-key': 'the-same-for-all' };
    const other = await service.person(randomUUID(), home);
    service.grant(other.personId, home, 'employer');
    await eventually(async () => (await other.get('/v1/lamps/' + randomUUID())).status === 404);
    const first = aLamp();
    expect((await shop.post('/v1/lamps', first, key)).status).toBe(201);
    expect((await other.post('/v1/lamps', aLamp(), key)).status).toBe(201);
    expect((await shop.post('/v1/lamps', aLamp(), { ...key, 'estafette-acting-for': second })).status).toBe(201);
    expect((await shop.put(`/v1/lamps/${first.lampId}/light`, { watts: 3 }, key)).status).toBe(200);
  });

  it('must be printable and not too long', async () => {
    for (const key of ['a b', 'x'.repeat(256)]) {
      const answer = await shop.post('/v1/lamps', aLamp(), { 'idempotency-key': key });
      expect(await answer.json()).toMatchObject({ status: 400, errors: [{ in: 'header', at: 'idempotency-key' }] });
    }
  });
});

describe('refusals', () => {
  it.each([
    ['unknown', () => shop.put(`/v1/lamps/${randomUUID()}/light`, { watts: 1 }), 404, 'lamp-unknown'],
    ['not by the rules', async () => lit(101), 409, 'too-bright'],
    ['not by this one', async () => lit(1, second), 403, 'role-missing'],
    ['not for oneself', async () => lit(1, 'self'), 403, 'not-yours'],
  ])('%s', async (_name, ask, status, code) => {
    const answer = await ask();
    expect([answer.status, await codeOf(answer)]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  const lit = async (watts: number, actingFor: string = home): Promise<Response> => {
    const body = aLamp();
    await shop.post('/v1/lamps', body);
    return shop.put(`/v1/lamps/${body.lampId}/light`, { watts }, { 'estafette-acting-for': actingFor });
  };
});

// Last, for the view does not go on after it.
describe('a view that has stopped', () => {
  it('holds no command up: the write stands and a header says that views lie behind', async () => {
    const body = aLamp();
    expect((await shop.post('/v1/lamps', body)).headers.get('estafette-views')).toBeNull();
    const path = `/v1/lamps/${body.lampId}/light`;
    const key = { 'idempotency-key': randomUUID() };
    const poison = await shop.put(path, { watts: 13 }, key);
    expect([poison.status, poison.headers.get('estafette-views')]).toEqual([200, 'behind']);
    // Neither a repeat nor a wish that is true already can be read yet.
    for (const again of [await shop.put(path, { watts: 13 }, key), await shop.put(path, { watts: 13 })])
      expect([again.status, again.headers.get('estafette-views')]).toEqual([200, 'behind']);
    const next = await shop.put(path, { watts: 14 });
    expect([next.status, next.headers.get('etag'), next.headers.get('estafette-views')]).toEqual([
      200,
      '"3"',
      'behind',
    ]);
    const ready = await fetch(`${service.running.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { details: { subscriptionsStopped: ['view:lamp_board_v1'], subscriptionsBehind: ['view:lamp_board_v1'] } },
    ]);
  });
});
