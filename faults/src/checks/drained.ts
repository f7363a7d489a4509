import type { Cursor, Recorded } from '@estafette/event-store';
import { compareCursors, Cursors, EventRegistry, Log, START } from '@estafette/event-store';
import { messagesOf, sourceOf } from '@estafette/messaging';
import { followsOf } from '@estafette/service-host';
import type { ServiceDefinition } from '@estafette/service-host';
import { eventually } from '@estafette/test-kit';
import type { Chain } from '../chain/chain.js';

/**
 * Waits until every message has had its effect wherever it is taken, every reader of a log stands at its end, and nothing
 * is parked. Gives what is not so when that takes minutes; an empty list when all is done.
 */
export async function drained(chain: Chain, withinMs: number): Promise<string[]> {
  let left: string[] = [];
  await eventually(
    async () => {
      const heads = await headsOf(chain);
      left = [...(await untaken(chain)), ...(await unread(chain, heads)), ...(await parked(chain))];
      // What reads the last event may write another, which is still to be read.
      if (left.length === 0) left = grownSince(heads, await headsOf(chain));
      return left.length === 0;
    },
    { timeoutMs: withinMs },
  ).catch(() => undefined);
  return left;
}

function logOf(chain: Chain, { name, streams }: ServiceDefinition): Log {
  return new Log(chain.pool(name), new EventRegistry(streams));
}

async function readAll(log: Log): Promise<Recorded[]> {
  const all: Recorded[] = [];
  for (;;) {
    const events = await log.read(all.at(-1)?.cursor ?? START, 2_000);
    if (events.length === 0) return all;
    all.push(...events);
  }
}

interface Taken {
  readonly cause: string;
  readonly stream: string;
  readonly type: string;
  readonly times: number;
}

/** Messages that had no effect where they are taken, or had it twice, or had one without having been sent. */
export async function untaken(chain: Chain, takers = chain.definitions): Promise<string[]> {
  const faults: string[] = [];
  for (const upstream of chain.definitions) {
    const source = sourceOf('test', upstream.name);
    const events = await readAll(logOf(chain, upstream));
    const messages = events.flatMap((event) => messagesOf(event, upstream.publish, source));
    for (const taker of takers) {
      const effects = await effectsOf(chain, taker.name, source);
      const followed = new Set(effects.map(({ cause }) => cause));
      const reacted = await handled(chain, taker.name, source);
      const follows = new Set(followsOf(taker));
      const had = (type: string, id: string): boolean => (follows.has(type) ? followed.has(id) : reacted.has(id));
      const mine = messages.filter(({ type }) => follows.has(type) || taker.reactsTo.includes(type));
      const sent = new Set(mine.map(({ id }) => id));
      for (const { type, id } of mine)
        if (!had(type, id)) faults.push(`untaken: ${id} of ${upstream.name} had no effect in ${taker.name}`);
      for (const { cause, stream, type, times } of effects) {
        if (!sent.has(cause)) faults.push(`unsent: ${taker.name} took ${cause}, which ${upstream.name} never sent`);
        if (times > 1) faults.push(`doubled: ${cause} made ${times} times ${type} of ${stream} in ${taker.name}`);
      }
    }
  }
  return faults;
}

/** What messages of a source made in a service's log. */
async function effectsOf(chain: Chain, service: string, source: string): Promise<Taken[]> {
  const { rows } = await chain.pool(service).query<Taken>(
    `select metadata->'cause'->>'id' as cause, stream_id as stream, type, count(*)::integer as times from log.events
     where metadata->'cause'->>'source' = $1 group by 1, 2, 3`,
    [source],
  );
  return rows;
}

/** Messages that were handled, also those that changed nothing. */
async function handled(chain: Chain, service: string, source: string): Promise<ReadonlySet<string>> {
  const { rows } = await chain
    .pool(service)
    .query<{ key: string }>('select key from log.once_keys where scope = $1', [source]);
  return new Set(rows.map(({ key }) => key));
}

/** Where the logs end now, by service. */
export async function headsOf(chain: Chain): Promise<ReadonlyMap<string, Cursor>> {
  const heads = new Map<string, Cursor>();
  for (const definition of chain.definitions) heads.set(definition.name, await logOf(chain, definition).head());
  return heads;
}

/** Readers of a log that have not come so far. */
export async function unread(chain: Chain, heads?: ReadonlyMap<string, Cursor>): Promise<string[]> {
  const faults: string[] = [];
  for (const [service, head] of heads ?? (await headsOf(chain))) {
    const { rows } = await chain.pool(service).query<{ name: string }>('select name from app.cursors');
    const cursors = new Cursors(chain.pool(service));
    for (const { name } of rows)
      if (compareCursors(await cursors.find(name), head) < 0) faults.push(`behind: ${name} of ${service}`);
  }
  return faults;
}

function grownSince(before: ReadonlyMap<string, Cursor>, now: ReadonlyMap<string, Cursor>): string[] {
  return [...now].flatMap(([service, head]) =>
    compareCursors(before.get(service) ?? START, head) < 0 ? [`busy: ${service} goes on writing`] : [],
  );
}

async function parked(chain: Chain): Promise<string[]> {
  const faults: string[] = [];
  for (const { name } of chain.definitions) {
    const { rows } = await chain
      .pool(name)
      .query<{ key: string; cause: string | null }>(
        'select k.key, m.cause from app.parked_keys k left join app.parked_messages m on m.key = k.key and m.cause is not null',
      );
    for (const { key, cause } of rows) faults.push(`parked: ${key} in ${name}: ${cause ?? 'no cause'}`);
  }
  return faults;
}
