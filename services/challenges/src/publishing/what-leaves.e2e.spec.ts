import type { ContractType } from '@estafette/contracts';
import { contractTypes, validateClosed, validateEnvelope } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import { boot, makeLogger } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challenges } from '../challenges.service.js';
import * as a from '../fixtures/bodies.js';
import type { Cast } from '../fixtures/cast.js';
import { castOf, hasHeard } from '../fixtures/cast.js';
import { digestIn, done, situationsOf, stepsOf, storyOf } from '../fixtures/steps.js';

interface Message {
  readonly type: ContractType;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** All that a sole trader says is theirs, the title and problem too. */
const traders = a.aChallenge({ title: 'Unsold cheesecake', problem: 'My stall keeps a third of it.' });
const personal = [...a.personalWords, 'cheesecake', 'My stall'];

const lines: string[] = [];
let service: TestService<RunningService>;
let cast: Cast;
let feed: string;
let messages: readonly Message[];

beforeAll(async () => {
  const logger = makeLogger('challenges', 'trace', { write: (line) => lines.push(line) });
  service = await startTestService('challenges', ['organisations'], (env) => boot(challenges, env, { logger }));
  cast = await castOf(service);
  await eventually(() => hasHeard(service, cast.messages));
  await play();
  const authorization = `Bearer ${await service.issuer.serviceToken('reader', 'feed:read')}`;
  feed = await (await done(fetch(`${service.running.url}/v1/feed`, { headers: { authorization } }))).text();
  messages = JSON.parse(feed) as Message[];
});
afterAll(() => service.close());

/** A relay with every word that somebody can say in it, a sole trader's one, and requests that are refused. */
async function play(): Promise<void> {
  const step = stepsOf(cast);
  const situation = situationsOf(cast);
  await done(step.decline(await situation.posted()));
  const { challengeId, legId, nextLegId } = await situation.second();
  await done(step.note(challengeId, nextLegId, a.aNote(), cast.lisa));
  await done(step.review(challengeId, legId));
  const dropped = await situation.plannedOn(challengeId);
  await done(step.cancel(challengeId, dropped.legId));
  await done(step.conclude(challengeId, a.aConclusion({ outcome: 'stopped' })));
  await done(step.post(traders, cast.trader));
  await soleTradersRelay();
  expect((await step.decline(challengeId)).status).toBe(409);
  expect((await step.post(a.aChallenge({ extra: 'My stall' }))).status).toBe(400);
  expect((await step.post(a.aChallenge(), cast.noor)).status).toBe(403);
}

/** The hub arranges it, and the trader receives the last baton. */
async function soleTradersRelay(): Promise<void> {
  const step = stepsOf(cast);
  const { challengeId } = traders;
  await done(step.accept(challengeId));
  const leg = a.aLeg(cast.college);
  await done(step.plan(challengeId, leg));
  await done(step.formTeam(challengeId, leg.legId, a.students(cast.college, cast.mila), cast.coordinator));
  await done(step.start(challengeId, leg.legId, cast.coordinator));
  const baton = a.aBaton(leg.legId);
  await done(step.handOver(challengeId, baton, cast.mila));
  await done(step.acceptBaton(challengeId, baton.batonId, await digestIn(cast.trader, challengeId), cast.trader));
  await done(step.review(challengeId, leg.legId, a.aReview(), cast.trader));
}

const found = (text: string) => personal.filter((words) => text.includes(words));

describe('what leaves', () => {
  it('is what the contracts say, one kind for each', () => {
    expect(messages.flatMap((one) => [...validateEnvelope(one), ...validateClosed(one.type, one.data)])).toEqual([]);
    const own = contractTypes.filter((type) => type.startsWith('nl.estafette.challenges.'));
    expect([...new Set(messages.map(({ type }) => type))].toSorted()).toEqual(own.toSorted());
  });

  it('names its challenge, and where a leg starts from', () => {
    for (const { subject, data } of messages) expect(subject).toBe(`challenge-${String(data['challengeId'])}`);
    const starts = messages.filter(({ type }) => type.endsWith('.leg-started.v1')).map(({ data }) => data['from']);
    const accepted = messages.find(({ type }) => type.endsWith('.baton-accepted.v1'))?.data;
    expect(starts).toEqual([
      { kind: 'challenge' },
      { kind: 'baton', batonId: accepted?.['batonId'], digest: accepted?.['digest'] },
      { kind: 'challenge' },
    ]);
  });

  it('names who accepted a baton in the name of an organisation, and not who did so for themselves', () => {
    const accepted = messages.filter(({ type }) => type.endsWith('.baton-accepted.v1')).map(({ data }) => data);
    const at = expect.stringMatching(/Z$/);
    const [first, last] = [accepted.at(0), accepted.at(-1)];
    expect(first).toMatchObject({ acceptedByLeg: expect.any(String), acceptedAt: at });
    expect(first).not.toHaveProperty('acceptedBy');
    expect(last).toMatchObject({ acceptedByLeg: null, acceptedBy: cast.trader.personId, acceptedAt: at });
  });

  it('tells nothing that a person wrote', () => {
    expect(found(feed)).toEqual([]);
    const [told, reviewed] = ['challenge-posted', 'leg-reviewed'].map(
      (name) =>
        messages.find(({ type, data }) => type.includes(name) && data['challengeId'] === traders.challengeId)?.data,
    );
    expect(told).toMatchObject({ soleTrader: true, title: null, problem: null });
    expect(reviewed).toMatchObject({ title: null, members: [{ personId: cast.mila.personId }] });
    // What is public anyway does leave, so the search would find words that did.
    expect(feed).toContain('A tenth of what we bake comes back.');
    expect(found(`${feed}${JSON.stringify(traders)}`)).not.toEqual([]);
  });
});

describe('what stays', () => {
  it('lies sealed in the log, in what was answered and in the views', async () => {
    const { rows } = await service.running.held.pool.query<{ source: string; text: string }>(
      `select 'log' as source, string_agg(to_jsonb(e)::text, ' ') as text from log.events e
       union all select 'once', coalesce(string_agg(to_jsonb(o)::text, ' '), '') from log.once_keys o
       union all select 'board', string_agg(to_jsonb(b)::text, ' ') from app.challenge_board_v2 b
       union all select 'story', string_agg(to_jsonb(s)::text, ' ') from app.challenge_story_v3 s`,
    );
    for (const { source, text } of rows) expect([source, ...found(text)]).toEqual([source]);
    expect(rows.find(({ source }) => source === 'log')?.text).toContain('Return bread');
  });

  it('is read in plain by those who may see it', async () => {
    const story = JSON.stringify(await storyOf(cast.coordinator, traders.challengeId));
    expect(story).toContain('Unsold cheesecake');
    expect(story).toContain('White bread from Saturdays.');
    const board = await (await done(cast.trader.get('/v1/challenges'))).text();
    expect(board).toContain('Unsold cheesecake');
  });

  it('is sealed with the key of whoever said it', async () => {
    const { rows } = await service.running.held.pool.query<{ type: string; own: boolean }>(
      `select distinct type, metadata->>'by' = sealed #>> '{}' as own
       from log.events, lateral jsonb_path_query(data, 'strict $.**.sealed') sealed order by type`,
    );
    expect(rows).toEqual(
      [
        'BatonHandedOver',
        'BatonQuestionAnswered',
        'BatonQuestioned',
        'ChallengeConcluded',
        'ChallengeDeclined',
        'ChallengePosted',
        'LegCancelled',
        'LegPlanned',
        'LegReviewed',
        'ProgressNoted',
      ].map((type) => ({ type, own: true })),
    );
  });

  it('is in no line of the log', () => {
    const text = lines.join('');
    expect(found(text)).toEqual([]);
    // Each request had its line, those that were refused too.
    expect(text).toContain('/v1/challenges/:challengeId/batons/:batonId/questions');
    for (const status of [400, 403, 409]) expect(text).toContain(`"status":${status}`);
  });
});
