import { randomUUID } from 'node:crypto';
import { Client } from 'undici';
import { TEXT } from '../given/noted.js';
import type { Done } from '../measure/pace.js';
import { serve } from './serve.js';

// Connections that each send one note after another, and look at every answer.

/** Where one connection sends so many notes to. */
export interface Stretch {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly notes: number;
}

const clients: Client[] = [];

async function send(client: Client, { path, headers }: Stretch): Promise<void> {
  const {
    statusCode,
    headers: answered,
    body,
  } = await client.request({
    path,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ noteId: randomUUID(), text: TEXT }),
  });
  const said = await body.text();
  if (statusCode !== 201) throw new Error(`POST ${path}: ${statusCode} ${said}`);
  if (answered['estafette-views'] !== undefined) throw new Error(`POST ${path}: the views had not caught up in time`);
}

const tasks = {
  open: async ({ url, connections }: { url: string; connections: number }): Promise<void> => {
    for (let nth = 0; nth < connections; nth++) clients.push(new Client(url));
    await Promise.resolve();
  },
  /** @param given.lanes what each connection sends, one stretch after another */
  round: async ({ lanes }: { lanes: readonly (readonly Stretch[])[] }): Promise<Done> => {
    const began = performance.now();
    let operations = 0;
    await Promise.all(
      lanes.map(async (stretches, nth) => {
        const client = clients[nth];
        if (!client) throw new Error('more lanes than connections');
        for (const stretch of stretches) {
          for (let sent = 0; sent < stretch.notes; sent++) {
            await send(client, stretch);
            operations++;
          }
        }
      }),
    );
    return { operations, ms: performance.now() - began };
  },
};

export type HttpLoad = typeof tasks;
serve(tasks);
