import { createTestDatabase, eventually } from '@estafette/test-kit';
import type { TestDatabase } from '@estafette/test-kit';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CloudEvent } from '../cloud-event.js';
import { Delivery } from '../delivery.js';
import { migrated, Service } from '../fixtures/service.js';
import { step, STEP, validate, validateEnvelope } from '../fixtures/relay.js';
import { feedMessage } from '../raw-message.js';
import { feedWire } from '../fixtures/wires.js';
import { CLOSE, columns, parkedKey, Parking, QUEUE_BEHIND } from './parking.js';
import type { ToPark } from './parking.js';
import { replayKey } from './replay.js';

let database: TestDatabase;
let pool: pg.Pool;
let parking: Parking;
const KEY = 'relay/a';
const FAILURE = { cause: 'Error: no', attempts: 5, nextTryMs: 60_000 };

beforeAll(async () => {
  database = await createTestDatabase('parking');
  await migrated(database);
  pool = new pg.Pool({ connectionString: database.runtimeUrl, max: 8 });
  // Dropping the database may cut a connection that is just being closed.
  pool.on('error', () => undefined);
  parking = new Parking(pool);
});
afterEach(async () => {
  await pool.query('truncate app.parked_keys, app.parked_messages, app.discarded_messages');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const toPark = (n: number): ToPark => ({
  name: `m${n}`,
  place: `topic[0]@${n}`,
  type: STEP,
  content: { event: step('a', n) },
});

async function heads(): Promise<string[]> {
  return (await parking.heads(KEY, 10)).map((head) => head.id);
}

async function waiting(): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>('select name from app.parked_messages order by nth');
  return rows.map((row) => row.name);
}

describe('the end of a parking and a message that comes at that moment', () => {
  // What one would write at first; it looks into another table than the one whose row it waits for.
  const NAIVE =
    'delete from app.parked_keys k where key = $1 and lease = $2 and $3 = $3 and not exists (select from app.parked_messages m where m.key = k.key)';

  async function race(close: string): Promise<{ closed: boolean; queued: string[] }> {
    await parking.park('relay', KEY, [toPark(1)], FAILURE);
    await parking.lease(KEY, 'me', 60_000);
    const last = await parking.renew(KEY, 'me', 60_000);
    await parking.done(await heads());
    // The queueing statement has run and is not committed; now the replayer, who saw nothing more, wants to end.
    const live = await pool.connect();
    try {
      await live.query('begin');
      await live.query(QUEUE_BEHIND, columns(KEY, [toPark(2)]));
      const closing = pool.query(close, [KEY, 'me', last]);
      await eventually(async () => {
        const { rows } = await pool.query(
          `select from pg_stat_activity where wait_event_type = 'Lock' and query = $1`,
          [close],
        );
        expect(rows).toHaveLength(1);
      });
      await live.query('commit');
      return { closed: (await closing).rowCount === 1, queued: await waiting() };
    } finally {
      live.release();
    }
  }

  it('leave the key parked, for the counter on its row says that more was queued', async () => {
    expect(await race(CLOSE)).toEqual({ closed: false, queued: ['m2'] });
    expect(await parking.among([KEY])).toContain(KEY);
  });

  it('would let the key flow past a waiting message, were it decided by looking for messages', async () => {
    expect(await race(NAIVE)).toEqual({ closed: true, queued: ['m2'] });
  });

  it('the other way round: a message that comes after the end is not queued, its reader handles it', async () => {
    await parking.park('relay', KEY, [toPark(1)], FAILURE);
    await parking.lease(KEY, 'me', 60_000);
    await parking.done(await heads());
    expect(await parking.close(KEY, 'me', '1')).toBe(true);
    expect(await parking.queueBehind(KEY, [toPark(2)])).toBe(false);
    expect(await waiting()).toEqual([]);
  });
});

describe('live and replay at once', () => {
  it('keep the order of the key, however they meet', async () => {
    const handled: string[] = [];
    let trouble = true;
    const delivery = new Delivery({
      pool,
      // Nothing is followed here.
      store: undefined as never,
      upstream: 'relay',
      service: 'finish',
      follows: [],
      validate,
      validateEnvelope,
      retry: { attempts: 1, firstMs: 1, mostMs: 1 },
      handlerFor: () => (message: CloudEvent) => {
        if (trouble) return Promise.reject(new Error('no'));
        handled.push(message.sequence);
        return Promise.resolve();
      },
    });
    const around = { parking, deliveryOf: () => delivery, triesForMs: 1_000, log: () => undefined };
    const rounds = 60;
    let next = 1;
    for (let round = 1; round <= rounds; round++) {
      trouble = true;
      await delivery.deliver([feedMessage(`p${next}`, step('a', next++))], () => true);
      trouble = false;
      const replay = (async () => {
        while ((await parking.among([KEY])).size > 0) await replayKey(KEY, around);
      })();
      // So many that in one round the replay ends between them, in another after or before them.
      for (let live = 0; live < round % 12; live++) {
        await delivery.deliver([feedMessage(`p${next}`, step('a', next++))], () => true);
      }
      await replay;
    }
    expect(handled).toEqual(Array.from({ length: next - 1 }, (_, index) => String(index + 1)));
    expect(await waiting()).toEqual([]);
  });
});

describe('a lease', () => {
  beforeEach(() => parking.park('relay', KEY, [toPark(1), toPark(2)], FAILURE));

  it('is held by one', async () => {
    const got = await Promise.all(['a', 'b', 'c', 'd'].map((token) => parking.lease(KEY, token, 60_000)));
    expect(got.filter((upstream) => upstream === 'relay')).toHaveLength(1);
  });

  it('that ran out is taken over, and its first holder can neither go on nor end the parking', async () => {
    await parking.lease(KEY, 'stalled', 0);
    await eventually(async () => (await parking.lease(KEY, 'next', 60_000)) === 'relay');
    expect(await parking.renew(KEY, 'stalled', 60_000)).toBeNull();
    expect(await parking.close(KEY, 'stalled', '2')).toBe(false);
    await parking.failed(KEY, 'stalled', (await heads())[0] ?? '', 'late', 1);
    expect((await parking.heads(KEY, 1))[0]).toMatchObject({ attempts: 5 });
    expect(await parking.renew(KEY, 'next', 60_000)).toBe('2');
  });
});

describe('what is kept', () => {
  it('fits, whatever the message holds', async () => {
    const huge = '\u0000\ud800x'.repeat(10_000);
    const key = parkedKey('relay', huge);
    await parking.park('relay', key, [{ name: huge, place: huge, type: huge, content: { event: { huge } } }], {
      ...FAILURE,
      cause: huge,
    });
    expect((await parking.heads(key, 1))[0]?.content).toEqual({ event: { huge } });
    expect(parkedKey('relay', `${huge}1`)).not.toBe(parkedKey('relay', `${huge}2`));
  });
});

describe('the operator', () => {
  it('lists in pages, replays, discards one or all, and is told what is not there', async () => {
    const wire = await feedWire();
    const service = new Service(database.runtimeUrl, (options) => wire.strategy(options));
    for (const key of ['relay/a', 'relay/b', 'relay/c']) {
      await parking.park('relay', key, [toPark(1), toPark(2)], FAILURE);
    }
    const page = await service.parked.list({ limit: 2 });
    expect(page.map(({ key, messages }) => [key, messages])).toEqual([
      ['relay/a', 2],
      ['relay/b', 2],
    ]);
    expect(page[0]?.parkedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect((await service.parked.list({ after: 'relay/b' })).map(({ key }) => key)).toEqual(['relay/c']);
    expect(await service.parked.discard('relay/c', 'a test')).toBe(2);
    expect(service.logged('parked messages discarded')).toMatchObject([
      { key: 'relay/c', messages: 2, reason: 'a test' },
    ]);
    await expect(service.parked.replay('relay/c')).rejects.toMatchObject({
      code: 'parked-key-unknown',
      kind: 'unknown',
    });
    const nobody = '00000000-0000-4000-8000-000000000000';
    await expect(service.parked.discard(nobody, 'x')).rejects.toMatchObject({ code: 'parked-message-unknown' });
    await service.stop();
    await wire.close();
  });

  it('is waited for when a message failed for its whole time, and is not tried again by itself', async () => {
    const wire = await feedWire();
    const service = new Service(database.runtimeUrl, (options) => wire.strategy(options));
    await parking.park('relay', KEY, [{ ...toPark(1), content: { event: { not: 'an event' } } }], {
      ...FAILURE,
      nextTryMs: 0,
    });
    await pool.query(`update app.parked_messages set first_tried_at = now() - interval '23 hours'`);
    await eventually(async () => (await service.parked.replayDue(['relay'])).length === 1);
    expect((await service.parked.list())[0]).toMatchObject({ nextTryAt: expect.any(String), head: { attempts: 6 } });
    await pool.query(`update app.parked_messages set first_tried_at = now() - interval '25 hours'`);
    expect(await service.parked.replay(KEY)).toMatchObject({ parked: true, handled: 0 });
    expect((await service.parked.list())[0]).toMatchObject({ nextTryAt: null, head: { attempts: 7 } });
    expect(service.logged('parked key waits for the operator')).toHaveLength(1);
    await service.stop();
    await wire.close();
  });
});
