import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { breakOneByte } from './earned.js';
import type { Told } from './index.js';
import { inJson, inWords, playScenario, readScenario } from './index.js';

/** What a region is asked, and what it answers: the ways in which a real one would go otherwise, one by one. */
interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Reply = readonly [status: number, body?: unknown, headers?: Record<string, string>];

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function regionThat(answers: (asked: Asked, before: readonly Asked[]) => Reply) {
  const asked: Asked[] = [];
  const started = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      const token = {
        access_token: `token-of-${String(new URLSearchParams(one.body).get('person_id'))}`,
        expires_in: 600,
      };
      const [status, body, more = {}] = url === '/identity/token' ? [200, token] : answers(one, asked);
      if (url !== '/identity/token') asked.push(one);
      response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body ?? null));
    });
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, asked };
}

const problem = (status: number, code: string): Reply => [
  status,
  { status, code, detail: 'Because.' },
  { 'retry-after': '0' },
];
const scenarioWith = (...steps: object[]) =>
  readScenario({
    title: 'Small',
    about: 'A bakery posts a challenge.',
    organisations: { bakery: { kind: 'sme', name: 'Bakery' } },
    people: { bas: { name: 'Bas Bakker', email: 'bas@bakery.example', roles: [{ role: 'employer', for: '@bakery' }] } },
    steps,
  });
const post = {
  as: '@bas',
  say: 'Bas posts.',
  command: 'post-challenge',
  with: { challengeId: '@challenge', title: 'Bread comes back', wouldHelp: 'Two helping hands' },
};
const read = {
  as: '@bas',
  say: 'Bas reads.',
  command: 'read-challenge-board',
  expect: { challenges: [{ challengeId: '@challenge', since: '?since' }] },
};
const isRegistration = ({ url }: Asked) => url === '/organisations/v1/organisations';
const isPost = ({ method, url }: Asked) => method === 'POST' && url === '/challenges/v1/challenges';

const ADMIN = '019ab1c2-0000-7000-8000-000000000001';

async function play(url: string, ...steps: object[]) {
  const told: Told[] = [];
  const options = {
    url,
    firstAdmin: ADMIN,
    out: '.',
    tell: (one: Told) => told.push(one),
  };
  const played = await playScenario({ ...options, scenario: scenarioWith(...steps) });
  return { told, played };
}

describe('playing a scenario', () => {
  it('does each step as its person, for their organisation, once', async () => {
    const { url, asked } = await regionThat(() => [201]);
    const { played } = await play(url, post);
    const sent = asked.find(isPost);
    const [bas] = played.people;
    const organisation = JSON.parse(asked.find(isRegistration)?.body ?? '') as {
      organisationId: string;
      kvkNumber: string;
    };
    expect(sent?.headers).toMatchObject({
      authorization: `Bearer token-of-${String(bas?.personId)}`,
      'estafette-acting-for': organisation.organisationId,
      'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(organisation.kvkNumber).toMatch(/^\d{8}$/);
    expect(played).toMatchObject({ steps: 1, refused: 0, credentials: [] });
  });

  it('introduces a sole trader as a person, before their organisation is registered as theirs', async () => {
    const { url, asked } = await regionThat(() => [201]);
    const scenario = scenarioWith(post);
    Object.assign(scenario.organisations['bakery'] ?? {}, { kind: 'self-employed', owner: '@bas' });
    const { people } = await playScenario({ url, firstAdmin: ADMIN, out: '.', scenario });
    expect(asked.findIndex(({ url: at }) => at === '/organisations/v1/people')).toBeLessThan(
      asked.findIndex(isRegistration),
    );
    expect(JSON.parse(asked.find(isRegistration)?.body ?? '')).toMatchObject({
      kind: 'self-employed',
      soleTrader: true,
      ownerPersonId: people[0]?.personId,
    });
  });

  it('makes new ids, numbers and addresses in each run', async () => {
    const { url, asked } = await regionThat(() => [201]);
    await play(url, post);
    const first = asked.splice(0).map(({ body }) => body);
    await play(url, post);
    const second = asked.map(({ body }) => body);
    expect(second).toHaveLength(first.length);
    for (const body of second) expect(first).not.toContain(body);
  });

  it('collects the free texts that no service may tell another, and not those that are public', async () => {
    const { url } = await regionThat(() => [201]);
    const { played } = await play(url, post);
    expect(played.texts).toContain('Two helping hands');
    expect(played.texts).not.toContain('Bread comes back');
  });

  it.each(['organisation-not-known-yet', 'not-a-member', 'role-missing'])(
    'waits while a fact is on its way: %s',
    async (code) => {
      const { url, asked } = await regionThat((one, before) =>
        isPost(one) && before.filter(isPost).length < 3 ? problem(code.endsWith('yet') ? 409 : 403, code) : [201],
      );
      await play(url, post);
      const keys = asked.filter(isPost).map(({ headers }) => headers['idempotency-key']);
      expect(keys).toHaveLength(4);
      expect(new Set(keys).size).toBe(1);
    },
  );

  it('awaits what a read is expected to show, and keeps values of it', async () => {
    const { url, asked } = await regionThat((one, before) => {
      if (one.method !== 'GET') return [201];
      const { challengeId } = JSON.parse(before.find(isPost)?.body ?? '{}') as { challengeId?: string };
      const there = before.filter(({ method }) => method === 'GET').length >= 2;
      return [200, { challenges: there ? [{ challengeId, since: '2026-01-01' }] : [] }];
    });
    await play(url, post, read, { ...post, with: { ...post.with, problem: '@since' } });
    expect(asked.filter(({ method }) => method === 'GET')).toHaveLength(3);
    expect(asked.findLast(isPost)?.body).toContain('"problem":"2026-01-01"');
  });

  it('sees a refusal that must come', async () => {
    const { url } = await regionThat((one) => (isPost(one) ? problem(409, 'challenge-exists') : [201]));
    const { told, played } = await play(url, { ...post, refused: 'challenge-exists' });
    expect(played.refused).toBe(1);
    const lines: string[] = [];
    for (const one of told) inWords((line) => lines.push(line))(one);
    expect(lines.join('\n')).toContain('refused, as it should be: challenge-exists — Because.');
  });

  it.each([
    [
      'a refusal that should not be',
      post,
      problem(409, 'challenge-exists'),
      /Step 1 .*\n.*gone well, but the answer was 409 challenge-exists/,
    ],
    [
      'another refusal than that which must come',
      { ...post, refused: 'own-baton' },
      problem(409, 'challenge-exists'),
      /refused as own-baton, but the answer was 409 challenge-exists/,
    ],
    [
      'something taken that must be refused',
      { ...post, refused: 'own-baton' },
      [201] as Reply,
      /should refuse this as own-baton, but it was taken/,
    ],
    ['a fault of the service', post, [500, 'oops'] as Reply, /500 status-500/],
  ])('stops at %s', async (_what, step, answer, message) => {
    const { url } = await regionThat((one) => (isPost(one) ? answer : [201]));
    await expect(play(url, step)).rejects.toThrow(message);
  });

  it('says what to do when nothing answers', async () => {
    await expect(play('http://127.0.0.1:1', post)).rejects.toThrow(/does not answer at .* Start it with: npm start/);
  });

  it('tells who takes part, then one JSON object per step', async () => {
    const { url, asked } = await regionThat((one) => (isPost(one) ? problem(409, 'challenge-exists') : [201]));
    const { told } = await play(url, { ...post, refused: 'challenge-exists' });
    const lines: unknown[] = [];
    for (const one of told) inJson((line) => lines.push(JSON.parse(line)))(one);
    expect(lines).toHaveLength(5);
    const { personId } = JSON.parse(asked[0]?.body ?? '') as { personId: string };
    const { organisationId } = JSON.parse(asked.find(isRegistration)?.body ?? '') as { organisationId: string };
    expect(lines[0]).toEqual({ people: { bas: personId }, organisations: { bakery: organisationId } });
    expect(lines[4]).toEqual({
      step: 1,
      as: 'Bas Bakker',
      for: 'Bakery',
      say: 'Bas posts.',
      command: 'post-challenge',
      status: 409,
      outcome: 'refused',
      code: 'challenge-exists',
      ms: expect.any(Number),
    });
  });
});

describe('telling in JSON of a play that breaks off', () => {
  const told = async (answer: Reply, raw: object): Promise<unknown> => {
    const { url } = await regionThat((one) => (isPost(one) ? answer : [201]));
    const lines: string[] = [];
    const tell = inJson((line) => lines.push(line));
    const scenario = readScenario(raw);
    await expect(playScenario({ url, firstAdmin: ADMIN, out: '.', tell, scenario, patienceMs: 0 })).rejects.toThrow();
    return JSON.parse(lines.at(-1) ?? '');
  };

  it('ends with the step that went otherwise, and why', async () => {
    expect(await told(problem(409, 'challenge-exists'), scenarioWith(post))).toEqual({
      step: 1,
      as: 'Bas Bakker',
      for: 'Bakery',
      say: 'Bas posts.',
      command: 'post-challenge',
      error: 'It should have gone well, but the answer was 409 challenge-exists: Because.',
    });
  });

  it('ends with the credential that was not there, and why', async () => {
    const scenario = scenarioWith(post);
    const achievement = {
      of: '@bakery',
      achievementType: 'Competency',
      name: 'Bread',
      description: 'Bakes bread.',
      inLanguage: 'en',
      fields: ['food'],
      worth: 'Something.',
      notWorth: 'A diploma.',
      criteria: {},
    };
    const roles = ['employer', 'issuer-admin'].map((role) => ({ role, for: '@bakery' }));
    const earning = {
      ...scenario,
      people: { bas: { name: 'Bas Bakker', email: 'bas@bakery.example', roles } },
      achievements: { bread: achievement },
      credentials: [{ learner: '@bas', achievement: '@bread' }],
    };
    expect(await told([201], earning)).toEqual({
      credential: null,
      learner: 'Bas Bakker',
      achievement: 'Bread',
      error: expect.stringContaining('Expected to read'),
    });
  });
});

describe('breaking one byte', () => {
  it.each(['Working with return bread', '«Brood» bakken', 'Zé', 'Says "yes"'])(
    'changes one, and it stays JSON: %s',
    (name) => {
      const text = JSON.stringify({ a: 'é', name });
      const { bytes, word, became } = breakOneByte(text, name);
      const before = Buffer.from(text);
      expect([...bytes].filter((byte, index) => byte !== before[index])).toHaveLength(1);
      expect((JSON.parse(Buffer.from(bytes).toString()) as { name: string }).name).toBe(name.replace(word, became));
    },
  );

  it('refuses to call something broken that it could not break', () => {
    expect(() => breakOneByte('{}', 'Bread')).toThrow('does not hold the name');
  });
});
