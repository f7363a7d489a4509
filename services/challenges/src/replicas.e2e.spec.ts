import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challenges } from './challenges.service.js';
import * as a from './fixtures/bodies.js';
import type { Caller, Cast } from './fixtures/cast.js';
import { castOf, hasHeard, told } from './fixtures/cast.js';
import { done, situationsOf, stepsOf } from './fixtures/steps.js';

let service: TestService<RunningService>;
/** A second replica of the service, on the same database. */
let replica: RunningService;
let cast: Cast;
let step: ReturnType<typeof stepsOf>;
let situation: ReturnType<typeof situationsOf>;

beforeAll(async () => {
  service = await startTestService('challenges', ['organisations'], (env) => boot(challenges, env));
  replica = await boot(challenges, service.environment);
  cast = await castOf(service);
  step = stepsOf(cast);
  situation = situationsOf(cast);
  await eventually(() => hasHeard(service, cast.messages));
});
afterAll(async () => {
  await replica.close();
  await service.close();
});

/** The same person at the other replica. */
async function elsewhere({ personId }: Caller, actingFor = 'self'): Promise<Caller> {
  const authorization = `Bearer ${await service.issuer.personToken(personId)}`;
  const call =
    (method: string) =>
    (path: string, body?: unknown, more: object = {}): Promise<Response> => {
      const headers = { authorization, 'content-type': 'application/json', 'estafette-acting-for': actingFor, ...more };
      return fetch(
        `${replica.url}${path}`,
        method === 'GET' ? { headers } : { method, headers, body: JSON.stringify(body) },
      );
    };
  return {
    personId,
    get: (path, headers) => call('GET')(path, undefined, headers),
    post: call('POST'),
    put: call('PUT'),
  };
}

const statuses = (answers: readonly Response[]) => answers.map(({ status }) => status).toSorted();

describe('two replicas on one database', () => {
  it('show at once what was written, wherever it was written and wherever it is read', async () => {
    const both = [cast.baker, await elsewhere(cast.baker, cast.bakery)];
    for (const [index, writer] of [...both, ...both, ...both].entries()) {
      const body = a.aChallenge({ title: `Number ${index}` });
      const posted = await done(step.post(body, writer));
      expect(posted.headers.get('estafette-views')).toBeNull();
      for (const reader of both) {
        const story = await (await done(reader.get(`/v1/challenges/${body.challengeId}`))).text();
        expect(story).toContain(`Number ${index}`);
        expect(await (await done(reader.get('/v1/challenges'))).text()).toContain(`Number ${index}`);
      }
    }
  });

  it('hear each fact once, and count a membership from then on at both', async () => {
    const { rows } = await service.running.held.pool.query<{ times: number }>(
      `select count(*)::integer as times from log.events where metadata->'cause'->>'id' = any($1)
       group by metadata->'cause'->>'id'`,
      [cast.messages],
    );
    expect(rows).toEqual(cast.messages.map(() => ({ times: 1 })));
    const newcomer = await service.person(randomUUID(), cast.bakery);
    const message = service.feeds.tell(told.granted(newcomer.personId, cast.bakery, 'employer'));
    await eventually(() => hasHeard(service, [message]));
    const there = await elsewhere(newcomer, cast.bakery);
    for (const by of [newcomer, there]) expect((await step.post(a.aChallenge(), by)).status).toBe(201);
  });

  it('let one hub have a challenge that two accept at the same moment', async () => {
    const outside = await elsewhere(cast.outsideManager, cast.elsewhere);
    for (let round = 0; round < 5; round += 1) {
      const challengeId = await situation.posted();
      const answers = await Promise.all([step.accept(challengeId), step.accept(challengeId, outside, cast.otherHubId)]);
      expect(statuses(answers)).toEqual([201, 409]);
    }
  });

  it('take one baton of a leg, whoever of the team hands it over first', async () => {
    const challengeId = await situation.accepted();
    const { legId } = await situation.plannedOn(challengeId, cast.noor, cast.daan);
    await done(step.start(challengeId, legId));
    const there = await elsewhere(cast.daan);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_none, index) =>
        step.handOver(challengeId, a.aBaton(legId), index % 2 === 0 ? cast.noor : there),
      ),
    );
    expect(statuses(answers)).toEqual([201, ...Array<number>(9).fill(409)]);
  });

  it('do once what comes to both under one Idempotency-Key', async () => {
    const both = [cast.baker, await elsewhere(cast.baker, cast.bakery)];
    const [body, key] = [a.aChallenge(), { 'idempotency-key': randomUUID() }];
    const answers = await Promise.all([...both, ...both].map((by) => by.post('/v1/challenges', body, key)));
    expect(answers.map(({ status, headers }) => [status, headers.get('etag')])).toEqual(Array(4).fill([201, '"1"']));
  });
});
