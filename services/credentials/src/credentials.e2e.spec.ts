import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialIdOf } from './credential/credential.stream.js';
import { credentials } from './credentials.service.js';
import { VALIDATION_GRANTED } from './flows/on-validation.consumer.js';
import { grantOf, registeredAs, returnBread } from './return-bread.example.js';

let service: TestService<RunningService>;
let office: Caller;
let otherOffice: Caller;
let stranger: Caller;
let employer: Caller;
const school = randomUUID();
const otherSchool = randomUUID();

const codeOf = async (answer: Promise<Response>): Promise<string> => {
  const response = await answer;
  const text = await response.text();
  if (response.status < 300) return String(response.status);
  expect(response.headers.get('content-type'), text).toContain('application/problem+json');
  return `${response.status} ${(JSON.parse(text) as { code: string }).code}`;
};

const anonymous = (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${service.running.url}${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

const member = async (organisationId: string, role: string): Promise<Caller> => {
  const person = await service.person(undefined, organisationId);
  service.grant(person.personId, organisationId, role);
  return person;
};

const defined = async (definition = returnBread()): Promise<string> => {
  const achievementId = randomUUID();
  expect(await codeOf(office.post('/v1/achievements', { achievementId, ...definition }))).toBe('201');
  return achievementId;
};

const published = async (definition = returnBread()): Promise<string> => {
  const achievementId = await defined(definition);
  expect(await codeOf(office.post(`/v1/achievements/${achievementId}/publications`, {}))).toBe('201');
  return achievementId;
};

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  office = await member(school, 'issuer-admin');
  otherOffice = await member(otherSchool, 'issuer-admin');
  employer = await member(randomUUID(), 'employer');
  stranger = await service.person();
  const known = (who: Caller, code: string) =>
    eventually(async () => (await codeOf(who.post(`/v1/achievements/${randomUUID()}/publications`, {}))) === code);
  await known(office, '404 achievement-unknown');
  await known(otherOffice, '404 achievement-unknown');
  await known(employer, '403 role-missing');
  expect(await codeOf(office.post('/v1/achievements', { achievementId: randomUUID(), ...returnBread() }))).toBe(
    '409 issuer-not-registered',
  );
  expect(await codeOf(office.post('/v1/issuers', {}))).toBe('409 organisation-not-known-yet');
  service.feeds.tell(registeredAs(school));
  await eventually(async () => (await codeOf(office.post('/v1/issuers', {}))) === '201');
});
afterAll(() => service.close());

describe('an issuer', () => {
  it('is registered once, keeps its key, and is there for everybody to read', async () => {
    const read = async (): Promise<unknown> => (await anonymous('GET', `/v1/issuers/${school}`)).json();
    const before = await read();
    expect(before).toEqual({
      organisationId: school,
      name: 'School for Food',
      did: `did:web:localhost%3A0:organisations:${school}`,
      country: 'NL',
      region: null,
      issues: true,
      keys: [expect.objectContaining({ keyId: 'key-1', revokedAt: null })],
      registeredAt: expect.any(String),
    });
    expect(await codeOf(office.post('/v1/issuers', {}))).toBe('200');
    expect(await codeOf(office.post('/v1/issuers', { name: 'Another name' }))).toBe('400 request-not-valid');
    expect(await read()).toEqual(before);
    expect(await codeOf(anonymous('GET', `/v1/issuers/${otherSchool}`))).toBe('404 issuer-unknown');
  });

  it('is a school, and no company that calls itself one', async () => {
    for (const [kind, name, code] of [
      ['sme', 'Universiteit van Amsterdam', '409 not-a-school'],
      ['training-provider', null, '409 issuer-without-name'],
      ['training-provider', 'Bread Academy', '201'],
    ] as const) {
      const organisationId = randomUUID();
      service.feeds.tell(registeredAs(organisationId, kind, name));
      const admin = await member(organisationId, 'issuer-admin');
      await eventually(async () => (await codeOf(admin.post('/v1/issuers', {}))) === code);
      expect((await anonymous('GET', `/v1/issuers/${organisationId}`)).status).toBe(code === '201' ? 200 : 404);
    }
  });

  it('has one key when it registers many times at once', async () => {
    const organisationId = randomUUID();
    service.feeds.tell(registeredAs(organisationId));
    const admin = await member(organisationId, 'issuer-admin');
    await eventually(async () =>
      (await codeOf(admin.post(`/v1/achievements/${randomUUID()}/publications`, {}))).startsWith('404'),
    );
    const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(admin.post('/v1/issuers', {}))));
    expect(codes.toSorted()).toEqual([...Array.from({ length: 7 }, () => '200'), '201']);
  });
});

describe('the catalogue', () => {
  it('shows what is published, in the version asked for, and no drafts', async () => {
    const definition = returnBread();
    const achievementId = await defined(definition);
    const path = `/v1/achievements/${achievementId}`;
    expect(await codeOf(anonymous('GET', path))).toBe('404 achievement-unknown');
    expect(await codeOf(office.post(`${path}/publications`, {}))).toBe('201');
    expect(await codeOf(office.post(`${path}/publications`, {}))).toBe('200');
    expect(await (await anonymous('GET', path)).json()).toMatchObject({
      achievementId,
      version: 1,
      open: true,
      ...definition,
    });
    expect(await codeOf(office.put(path, { ...definition, name: 'Anew' }))).toBe('200');
    expect(await (await anonymous('GET', path)).json()).toMatchObject({ version: 1, name: definition.name });
    expect(await codeOf(office.post(`${path}/publications`, {}))).toBe('201');
    expect(await (await anonymous('GET', path)).json()).toMatchObject({ version: 2, name: 'Anew' });
    expect(await (await anonymous('GET', `${path}?version=1`)).json()).toMatchObject({ version: 1, ...definition });
    expect(await codeOf(anonymous('GET', `${path}?version=3`))).toBe('404 achievement-unknown');
    const listed = async (): Promise<string[]> => {
      const answer = await anonymous('GET', `/v1/achievements?organisationId=${school}&field=food&limit=200`);
      return ((await answer.json()) as { achievements: { achievementId: string }[] }).achievements.map(
        (one) => one.achievementId,
      );
    };
    expect(await listed()).toContain(achievementId);
    expect(await codeOf(office.post(`${path}/retirements`, {}))).toBe('201');
    expect(await listed()).not.toContain(achievementId);
    expect(await (await anonymous('GET', path)).json()).toMatchObject({ version: 2, open: false });
  });

  it('is read in pages', async () => {
    for (let count = 0; count < 3; count++) await published();
    const page = async (after = ''): Promise<{ achievements: { achievementId: string }[]; next: string | null }> =>
      (await anonymous('GET', `/v1/achievements?limit=2${after}`)).json() as never;
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const at = await page(next === '' ? '' : `&after=${next}`);
      seen.push(...at.achievements.map(({ achievementId }) => achievementId));
      next = at.next;
    }
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual([...new Set(seen)].toSorted());
    // A page goes on from a place, whether anything stands there or not (any more).
    const fromStart = await page('&after=00000000-0000-4000-8000-000000000000');
    expect(fromStart.achievements.map(({ achievementId }) => achievementId)).toEqual(seen.slice(0, 2));
    const [first = ''] = seen;
    await office.post(`/v1/achievements/${first}/retirements`, {});
    await eventually(async () => !JSON.stringify(await page()).includes(first));
    expect((await page(`&after=${first}`)).achievements.map(({ achievementId }) => achievementId)).toEqual(
      seen.slice(1, 3),
    );
  });
});

describe('a draft', () => {
  const drafts = async (
    who: Caller,
    query = 'limit=200',
  ): Promise<{ drafts: { achievementId: string }[]; next: string | null }> =>
    (await who.get(`/v1/achievement-drafts?${query}`)).json() as never;

  it('is read by the office of its school as it was last written, and by nobody else', async () => {
    const definition = returnBread();
    const body = { achievementId: randomUUID(), ...definition };
    const made = await office.post('/v1/achievements', body);
    const path = made.headers.get('location') ?? '';
    expect(await (await office.get(path)).json()).toEqual({
      ...body,
      organisationId: school,
      version: 1,
      since: expect.any(String),
      revision: 1,
    });
    expect((await drafts(office)).drafts).toContainEqual(
      expect.objectContaining({ achievementId: body.achievementId }),
    );
    expect(await codeOf(otherOffice.get(path))).toBe('404 draft-unknown');
    expect(await drafts(otherOffice)).toEqual({ drafts: [], next: null });
    expect(await codeOf(employer.get(path))).toBe('403 role-missing');
    expect(await codeOf(anonymous('GET', path))).toBe('401 token-missing');
    expect(await codeOf(anonymous('GET', `/v1/achievements/${body.achievementId}`))).toBe('404 achievement-unknown');
  });

  it('is gone once it is published, and there again as the next version', async () => {
    const definition = returnBread();
    const achievementId = await published(definition);
    const path = `/v1/achievement-drafts/${achievementId}`;
    expect(await codeOf(office.get(path))).toBe('404 draft-unknown');
    const revised = await office.put(`/v1/achievements/${achievementId}`, { ...definition, name: 'Anew' });
    expect(revised.headers.get('location')).toBe(path);
    expect(await (await office.get(path)).json()).toMatchObject({ version: 2, name: 'Anew', revision: 3 });
    expect(await codeOf(otherOffice.get(path))).toBe('404 draft-unknown');
    expect(await codeOf(office.post(`/v1/achievements/${achievementId}/retirements`, {}))).toBe('201');
    expect(await codeOf(office.get(path))).toBe('404 draft-unknown');
  });

  it('is listed in pages', async () => {
    for (let count = 0; count < 3; count++) await defined();
    const all = (await drafts(office)).drafts.map((one) => one.achievementId);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page = await drafts(office, `limit=2${next === '' ? '' : `&after=${next}`}`);
      seen.push(...page.drafts.map((one) => one.achievementId));
      next = page.next;
    }
    expect(seen).toEqual(all.toSorted());
    expect(seen.length).toBeGreaterThan(2);
  });
});

describe('a definition that is not right', () => {
  it('has all faults of its form named together', async () => {
    const { name: _name, ...rest } = returnBread();
    const answer = await office.post('/v1/achievements', {
      ...rest,
      achievementId: 'x',
      inLanguage: 'Dutch!',
      extra: 1,
    });
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { at: string; code: string }[] };
    expect(errors.map(({ at, code }) => `${at} ${code}`).toSorted()).toEqual([
      '/achievementId invalid-format',
      '/extra unknown-member',
      '/inLanguage invalid-format',
      '/name missing',
    ]);
  });

  it('has all that breaks the rules named together', async () => {
    const definition = returnBread();
    const [first] = definition.criteria;
    const answer = await office.post('/v1/achievements', {
      achievementId: randomUUID(),
      ...definition,
      achievementType: 'MicroCredential',
      criteria: [first, first],
    });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      code: 'achievement-not-sound',
      errors: [
        { at: '/awardingFramework', code: 'framework-missing' },
        { at: '/criteria/1/criterionId', code: 'id-twice' },
        { at: '/criteria/1/levels/0/levelId', code: 'id-twice' },
        { at: '/criteria/1/levels/1/levelId', code: 'id-twice' },
      ],
    });
  });
});

describe('repeats and changes in the meantime', () => {
  it('an Idempotency-Key answers the same again, and refuses another request', async () => {
    const body = { achievementId: randomUUID(), ...returnBread() };
    const headers = { 'idempotency-key': randomUUID() };
    const first = await office.post('/v1/achievements', body, headers);
    const again = await office.post('/v1/achievements', body, headers);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(again.headers.get('location')).toBe(`/v1/achievement-drafts/${body.achievementId}`);
    expect(await codeOf(office.post('/v1/achievements', { ...body, name: 'Other' }, headers))).toBe(
      '409 idempotency-key-reused',
    );
  });

  it('an ETag that is not that of now is refused', async () => {
    const definition = returnBread();
    const path = `/v1/achievements/${await published(definition)}`;
    const change = (etag: string) => office.put(path, { ...definition, name: 'Anew' }, { 'if-match': etag });
    expect(await codeOf(change('"1"'))).toBe('412 changed-meanwhile');
    expect(await codeOf(change('"2"'))).toBe('200');
  });
});

describe('who may do what', () => {
  const commands = (id: string): [string, string, object][] => [
    ['PUT', `/v1/achievements/${id}`, returnBread()],
    ['POST', `/v1/achievements/${id}/publications`, {}],
    ['POST', `/v1/achievements/${id}/retirements`, {}],
  ];
  const as = (who: Caller, [method, path, body]: [string, string, object]) =>
    codeOf(method === 'PUT' ? who.put(path, body) : who.post(path, body));

  it('only the office of the school changes its achievements', async () => {
    const draft = await defined();
    const open = await published();
    for (const command of commands(open)) {
      expect(await codeOf(anonymous(...command))).toMatch(/^401 /);
      expect(await as(stranger, command)).toBe('403 role-missing');
      expect(await as(employer, command)).toBe('403 role-missing');
      expect(await as(otherOffice, command)).toBe('403 not-the-issuing-school');
    }
    for (const command of commands(draft)) expect(await as(otherOffice, command)).toBe('404 achievement-unknown');
    const asOther = await service.person(office.personId, otherSchool);
    expect(await codeOf(asOther.post('/v1/issuers', {}))).toBe('403 not-a-member');
    expect(await codeOf(employer.post('/v1/issuers', {}))).toBe('403 role-missing');
    expect(await codeOf(anonymous('POST', '/v1/issuers', {}))).toMatch(/^401 /);
    expect(await codeOf(otherOffice.post('/v1/achievements', { achievementId: open, ...returnBread() }))).toBe(
      '409 issuer-not-registered',
    );
  });

  it('a credential is for its holder and the school that issued it', async () => {
    const definition = returnBread();
    const learner = await service.person();
    const grant = grantOf(definition, {
      achievementId: await published(definition),
      organisationId: school,
      learnerId: learner.personId,
    });
    service.feeds.tell({ type: VALIDATION_GRANTED, subject: `validation-${grant.validationId}`, data: grant });
    const path = `/v1/credentials/${credentialIdOf(grant.validationId)}`;
    await eventually(async () => (await learner.get(path)).status === 200, { timeoutMs: 20_000 });
    expect(await (await office.get(path)).text()).toBe(await (await learner.get(path)).text());
    expect((await learner.get(path)).headers.get('content-type')).toBe('application/vc');
    expect(await codeOf(otherOffice.get(path))).toBe('404 credential-unknown');
    expect(await codeOf(stranger.get(path))).toBe('404 credential-unknown');
    expect(await codeOf(employer.get(path))).toBe('403 role-missing');
    expect(await codeOf(anonymous('GET', path))).toMatch(/^401 /);
    expect(await (await stranger.get('/v1/credentials')).json()).toEqual({ credentials: [], next: null });
    expect(await codeOf(anonymous('GET', '/v1/credentials'))).toMatch(/^401 /);
    expect(await codeOf(office.get('/v1/credentials'))).toMatch(/^403 /);
    await service.running.held.vault.destroy(learner.personId);
    expect(await codeOf(learner.get(path))).toBe('404 credential-unknown');
  });
});
