import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { TestService } from '@estafette/test-kit';
import { eventually, kafkaAvailable, startTestService, testKafka } from '@estafette/test-kit';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { mirrors, shop } from './fixtures/mirrors.js';
import { makeLogger } from './log.js';

const PATIENT = { timeoutMs: 30_000 };
const lines: string[] = [];
const logger = makeLogger('lamps', 'info', { write: (line) => void lines.push(line) });

let open: TestService<RunningService>[] = [];
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
  lines.length = 0;
});

const start = async (
  definition: typeof shop,
  brokers: string,
  more: Readonly<Record<string, string>> = {},
): Promise<TestService<RunningService>> => {
  const by = { TRANSPORT: 'kafka', KAFKA_BROKERS: brokers, ...more };
  const started = await startTestService('lamps', [], (env) => boot(definition, env, { logger }), by);
  open.push(started);
  return started;
};

const hang = async (service: TestService<RunningService>): Promise<string> => {
  const lampId = randomUUID();
  expect((await (await service.person()).post('/v1/lamps', { lampId, name: 'Hall' })).status).toBe(201);
  return lampId;
};

/** Asks a database on a connection of its own: the service may be gone. */
const asked = async <Row extends object>(connectionString: string, query: string): Promise<Row[]> => {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(query)).rows;
  } finally {
    await client.end();
  }
};

/** What a connection begins with: TLS with a handshake record (RFC 8446 §5.1), Kafka's own protocol with a length. */
const TLS = 0x16;

describe('a broker that wants TLS', () => {
  it.each([
    ['consumer', mirrors, 'true', TLS],
    ['publisher', shop, 'true', TLS],
    ['consumer', mirrors, 'false', 0],
    ['publisher', shop, 'false', 0],
  ])('is spoken to as it wants by the %s', async (_who, definition, ssl, expected) => {
    const first: number[] = [];
    const broker = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .once('data', (bytes) => {
          first.push(bytes[0] ?? -1);
          socket.destroy();
        });
    }).listen(0, '127.0.0.1');
    await once(broker, 'listening');
    try {
      const service = await start(definition, `127.0.0.1:${(broker.address() as AddressInfo).port}`, {
        KAFKA_SSL: ssl,
      });
      if (definition === shop) await hang(service);
      await eventually(() => {
        expect(first.length).toBeGreaterThan(2);
        return Promise.resolve();
      });
      expect([...new Set(first)]).toEqual([expected]);
    } finally {
      await Promise.all(open.map((one) => one.close()));
      open = [];
      broker.close();
    }
  });
});

describe.skipIf(!kafkaAvailable())('over Kafka', () => {
  it('what is being sent arrives when the service stops in the middle of it', async () => {
    const { brokers } = await testKafka();
    let closing: Promise<void> | undefined;
    const leaving = await start(
      {
        ...shop,
        publish: (event) => {
          closing ??= leaving.running.close();
          return shop.publish(event);
        },
      },
      brokers,
    );
    await hang(leaving);
    await eventually(() => closing !== undefined, PATIENT);
    await closing;
    expect(lines.join('')).not.toContain('a subscription failed');
    const [at] = await asked<{ sent: string; written: string }>(
      leaving.database.runtimeUrl,
      `select (select position from app.cursors where name = 'publish:kafka') as sent,
         (select max(position) from log.events) as written`,
    );
    expect(at?.sent).toBe(at?.written);
  });

  it('a database that was put into another cluster is told all of history again', async () => {
    const { brokers } = await testKafka();
    const [told, hears] = [await start(shop, brokers), await start(mirrors, brokers)];
    const lampId = await hang(told);
    const mirrored = async (): Promise<void> => {
      const found = await asked(hears.database.runtimeUrl, `select from log.events where stream_id = 'lamp-${lampId}'`);
      expect(found).toHaveLength(1);
    };
    await eventually(mirrored, PATIENT);
    await hears.running.close();
    // As from a backup of before: its offsets at the broker are ahead of it.
    await asked(hears.database.ownerUrl, 'truncate log.events, log.once_keys');
    await asked(hears.database.ownerUrl, "update log.incarnation set system_identifier = 'another'");
    const again = await boot(mirrors, { ...hears.environment, PORT: '0' }, { logger });
    await eventually(mirrored, PATIENT);
    await again.close();
  });
});

describe('a broker that takes connections and never answers', () => {
  it('holds up neither start, nor commands, nor the stop', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const service = await start(mirrors, `127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const ready = await fetch(`${service.running.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { details: { upstreamsStarting: ['organisations'] } },
    ]);
    const tells = await start(shop, `127.0.0.1:${(silent.address() as AddressInfo).port}`);
    await hang(tells);
    const from = performance.now();
    await Promise.all([service.running.close(), tells.running.close()]);
    expect(performance.now() - from).toBeLessThan(6_000);
    silent.close();
  });
});
