import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { Pool } from 'undici';
import { v7 as uuidv7 } from 'uuid';
import { paced, saturated } from '../measure/asking.js';
import type { Done } from '../measure/pace.js';
import { serve } from './serve.js';

// Founds hubs in one service, and looks when each stands in a view of another. The view's own table is looked into, as
// often as can be: a route would add its own time, and its own load.

const VISIBLE = 'select hub_id from app.hub_members_v1 where hub_id = any($1::text[])';
const PATIENCE_MS = 30_000;

interface Opened {
  readonly organisations: string;
  /** The database of the service that follows. */
  readonly challengesUrl: string;
  readonly headers: Readonly<Record<string, string>>;
}

let http: Pool | undefined;
let sent: Opened['headers'] = {};
const awaited = new Map<string, () => void>();

/** Looks for all hubs that are waited for in one query, over and over. */
async function watch(url: string): Promise<never> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (;;) {
    if (awaited.size > 0) {
      const { rows } = await client.query<{ hub_id: string }>({
        name: 'visible',
        text: VISIBLE,
        values: [[...awaited.keys()]],
      });
      for (const { hub_id: hubId } of rows) {
        awaited.get(hubId)?.();
        awaited.delete(hubId);
      }
    }
    await delay(1);
  }
}

/** From sending the command to the hub standing in the other service's view, in milliseconds. */
async function found(): Promise<number> {
  const hubId = uuidv7();
  const began = performance.now();
  const visible = new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error(`hub ${hubId} was not seen within ${PATIENCE_MS} ms`));
    }, PATIENCE_MS);
    awaited.set(hubId, () => {
      clearTimeout(late);
      resolve(performance.now() - began);
    });
  });
  const answer = await http?.request({
    path: '/v1/hubs',
    method: 'POST',
    headers: { ...sent, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ hubId, kind: 'lab', name: 'Grain loft', town: 'Zwolle' }),
  });
  const said = await answer?.body.text();
  if (answer?.statusCode !== 201) throw new Error(`POST /v1/hubs: ${String(answer?.statusCode)} ${said ?? ''}`);
  return visible;
}

const tasks = {
  open: ({ organisations, challengesUrl, headers }: Opened): void => {
    http = new Pool(organisations, { connections: 32 });
    sent = headers;
    void watch(challengesUrl);
  },
  saturate: ({ ms, askers }: { ms: number; askers: number }): Promise<Done> => saturated(ms, askers, found),
  pace: ({ ms, rate }: { ms: number; rate: number }): Promise<readonly number[]> => paced(ms, rate, found),
};

export type KafkaChain = typeof tasks;
serve(tasks);
