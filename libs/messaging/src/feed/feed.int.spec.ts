import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cursor, Recorded } from '@estafette/event-store';
import { EventRegistry, EventStore, formatCursor, KeyVault, Log, part, Subscriptions } from '@estafette/event-store';
import { createTestDatabase, eventually } from '@estafette/test-kit';
import type { TestDatabase } from '@estafette/test-kit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { step, STEP, tally } from '../fixtures/relay.js';
import { migrated, Service } from '../fixtures/service.js';
import { FeedStrategy } from './feed-strategy.js';
import type { FeedPage, ReadFeedOptions } from './read-feed.js';
import { NEXT_CURSOR, readFeed } from './read-feed.js';

let database: TestDatabase;
let pool: pg.Pool;
let log: Log;
let subscriptions: Subscriptions;
let store: EventStore;

beforeAll(async () => {
  database = await createTestDatabase('feed');
  await migrated(database);
  pool = new pg.Pool({ connectionString: database.runtimeUrl, max: 5 });
  // Dropping the database may cut a connection that is just being closed.
  pool.on('error', () => undefined);
  const registry = new EventRegistry([tally]);
  log = new Log(pool, registry);
  subscriptions = new Subscriptions({ log, connectionString: database.runtimeUrl });
  store = new EventStore({
    pool,
    registry,
    vault: new KeyVault(pool, randomBytes(32)),
    appended: (head) => {
      subscriptions.written(head);
    },
  });
  await subscriptions.start();
});
afterAll(async () => {
  await subscriptions.stop();
  await pool.end();
  await database.drop();
});

const publisher = ({ data }: Recorded): { type: string; data: object }[] =>
  (data as { n: number }).n % 2 === 0 ? [] : [{ type: STEP, data }];

async function write(id: string, n: number): Promise<Cursor> {
  const metadata = { at: '2026-11-21T10:00:00.000Z', by: 'person', for: null };
  const { cursor } = await store.handle(part(tally, id, { n }), { metadata });
  if (!cursor) throw new Error('nothing was written');
  return cursor;
}

const ask = (after: string, more: Partial<ReadFeedOptions> = {}): ReturnType<typeof readFeed> =>
  readFeed({
    log,
    subscriptionsWake: subscriptions.wake,
    publisher,
    source: 'urn:x',
    after,
    waitMs: 0,
    limit: 100,
    ...more,
  });
const page = async (asked: ReturnType<typeof readFeed>): Promise<FeedPage> => {
  const answer = await asked;
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
};

describe('a feed', () => {
  it('gives messages past the cursor, and passes what publishes nothing', async () => {
    expect(await ask('')).toEqual({ events: [], next: '', beyond: 0 });
    for (let n = 1; n <= 4; n++) await write('a', n);
    const all = await eventually(async () => {
      const read = await page(ask(''));
      expect(read.events.map(({ sequence }) => sequence)).toEqual(['1', '3']);
      return read.next === formatCursor(await log.head()) && read;
    });
    expect(await ask(all.next)).toEqual({ events: [], next: all.next, beyond: 0 });
    const first = await page(ask('', { limit: 1 }));
    expect([first.beyond, all.beyond]).toEqual([3, 0]);
    expect((await page(ask(first.next, { limit: 1 }))).next).not.toBe(first.next);
  });

  it('waits for a message, not for an event that leaves none', async () => {
    const { next } = await page(ask(''));
    const asked = ask(next, { waitMs: 30_000 });
    await write('a', 5);
    expect((await page(asked)).events).toMatchObject([
      { sequence: '5', id: expect.stringMatching(/\.step-taken\.v1$/) },
    ]);
  });

  it('answers with what it has when its caller goes away or the time is over', async () => {
    const cursor = formatCursor(await write('silent', 1));
    const caller = new AbortController();
    const asked = ask(cursor, { waitMs: 3_600_000, signal: caller.signal });
    caller.abort();
    expect(await asked).toMatchObject({ events: [] });
    const quiet = await write('silent', 2);
    // Transactions of others on the same server may hide it for a moment.
    expect(await ask(cursor, { waitMs: 1_000 })).toEqual({ events: [], next: formatCursor(quiet), beyond: 0 });
  });

  it('says when a cursor lies beyond the log, or is none', async () => {
    const { transactionId, ...head } = await log.head();
    expect(await ask(formatCursor({ ...head, transactionId: transactionId + 1n }))).toBe('ahead');
    expect(await ask(formatCursor({ ...head, transactionId, incarnation: head.incarnation + 1 }))).toBe('ahead');
    for (const text of ['7', 'a.b.c', '1.2.3.4', '-1.2.3', '1.99999999999999999999.1']) {
      expect(await ask(text)).toBe('not-a-cursor');
    }
  });
});

describe('a reader', () => {
  it('shows its token, bears trouble, and starts anew when the feed does not know its cursor', async () => {
    const asked: string[] = [];
    const answers: [status: number, next: string | null, body: string][] = [
      [503, null, 'later'],
      [200, null, '[]'],
      [200, '1', '<html>'],
      [200, '9', JSON.stringify([step('r', 1)])],
      [409, null, ''],
      [200, '2', JSON.stringify([step('r', 1), step('r', 2)])],
    ];
    const server = createServer((request, response) => {
      asked.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      const answer = answers.shift();
      if (!answer) return;
      const [status, next, body] = answer;
      response.statusCode = status;
      if (next !== null) response.setHeader(NEXT_CURSOR, next);
      response.end(body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/relay/`;
    const service = await new Service(database.runtimeUrl, (options) => {
      const pause = { firstMs: 1, mostMs: 1 };
      return new FeedStrategy({ ...options, upstreams: { relay: url }, token: () => Promise.resolve('secret'), pause });
    }).start();
    await eventually(() => {
      expect(asked).toHaveLength(7);
    });
    expect(asked).toEqual([
      // Until the feed is known to be there, it is not waited on.
      ...Array.from({ length: 4 }, () => '/relay/v1/feed?wait=0 Bearer secret'),
      '/relay/v1/feed?after=9&wait=20 Bearer secret',
      '/relay/v1/feed?wait=20 Bearer secret',
      '/relay/v1/feed?after=2&wait=20 Bearer secret',
    ]);
    expect(service.logged('the feed does not know our cursor: starting from its beginning')).toHaveLength(1);
    expect(service.logged('feed reader pauses')).toHaveLength(3);
    expect(await service.effects()).toContain('tally-r 1,2');
    // Its last request is never answered: stopping does not wait for it.
    await service.stop();
    server.closeAllConnections();
    server.close();
  });
});
