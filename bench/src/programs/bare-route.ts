import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import pg from 'pg';
import { Notes } from '../given/noted.js';
import { insertRaw } from '../given/raw-events.js';
import { serve } from './serve.js';

// The least that a route can be which keeps what it is sent: no token, no rules, one INSERT.

const tasks = {
  /** @returns its address */
  open: async ({ url, connections }: { url: string; connections: number }): Promise<string> => {
    const pool = new pg.Pool({ connectionString: url, max: connections });
    const notes = new Notes();
    const app = fastify();
    app.post('/notes', async (_request, reply) => {
      await insertRaw(pool, notes.next());
      return reply.status(201).send();
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  },
};

export type BareRoute = typeof tasks;
serve(tasks);
