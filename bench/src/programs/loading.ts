import { challenge, challenges } from '@estafette/challenges';
import { EventRegistry, EventStore, KeyVault } from '@estafette/event-store';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { membership, memberships } from '../given/membership.stream.js';
import { runningRelay } from '../given/relay.js';
import type { Done } from '../measure/pace.js';
import { forMs } from '../measure/pace.js';
import { serve } from './serve.js';

// Loads streams of a hundred events, one after another: folded by our store, or only read.

const EVENTS = 100;
const SELECT = 'select revision, type, version, data, event_id from log.events where stream_id = $1 order by revision';

/** Plain facts, or challenges whose texts are sealed. */
export type Kind = 'plain' | 'sealed';

const kinds = {
  plain: { stream: membership, events: memberships },
  sealed: { stream: challenge, events: runningRelay },
};

let load: ((id: string) => Promise<number>) | undefined;
let ids: readonly string[] = [];
let turn = 0;

interface From {
  readonly url: string;
  readonly vaultKey: string;
  readonly kind: Kind;
}

function storeOf({ url, vaultKey }: From): { pool: pg.Pool; store: EventStore } {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const registry = new EventRegistry([...challenges.streams, membership]);
  const vault = new KeyVault(pool, Buffer.from(vaultKey, 'base64'));
  return { pool, store: new EventStore({ pool, registry, vault }) };
}

function loading({ kind }: From, store: EventStore): (id: string) => Promise<{ revision: number }> {
  return kind === 'plain' ? (id) => store.load(membership, id) : (id) => store.load(challenge, id);
}

const tasks = {
  /** Writes streams, sealed texts by their authors' keys; gives their bare ids. */
  fill: async ({ from, streams }: { from: From; streams: number }): Promise<readonly string[]> => {
    const { pool, store } = storeOf(from);
    const { stream, events } = kinds[from.kind];
    const written = Array.from({ length: streams }, () => uuidv7());
    for (const id of written) {
      const metadata = { at: new Date().toISOString(), by: uuidv7(), for: uuidv7(), membership: uuidv7() };
      await store.handle({ streamId: `${stream.name}-${id}`, decide: () => events(id, EVENTS) }, { metadata });
    }
    await pool.end();
    return written;
  },
  open: ({ from, how, streams }: { from: From; how: 'store' | 'raw'; streams: readonly string[] }): void => {
    const { pool, store } = storeOf(from);
    const { name } = kinds[from.kind].stream;
    const folded = loading(from, store);
    ids = streams;
    load =
      how === 'store'
        ? async (id) => (await folded(id)).revision
        : async (id) => (await pool.query({ name: 'raw', text: SELECT, values: [`${name}-${id}`] })).rows.length;
  },
  round: ({ ms }: { ms: number }): Promise<Done> =>
    forMs(ms, 1, async () => {
      const found = await load?.(ids[turn++ % ids.length] ?? '');
      if (found !== EVENTS) throw new Error(`loaded ${String(found)} events instead of ${EVENTS}`);
    }),
};

export type Loading = typeof tasks;
serve(tasks);
