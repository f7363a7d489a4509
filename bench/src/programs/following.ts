import { randomUUID } from 'node:crypto';
import type { Fact } from '@estafette/event-store';
import { EventRegistry, EventStore, KeyVault } from '@estafette/event-store';
import pg from 'pg';
import type { Done } from '../measure/pace.js';
import { forMs } from '../measure/pace.js';
import { serve } from './serve.js';

// Takes facts over as a consumer does that has fallen behind: batch after batch.

const TYPE = 'nl.estafette.organisations.membership-granted.v1';
const SOURCE = 'urn:estafette:local:organisations';

let store: EventStore | undefined;

function fact(): Fact {
  const [personId, id] = [randomUUID(), `${randomUUID()}.membership-granted.v1`];
  return {
    streamId: `organisations:person-${personId}`,
    type: TYPE,
    data: { membershipId: randomUUID(), personId, organisationId: randomUUID(), role: 'learner' },
    metadata: { at: new Date().toISOString(), by: 'service:bench', for: null, cause: { source: SOURCE, id } },
    once: { scope: SOURCE, key: id, digest: 'message' },
  };
}

const tasks = {
  open: ({ url, vaultKey, connections }: { url: string; vaultKey: string; connections: number }): void => {
    const pool = new pg.Pool({ connectionString: url, max: connections });
    const vault = new KeyVault(pool, Buffer.from(vaultKey, 'base64'));
    store = new EventStore({ pool, registry: new EventRegistry([]), vault });
  },
  round: async ({ ms, batch }: { ms: number; batch: number }): Promise<Done> => {
    const done = await forMs(ms, 1, async () => {
      const facts = Array.from({ length: batch }, fact);
      const taken = await store?.follow(facts);
      if (taken?.appended !== batch) throw new Error(`${String(taken?.appended)} of ${batch} facts were taken over`);
    });
    return { ...done, operations: done.operations * batch };
  },
};

export type Following = typeof tasks;
serve(tasks);
