import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { lamps } from './fixtures/lamps.js';

interface Parked {
  key: string;
  messages: number;
  head: { id: string; type: string | null; cause: string; attempts: number } | null;
}

const GRANTED = 'nl.estafette.organisations.membership-granted.v1';
const [baker, home, admin] = [randomUUID(), randomUUID(), randomUUID()];

/** A membership as the organisations service tells of it. */
const granted = (personId: string, more: object = {}): object => ({
  specversion: '1.0',
  id: `${randomUUID()}.membership-granted.v1`,
  source: 'urn:estafette:test:organisations',
  type: GRANTED,
  subject: `person-${personId}`,
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  partitionkey: `person-${personId}`,
  sequence: '1',
  data: { membershipId: randomUUID(), personId, organisationId: home, role: 'employer' },
  ...more,
});
const [nameless, wrong] = [randomUUID(), randomUUID()];
/** What others might send, and between it what is right. */
const told: unknown[] = [
  'no message at all',
  null,
  { ...granted(nameless), id: undefined },
  granted(wrong, { data: { personId: wrong, role: 5 } }),
  granted(baker, { type: 'nl.estafette.organisations.never-heard-of.v1', data: { any: 'thing' } }),
  granted(baker, { type: 'com.example.elsewhere' }),
  granted(baker),
];

const feed = createServer((request, response) => {
  const after = Number(new URL(request.url ?? '', 'http://feed').searchParams.get('after') ?? 0);
  response.setHeader('estafette-next-cursor', String(told.length));
  // A reader that has it all waits.
  if (after < told.length) response.end(JSON.stringify(told.slice(after)));
});
let service: TestService<RunningService>;
let operator: Caller;

beforeAll(async () => {
  await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve));
  service = await startTestService('lamps', [], (env) => boot(lamps, { ...env, LOG_LEVEL: 'silent' }), {
    FEEDS: `organisations=http://127.0.0.1:${(feed.address() as AddressInfo).port}`,
    FIRST_ADMIN: admin,
  });
  operator = await service.person(admin);
});
afterAll(async () => {
  await service.close();
  feed.closeAllConnections();
  feed.close();
});

const parked = async (): Promise<Parked[]> => {
  const answer = await operator.get('/v1/parked-keys');
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { keys: Parked[] }).keys;
};
const saidOf = async (answer: Response): Promise<unknown[]> => [answer.status, await answer.json()];

describe('what other services tell', () => {
  it('has its effect where it is right, whatever else came with it', async () => {
    const person = await service.person(baker, home);
    await eventually(async () => {
      expect((await person.post('/v1/lamps', { lampId: randomUUID(), name: 'Hall' })).status).toBe(201);
    });
  });

  it('is set aside where it is wrong, and shows the operator why', async () => {
    const keys = await eventually(async () => {
      const found = await parked();
      expect(found).toHaveLength(4);
      return found;
    });
    const causes = Object.fromEntries(keys.map(({ key, head }) => [key, head?.cause]));
    expect(causes).toEqual({
      'organisations/feed of organisations after the beginning, 1': expect.stringContaining('must be a JSON object'),
      'organisations/feed of organisations after the beginning, 2': expect.stringContaining('must be a JSON object'),
      'organisations/feed of organisations after the beginning, 3': 'FaultyMessage: /id must be a text, not empty',
      [`organisations/person-${wrong}`]: expect.stringMatching(/^FaultyMessage: .*\/data\/membershipId.*\/data\/role/),
    });
  });

  it('is tried again when the operator says so, and tells what came of it', async () => {
    const key = `organisations/person-${wrong}`;
    expect(await saidOf(await operator.post('/v1/parked-keys/replays', { key }))).toMatchObject([
      200,
      { replayed: { key, handled: 0, parked: true, cause: expect.stringContaining('/data/role') } },
    ]);
    const other = await operator.post('/v1/parked-keys/replays', { key: 'organisations/nothing' });
    expect(await saidOf(other)).toMatchObject([404, { code: 'parked-key-unknown' }]);
  });

  it('is thrown away by key or by message, with a reason that is kept', async () => {
    const [first, second] = await parked();
    const discard = (keyOrId: string, reason: string): Promise<Response> =>
      operator.post('/v1/parked-keys/discards', { keyOrId, reason });
    expect((await discard(first?.key ?? '', '  ')).status).toBe(400);
    expect(await saidOf(await discard(first?.key ?? '', 'noise'))).toEqual([200, { discarded: 1 }]);
    expect(await saidOf(await discard(second?.head?.id ?? '', 'noise too'))).toEqual([200, { discarded: 1 }]);
    expect(await saidOf(await discard(second?.head?.id ?? '', 'again'))).toMatchObject([
      404,
      { code: 'parked-message-unknown' },
    ]);
    expect(await parked()).toHaveLength(2);
    const kept = await service.running.held.pool.query('select reason from app.discarded_messages order by 1');
    expect(kept.rows).toEqual([{ reason: 'noise' }, { reason: 'noise too' }]);
  });
});
