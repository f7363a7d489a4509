import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { ServiceProcess } from '../chain/service-process.js';
import { eventsOf } from '../checks/effects.js';
import type { Relay } from './relay-story.js';
import type { Entry } from './wish.js';

const ANSWER_WITHIN_MS = 40_000;
const BUSY_MS = 200;

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly etag: string | null;
  readonly location: string | null;
}

/**
 * So many people note progress in one leg at the same moment, half of them at each replica. Every eighth sends the same
 * request twice at once, to both; every ninth sends a text that no database can hold.
 *
 * @returns what is wrong with the answers; what was acknowledged stands in the ledger
 */
export async function crowd(relay: Relay, writers: number): Promise<string[]> {
  const { chain } = relay.client;
  const replicas = chain.of('challenges');
  const faults: string[] = [];
  const told = new Map<string, string | null>();
  const write = async (nth: number): Promise<void> => {
    const [mine, other] = [replicas[nth % replicas.length], replicas[(nth + 1) % replicas.length]];
    if (!mine || !other) throw new Error('there is nobody to write to');
    const [noteId, key] = [uuidv7(), uuidv7()];
    if (nth % 9 === 8) {
      const { status, code } = await noteAt(mine, relay, { noteId, text: `Note \0 ${nth}` }, key);
      if (status !== 400) faults.push(`nul: a text with NUL was answered ${status} ${code}`);
      return;
    }
    const body = { noteId, text: `Note ${nth}` };
    const entry = entered(relay, body, key);
    const at = nth % 8 === 7 ? [mine, other] : [mine];
    const answers = await Promise.all(at.map((replica) => noteAt(replica, relay, body, key)));
    const [first] = answers;
    if (!first || new Set(answers.map((answer) => JSON.stringify(answer))).size > 1)
      faults.push(`unequal: one request, sent twice at once, was answered ${JSON.stringify(answers)}`);
    for (const { status, code } of answers) {
      if (status === 201) entry.acknowledged = status;
      else faults.push(`refused: a note was answered ${status} ${code}`);
    }
    told.set(noteId, first?.etag ?? null);
  };
  await Promise.all(Array.from({ length: writers }, (_, nth) => write(nth)));
  return [...faults, ...(await untrue(relay, told))];
}

/** Notes that do not stand at the revision that their writer was told. */
async function untrue({ client, challengeId }: Relay, told: ReadonlyMap<string, string | null>): Promise<string[]> {
  const notes = (await eventsOf(client.chain, 'challenges')).filter(
    ({ stream, type }) => stream === `challenge-${challengeId}` && type === 'ProgressNoted',
  );
  const stands = new Map(notes.map(({ revision, data }) => [String(data['noteId']), `"${revision}"`]));
  return [...told]
    .filter(([noteId, etag]) => stands.get(noteId) !== etag)
    .map(
      ([noteId, etag]) =>
        `untrue: ${noteId} stands at ${stands.get(noteId) ?? 'nothing'}, and was told ${etag ?? 'nothing'}`,
    );
}

function entered({ client, cast, learner, challengeId, legId }: Relay, body: { noteId: string }, key: string): Entry {
  const wish = {
    service: 'challenges',
    path: `/v1/challenges/${challengeId}/legs/${legId}/notes`,
    body,
    as: learner,
    for: cast.school,
    leaves: { stream: `challenge-${challengeId}`, type: 'ProgressNoted', where: ['noteId', body.noteId] },
  } as const;
  const entry: Entry = { wish, key, attempts: 1, acknowledged: null, readable: false };
  client.ledger.entries.push(entry);
  return entry;
}

/** Asks again with the same key when too many write at once, as the answer says. */
async function noteAt(replica: ServiceProcess, relay: Relay, body: object, key: string): Promise<Answer> {
  const { client, cast, learner, challengeId, legId } = relay;
  const headers = {
    authorization: `Bearer ${await client.chain.issuer.personToken(learner)}`,
    'estafette-acting-for': cast.school,
    'idempotency-key': key,
    'content-type': 'application/json',
  };
  for (;;) {
    const response = await fetch(`${replica.url}/v1/challenges/${challengeId}/legs/${legId}/notes`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const said = await response.text();
    const { code = '' } = (said === '' ? {} : JSON.parse(said)) as { code?: string };
    if (code === 'stream-busy') {
      client.ledger.trouble(`${response.status} ${code}`);
      await delay(BUSY_MS);
      continue;
    }
    return {
      status: response.status,
      code,
      etag: response.headers.get('etag'),
      location: response.headers.get('location'),
    };
  }
}
