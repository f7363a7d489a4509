import type { Chain } from '../chain/chain.js';
import type { Ledger, Trace } from '../traffic/wish.js';

export interface StoredEvent {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Every event of a service's log, in the order in which readers go through it. */
export async function eventsOf(chain: Chain, service: string): Promise<StoredEvent[]> {
  const { rows } = await chain.pool(service).query<StoredEvent>(
    `select stream_id as stream, revision, event_id as id, type, data from log.events e
     order by e.incarnation, e.transaction_id, e.position`,
  );
  return rows;
}

/**
 * Every acknowledged command has left its one event, and nothing of these kinds is there that nobody asked for.
 * An empty list when it is so.
 */
export async function effectFaults(chain: Chain, { entries }: Ledger): Promise<string[]> {
  const faults: string[] = [];
  for (const { name } of chain.definitions) {
    const asked = entries.filter(({ wish }) => wish.service === name);
    const events = await eventsOf(chain, name);
    const types = new Map(asked.map(({ wish }) => [wish.leaves.type, wish.leaves.where?.[0]]));
    const there = Map.groupBy(
      events.filter(({ type }) => types.has(type)),
      ({ stream, type, data }) => nameOf({ stream, type, ...where(types.get(type), data) }),
    );
    const wished = new Map(asked.map((entry) => [nameOf(entry.wish.leaves), entry]));
    for (const [trace, { acknowledged }] of wished) {
      const times = there.get(trace)?.length ?? 0;
      if (acknowledged !== null && times === 0) faults.push(`lost: ${name} acknowledged, but does not hold ${trace}`);
      if (times > 1) faults.push(`doubled: ${name} holds ${trace} ${times} times`);
    }
    for (const trace of there.keys()) if (!wished.has(trace)) faults.push(`unasked: ${name} holds ${trace}`);
  }
  return faults;
}

function where(member: string | undefined, data: StoredEvent['data']): Pick<Trace, 'where'> {
  if (member === undefined) return {};
  const within = (value: unknown, name: string): unknown => (value as StoredEvent['data'] | undefined)?.[name];
  return { where: [member, String(member.split('.').reduce<unknown>(within, data))] };
}

function nameOf({ stream, type, where: told }: Trace): string {
  return `${type} of ${stream}${told ? ` (${told.join(' ')})` : ''}`;
}

/** Each stream's revisions are 1, 2, 3 … in the order of the log. */
export async function revisionFaults(chain: Chain): Promise<string[]> {
  const faults: string[] = [];
  for (const { name } of chain.definitions) {
    const last = new Map<string, number>();
    for (const { stream, revision } of await eventsOf(chain, name)) {
      const before = last.get(stream) ?? 0;
      if (revision !== before + 1) faults.push(`order: ${name} ${stream} has ${revision} after ${before}`);
      last.set(stream, revision);
    }
  }
  return faults;
}

/**
 * Each grant, and each learner in files of awards, has its one credential, and no credential is there without a grant or a
 * file.
 */
export async function credentialFaults(chain: Chain, { files }: Ledger): Promise<string[]> {
  const dataOf = async (service: string, wanted: string): Promise<StoredEvent['data'][]> =>
    (await eventsOf(chain, service)).flatMap(({ type, data }) => (type === wanted ? [data] : []));
  const granted = (await dataOf('validation', 'ValidationGranted')).map(({ validationId }) => String(validationId));
  const issued = await dataOf('credentials', 'CredentialIssued');
  const isAward = ({ bulkAwardId }: StoredEvent['data']): boolean => typeof bulkAwardId === 'string';
  return [
    ...onceEach(
      'the grant of',
      granted,
      issued.filter((data) => !isAward(data)).map(({ validationId }) => String(validationId)),
    ),
    ...onceEach(
      'the award to',
      files.flatMap(({ learners }) => learners),
      issued.filter(isAward).map(({ learnerId }) => String(learnerId)),
    ),
  ];
}

function onceEach(what: string, due: readonly string[], issued: readonly string[]): string[] {
  const times = Map.groupBy(issued, (id) => id);
  const wanted = new Set(due);
  return [
    ...[...wanted].flatMap((id) => {
      const credentials = times.get(id)?.length ?? 0;
      return credentials === 1 ? [] : [`credential: ${what} ${id} has ${credentials} credentials`];
    }),
    ...[...times.keys()].filter((id) => !wanted.has(id)).map((id) => `credential: ${what} ${id} was never asked`),
  ];
}
