import { kafkaAvailable } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from './demo/caller.js';
import { playScenario, readScenario } from './demo/index.js';
import { Place } from './fixtures/place.js';
import type { Program } from './fixtures/program.js';

// One region on Kafka, with a process for each service and two for challenges: each test goes on where the last ended.

/** How often something is written and read back: every other time the answer comes from the other replica. */
const TIMES = 12;

describe.skipIf(!kafkaAvailable())('npm start -- --kafka', () => {
  let place: Place;
  let program: Program;

  beforeAll(async () => {
    place = await Place.make();
    program = await place.startUntil(/^ready /m, '--kafka', '--replicas', 'challenges=2', '--empty');
  });
  afterAll(async () => {
    await place.clear();
  });

  const processesOf = (name: string): number[] => {
    const there = [...program.output.matchAll(new RegExp(`^  ${name} .*\\(process (\\d+)\\)$`, 'gm'))];
    return there.map(([, pid]) => Number(pid));
  };

  it('has a process for each service, and says so', () => {
    expect(new Set(processesOf('challenges')).size).toBe(2);
    for (const name of ['identity', 'organisations', 'education-partners', 'validation', 'credentials'])
      expect(processesOf(name), name).toHaveLength(1);
  });

  it('lets whoever wrote read it back, whichever replica answers', async () => {
    const { url, firstAdmin } = await place.region();
    const scenario = readScenario({
      title: 'One bakery',
      about: 'It posts.',
      organisations: { bakery: { kind: 'sme', name: 'Bakery' } },
      people: { bas: { name: 'Bas', email: 'bas@bakery.example', roles: [{ role: 'employer', for: '@bakery' }] } },
      steps: [
        // Awaited: challenges has heard of him then.
        { as: '@bas', say: 'Bas looks.', command: 'read-challenge-board', with: {}, expect: { challenges: [] } },
      ],
    });
    const { people } = await playScenario({ url, firstAdmin, scenario, out: place.folder });
    const bas = people[0]?.personId ?? '';
    const caller = new Caller(url);
    const self = { 'estafette-acting-for': 'self' };
    const mine = await caller.send(bas, { method: 'GET', address: '/organisations/v1/memberships', headers: self });
    const { memberships } = mine.json as { memberships: { organisationId: string }[] };
    const headers = { 'estafette-acting-for': memberships[0]?.organisationId ?? '' };
    for (let time = 0; time < TIMES; time++) {
      const challengeId = crypto.randomUUID();
      const terms = { contact: 'On Tuesdays.', hoursPerWeek: 3, resultFor: 'region', confidential: 'The orders.' };
      const body = { challengeId, title: `Bread ${time}`, problem: 'It returns.', wouldHelp: 'Counting it.', terms };
      const address = '/challenges/v1/challenges';
      const posted = await caller.send(bas, { method: 'POST', address, body, headers });
      expect(posted.status, posted.text).toBe(201);
      const told = await caller.send(bas, { method: 'GET', address: `${address}/${challengeId}`, headers });
      expect(told.status, told.text).toBe(200);
      const board = await caller.send(bas, { method: 'GET', address: `${address}?limit=100`, headers });
      expect(board.text).toContain(challengeId);
    }
  });

  it('sends everything again when it is told to, whichever replica does it', async () => {
    const again = place.run('republish', 'challenges', '--reason', 'a test wants it');
    expect(await again.isGone(), again.said).toEqual({ code: 0, signal: null, left: [] });
    const [, events = ''] = /^challenges: publication 2, (\d+) events to send$/m.exec(again.output) ?? [];
    expect(Number(events)).toBeGreaterThanOrEqual(TIMES);
    expect(again.output).toMatch(/^challenges: everything is sent$/m);
  });

  it('starts a service again that died; until then the front says that it is away', async () => {
    const [before = 0] = processesOf('organisations');
    process.kill(before, 'SIGKILL');
    await program.says(`organisations (process ${before}) ended (SIGKILL); it is started again now`);
    const away = await fetch(`${place.url}/organisations/v1/openapi.json`);
    expect(away.status).toBe(503);
    expect(away.headers.get('content-type')).toBe('application/problem+json');
    expect(away.headers.get('retry-after')).toBe('1');
    expect(await away.json()).toMatchObject({ status: 503, code: 'service-away' });

    // The other replica answers for one that died.
    const [one = 0] = processesOf('challenges');
    process.kill(one, 'SIGKILL');
    await program.says(`challenges (process ${one}) ended (SIGKILL)`);
    const answers = Array.from({ length: 6 }, () => fetch(`${place.url}/challenges/v1/openapi.json`));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(answers.map(() => 200));

    await program.says(/organisations is there again \(process \d+\)/);
    await program.says(/challenges is there again \(process \d+\)/);
    expect((await fetch(`${place.url}/organisations/v1/openapi.json`)).status).toBe(200);
    expect((await fetch(`${place.url}/health/ready`)).status).toBe(200);
  });

  it('starts Kafka again when it dies, and stays ready meanwhile', async () => {
    const kafka = program.running('kafka.Kafka');
    expect(kafka).toHaveLength(1);
    process.kill(kafka[0] ?? 0, 'SIGKILL');
    await program.says('Kafka ended by itself; it is started again');
    expect((await fetch(`${place.url}/health/ready`)).status).toBe(200);
    await program.says(/it is started again\n[^]*Kafka answers on/);
  });

  it('killed, leaves everything running; the next start ends that, in order, and comes up', async () => {
    program.kill('SIGKILL');
    await program.ended;
    expect(program.left().length).toBeGreaterThan(0);
    const next = place.npmStart('--kafka', '--replicas', 'challenges=2', '--empty');
    await next.says(/^ready /m);
    expect(program.left()).toEqual([]);
    expect(next.output).toMatch(/a start that was killed left PostgreSQL running here \(process \d+\)/);
    expect(next.output).toMatch(/a start that was killed left Kafka running here \(process \d+\)/);
    expect(next.errors).not.toMatch(/\(node:\d+\)|warning/i);
    program = next;
  });

  it('stops with Ctrl-C, and with a second one, leaving nothing', async () => {
    program.interrupt();
    await program.says('Stopping …');
    program.interrupt();
    expect(await program.isGone()).toEqual({ code: 0, signal: null, left: [] });
    await place.isSilent();
  });
});
