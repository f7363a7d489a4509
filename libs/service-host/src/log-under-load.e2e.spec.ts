import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import type { Decider } from '@estafette/decider';
import type { StreamType } from '@estafette/event-store';
import { EventStore, part, START } from '@estafette/event-store';
import type { CloudEvent } from '@estafette/messaging';
import { causedBy, On, onceOf } from '@estafette/messaging';
import type { TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { anyone } from './access/permission.js';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { HUB_FOUNDED, lamps } from './fixtures/lamps.js';
import type { CallOf } from './http/call.js';
import { Input } from './http/call.js';
import type { CommandReply } from './http/commands.js';
import { Commands } from './http/commands.js';
import { post, Route } from './http/route.js';
import type { ServiceDefinition } from './service-definition.js';
import { id } from './values.js';

interface Counted {
  readonly type: 'Counted';
  readonly data: { readonly by: string };
}

/** Writes an event for every command, so that what must be in the log is known. */
const decider: Decider<null, { by: string }, Counted> = {
  initialState: null,
  evolve: () => null,
  decide: ({ by }) => [{ type: 'Counted', data: { by } }],
};
const tally: StreamType<null, { by: string }, Counted> = {
  name: 'tally',
  decider,
  events: { Counted: { version: 1 } },
};

const count = post(':tallyId/counts', {
  summary: 'Count one more',
  permission: anyone,
  params: z.strictObject({ tallyId: id }),
  body: z.strictObject({ by: z.string() }),
});

@Controller('tallies')
class TallyController {
  constructor(private readonly commands: Commands) {}

  @Route(count)
  count(@Input() call: CallOf<typeof count>): Promise<CommandReply> {
    const { tallyId } = call.params;
    return this.commands.run(call, part(tally, tallyId, call.body), { location: `/v1/tallies/${tallyId}` });
  }
}

@Controller()
class OnHubs {
  constructor(private readonly store: EventStore) {}

  @On(HUB_FOUNDED)
  async count(message: CloudEvent<{ organisationId: string }>): Promise<void> {
    const command = part(tally, message.data.organisationId, { by: message.id });
    await this.store.handle(command, { metadata: causedBy(message, 'tallies'), once: onceOf(message) });
  }
}

interface Seen {
  readonly event: string;
  readonly stream: string;
  readonly revision: number;
}

const byTail: Seen[] = [];
const tallies: ServiceDefinition = {
  ...lamps,
  name: 'tallies',
  streams: [tally],
  views: [],
  controllers: [TallyController],
  consumers: [OnHubs],
  reactsTo: [HUB_FOUNDED],
  publish: ({ type, data }) => (type === 'Counted' ? [{ type: 'nl.estafette.tallies.counted.v1', data }] : []),
};
const followed: ServiceDefinition = {
  ...tallies,
  reactions: () => [
    {
      name: 'tail',
      batch: 7,
      before: (events) => {
        for (const { id: event, streamId, revision, type } of events)
          if (type === 'Counted') byTail.push({ event, stream: streamId, revision });
        return Promise.resolve();
      },
    },
  ],
};

const TALLIES = Array.from({ length: 5 }, () => randomUUID());
const HUBS = Array.from({ length: 8 }, () => randomUUID());
const [CALLERS, EACH] = [24, 10];
const ALL = (CALLERS + HUBS.length) * EACH;

let service: TestService<RunningService>;
let replica: RunningService;
beforeAll(async () => {
  service = await startTestService('tallies', ['organisations'], (env) => boot(followed, env));
  replica = await boot(tallies, { ...service.environment, PORT: '0' });
});
afterAll(async () => {
  await replica.close();
  await service.close();
});

/** Reads until it has seen so many. */
async function toTheEnd(read: () => Promise<readonly Seen[]>): Promise<Seen[]> {
  const seen: Seen[] = [];
  await eventually(
    async () => {
      seen.push(...(await read()));
      return seen.length >= ALL;
    },
    { timeoutMs: 90_000 },
  );
  // Once more: what came twice would come now.
  return [...seen, ...(await read())];
}

async function byFeed(): Promise<() => Promise<Seen[]>> {
  const authorization = `Bearer ${await service.issuer.serviceToken('insights', 'feed:read')}`;
  let after = '';
  return async () => {
    const answer = await fetch(`${replica.url}/v1/feed?wait=0&after=${after}`, { headers: { authorization } });
    after = answer.headers.get('estafette-next-cursor') ?? '';
    const events = (await answer.json()) as { id: string; subject: string; sequence: string }[];
    return events.map((one) => ({
      event: one.id.replace('.counted.v1', ''),
      stream: one.subject,
      revision: Number(one.sequence),
    }));
  };
}

function byCursor(): () => Promise<Seen[]> {
  let cursor = START;
  return async () => {
    const events = await replica.held.log.read(cursor, 13);
    cursor = events.at(-1)?.cursor ?? cursor;
    return events.flatMap(({ id: event, streamId, revision, type }) =>
      type === 'Counted' ? [{ event, stream: streamId, revision }] : [],
    );
  };
}

it('32 writers, callers of two replicas and consumers on the same streams: no reader misses or doubles anything', async () => {
  const person = await service.person();
  const token = await service.issuer.personToken(person.personId);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const readers = [await byFeed(), byCursor()].map(toTheEnd);

  for (let nth = 0; nth < EACH; nth++) {
    for (const [at, hubId] of HUBS.entries()) {
      const organisationId = TALLIES[(at + nth) % TALLIES.length] ?? '';
      const data = { hubId, organisationId, kind: 'lab', name: 'Lab' };
      service.feeds.tell({ type: HUB_FOUNDED, subject: `hub-${hubId}`, data });
    }
  }
  const answers = await Promise.all(
    Array.from({ length: CALLERS }, async (_, caller) => {
      const statuses: number[] = [];
      const { url } = caller % 2 === 0 ? service.running : replica;
      for (let nth = 0; nth < EACH; nth++) {
        const address = `${url}/v1/tallies/${TALLIES[(caller + nth) % TALLIES.length] ?? ''}/counts`;
        const body = JSON.stringify({ by: `${caller}-${nth}` });
        statuses.push((await fetch(address, { method: 'POST', headers, body })).status);
      }
      return statuses;
    }),
  );
  expect(new Set(answers.flat())).toEqual(new Set([201]));

  const [fed, read] = await Promise.all(readers);
  await eventually(() => byTail.length >= ALL, { timeoutMs: 60_000 });
  const { rows } = await replica.held.pool.query<Seen>(
    `select event_id as event, stream_id as stream, revision from log.events where type = 'Counted'`,
  );
  expect(rows).toHaveLength(ALL);
  for (const seen of [fed, read, byTail]) {
    expect(seen).toHaveLength(ALL);
    expect(new Set(seen?.map(({ event }) => event))).toEqual(new Set(rows.map(({ event }) => event)));
    for (const [stream, events] of Map.groupBy(seen ?? [], (one) => one.stream)) {
      expect([stream, events.map(({ revision }) => revision)]).toEqual([stream, events.map((_, index) => index + 1)]);
    }
  }
});
