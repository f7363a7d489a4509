import { randomUUID } from 'node:crypto';
import { validateClosed } from '@estafette/contracts';
import type { ContractType } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import { boot, firstAdmin } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organisations } from './organisations.service.js';

const adminId = randomUUID();
const bakery = randomUUID();
const school = randomUUID();
const trade = randomUUID();
const trader = { personId: randomUUID(), name: 'Zelfstandige Zoë', email: 'zoe@zzp.example' };

let service: TestService<RunningService>;
let admin: Caller;
let employer: Caller;
let manager: Caller;
let learner: Caller;
let stranger: Caller;
let kvk = 10_000_000;

const anOrganisation = (more: object = {}) => ({
  organisationId: randomUUID(),
  kind: 'sme',
  name: 'Bakkerij De Korenmaat',
  kvkNumber: String((kvk += 1)),
  branchNumber: null,
  ...more,
});
const changesOf = ({ organisationId: _id, ...rest }: ReturnType<typeof anOrganisation>) => rest;
const aPerson = () => ({ personId: randomUUID(), name: 'Fatima de Wit', email: `${randomUUID()}@planted.example` });
const self = { 'estafette-acting-for': 'self' };

async function ok(answer: Response, status = 201): Promise<Response> {
  expect(answer.status, await answer.clone().text()).toBe(status);
  return answer;
}
/** Status and code of an answer that is not the one hoped for. */
async function no(answer: Response): Promise<string> {
  const { code } = (await answer.json()) as { code: string };
  return `${answer.status} ${code}`;
}
const json = async (answer: Response): Promise<unknown> => (await ok(answer, 200)).json();

/** Somebody with these roles for an organisation, which they act for. */
async function colleague(organisationId: string, ...roles: readonly string[]): Promise<Caller> {
  const person = aPerson();
  await ok(await admin.post('/v1/people', person));
  for (const role of roles) await grant(admin, person.personId, organisationId, role);
  return service.person(person.personId, organisationId);
}
async function grant(by: Caller, personId: string, organisationId: string, role: string): Promise<string> {
  const membershipId = randomUUID();
  await ok(await by.post(`/v1/people/${personId}/memberships`, { membershipId, organisationId, role }));
  return membershipId;
}

beforeAll(async () => {
  service = await startTestService('organisations', ['credentials'], (env) => boot(organisations, env), {
    FIRST_ADMIN: adminId,
  });
  admin = await service.person(adminId);
  const known = [
    anOrganisation({ organisationId: bakery }),
    anOrganisation({ organisationId: school, kind: 'school', name: 'Het School', brin: '25LX' }),
    anOrganisation({
      organisationId: trade,
      kind: 'self-employed',
      name: trader.name,
      kvkNumber: '87654321',
      ownerPersonId: trader.personId,
    }),
  ];
  for (const one of known) await ok(await admin.post('/v1/organisations', one));
  await ok(await admin.post('/v1/people', trader));
  employer = await colleague(bakery, 'learner', 'employer');
  manager = await colleague(school, 'relationship-manager');
  learner = await colleague(bakery, 'learner');
  stranger = await service.person();
});
afterAll(() => service.close());

describe('organisations', () => {
  it('are there to read as soon as they are registered', async () => {
    const body = anOrganisation({ branchNumber: '000012345678' });
    const answer = await ok(await admin.post('/v1/organisations', body));
    expect(answer.headers.get('location')).toBe(`/v1/organisations/${body.organisationId}`);
    expect(answer.headers.get('etag')).toBe('"1"');
    const facts = { ...body, soleTrader: false, ownerPersonId: null, brin: null, rio: null, revision: 1 };
    expect(await json(await stranger.get(`/v1/organisations/${body.organisationId}`))).toEqual(facts);
    await ok(await admin.post('/v1/organisations', body), 200);
  });

  it('name all faults together', async () => {
    const answer = await admin.post('/v1/organisations', {
      ...anOrganisation(),
      kvkNumber: '1',
      kind: 'shop',
      extra: 1,
    });
    const { errors } = (await answer.json()) as { errors: { at: string }[] };
    expect([answer.status, ...errors.map(({ at }) => at).toSorted()]).toEqual([400, '/extra', '/kind', '/kvkNumber']);
  });

  it('are one thing, however their id is spelt', async () => {
    const body = anOrganisation();
    const organisationId = body.organisationId.toUpperCase();
    await ok(await admin.post('/v1/organisations', { ...body, organisationId }));
    await ok(await admin.post('/v1/organisations', body), 200);
    const { organisationId: shown } = (await json(
      await stranger.get(`/v1/organisations/${organisationId}`),
    )) as typeof body;
    expect(shown).toBe(body.organisationId);
  });

  it('are registered by the region alone', async () => {
    const nobody = await fetch(`${service.running.url}/v1/organisations`, { method: 'POST' });
    expect(await no(nobody)).toBe('401 token-missing');
    expect(await no(await employer.post('/v1/organisations', anOrganisation()))).toBe('403 role-missing');
    expect(await no(await stranger.post('/v1/organisations', anOrganisation()))).toBe('403 role-missing');
  });

  it('are renamed by their own employer, on what they last saw', async () => {
    const body = anOrganisation();
    const at = `/v1/organisations/${body.organisationId}`;
    await ok(await admin.post('/v1/organisations', body));
    const owner = await colleague(body.organisationId, 'employer');
    const renamed = { ...changesOf(body), name: 'De Korenmaat & Dochters' };
    // Of a number that is taken and of one that is free an employer hears the same.
    const taken = anOrganisation();
    await ok(await admin.post('/v1/organisations', taken));
    for (const kvkNumber of [taken.kvkNumber, '99999999']) {
      expect(await no(await owner.put(at, { ...changesOf(body), kvkNumber }))).toBe('403 only-name-is-yours');
    }
    expect(await no(await owner.put(at, { ...changesOf(body), kind: 'school' }))).toBe('403 only-name-is-yours');
    expect(await no(await employer.put(at, renamed))).toBe('403 not-own-organisation');
    expect(await no(await employer.put(`/v1/organisations/${randomUUID()}`, renamed))).toBe('404 organisation-unknown');
    expect(await no(await owner.put(at, renamed, { 'if-match': '"7"' }))).toBe('412 changed-meanwhile');
    const answer = await ok(await owner.put(at, renamed, { 'if-match': '"1"' }), 200);
    expect(answer.headers.get('etag')).toBe('"2"');
    expect(await json(await stranger.get(at))).toMatchObject({ name: renamed.name, revision: 2 });
  });

  it('have a number of their own, which is free again when they take another', async () => {
    const [one, two] = [anOrganisation(), anOrganisation()];
    await ok(await admin.post('/v1/organisations', one));
    const squatter = { ...two, kvkNumber: one.kvkNumber };
    expect(await no(await admin.post('/v1/organisations', squatter))).toBe('409 kvk-number-taken');
    await ok(await admin.post('/v1/organisations', { ...squatter, branchNumber: '000012345678' }));
    const moved = { ...changesOf(one), kvkNumber: String((kvk += 1)) };
    const takes = { ...changesOf(one), branchNumber: '000012345678' };
    expect(await no(await admin.put(`/v1/organisations/${one.organisationId}`, takes))).toBe('409 kvk-number-taken');
    await ok(await admin.put(`/v1/organisations/${one.organisationId}`, moved), 200);
    await ok(await admin.post('/v1/organisations', { ...squatter, organisationId: randomUUID() }));
    expect(await no(await admin.put(`/v1/organisations/${one.organisationId}`, changesOf(one)))).toBe(
      '409 kvk-number-taken',
    );
  });

  it('do nothing twice under one Idempotency-Key, and nothing else under it', async () => {
    const body = anOrganisation();
    const key = { 'idempotency-key': randomUUID() };
    await ok(await admin.post('/v1/organisations', body, key));
    const again = await ok(await admin.post('/v1/organisations', body, key));
    expect(again.headers.get('etag')).toBe('"1"');
    expect(await no(await admin.post('/v1/organisations', { ...body, name: 'Other' }, key))).toBe(
      '409 idempotency-key-reused',
    );
  });

  it('show a sole trader to those who may know who it is', async () => {
    const at = `/v1/organisations/${trade}`;
    const owner = await service.person(trader.personId);
    const helper = await colleague(trade, 'coach');
    const facts = { name: trader.name, kvkNumber: '87654321', ownerPersonId: trader.personId };
    const hidden = { name: null, kvkNumber: null, branchNumber: null, ownerPersonId: null };
    for (const who of [owner, helper, manager, admin]) {
      const headers = who === admin ? { 'estafette-acting-for': regionId() } : {};
      expect(await json(await who.get(at, headers))).toMatchObject(facts);
    }
    for (const who of [employer, stranger]) expect(await json(await who.get(at))).toMatchObject(hidden);
  });

  it('are listed page by page', async () => {
    const seen: string[] = [];
    for (let after = ''; ;) {
      const page = await json(await stranger.get(`/v1/organisations?limit=2${after}`));
      const { organisations: rows, next } = page as {
        organisations: { organisationId: string }[];
        next: string | null;
      };
      seen.push(...rows.map((row) => row.organisationId));
      if (next === null) break;
      after = `&after=${next}`;
    }
    expect(seen).toEqual([...new Set(seen)].toSorted());
    expect(seen).toEqual(expect.arrayContaining([bakery, school, trade]));
  });
});

describe('hubs', () => {
  it('are founded, and admit organisations, which do not join by themselves', async () => {
    const body = { hubId: randomUUID(), kind: 'learning-community', name: 'Brood en Keten', town: 'Ede' };
    const at = `/v1/hubs/${body.hubId}`;
    expect(await no(await employer.post('/v1/hubs', body))).toBe('403 role-missing');
    await ok(await manager.post('/v1/hubs', body));
    expect(await no(await employer.post(`${at}/members`, { organisationId: bakery }))).toBe('403 role-missing');
    const outsider = await colleague(bakery, 'hub-coordinator');
    expect(await no(await outsider.post(`${at}/members`, { organisationId: bakery }))).toBe(
      '403 not-coordinator-of-hub',
    );
    const coordinator = await colleague(school, 'employer', 'hub-coordinator');
    await ok(await coordinator.post(`${at}/members`, { organisationId: bakery }));
    await ok(await coordinator.post(`${at}/members`, { organisationId: bakery }), 200);
    await ok(await admin.post(`${at}/members`, { organisationId: trade }));
    expect(await no(await coordinator.post(`${at}/members`, { organisationId: randomUUID() }))).toBe(
      '404 organisation-unknown',
    );
    const hub = { ...body, organisationId: school, members: [bakery, trade], revision: 3 };
    expect(await json(await stranger.get(at))).toEqual(hub);
    expect(await json(await stranger.get('/v1/hubs'))).toEqual({ hubs: [hub], next: null });
    expect(await no(await stranger.get(`/v1/hubs/${randomUUID()}`))).toBe('404 hub-unknown');
  });
});

describe('people', () => {
  it('are seen by themselves and by those of their organisations who may', async () => {
    const body = aPerson();
    const at = `/v1/people/${body.personId}`;
    await ok(await manager.post('/v1/people', body));
    const person = await service.person(body.personId);
    const both = await grant(admin, body.personId, bakery, 'team-lead');
    const inSchool = await grant(manager, body.personId, school, 'coach');
    const memberships = [
      { membershipId: both, organisationId: bakery, role: 'team-lead' },
      { membershipId: inSchool, organisationId: school, role: 'coach' },
    ];
    expect(await json(await person.get(at, self))).toEqual({ ...body, memberships, revision: 3 });
    expect(await json(await admin.get(at, { 'estafette-acting-for': regionId() }))).toMatchObject({ memberships });
    // Each sees the membership of their own organisation; that somebody is a learner there too takes nothing away.
    expect(await json(await employer.get(at))).toEqual({ ...body, memberships: [memberships[0]], revision: 3 });
    expect(await json(await manager.get(at))).toEqual({ ...body, memberships: [memberships[1]], revision: 3 });
    const elsewhere = await colleague(trade, 'employer');
    for (const who of [learner, elsewhere, stranger]) expect(await no(await who.get(at))).toBe('404 person-unknown');
    expect(await no(await manager.get(at, self))).toBe('404 person-unknown');
    expect(await no(await admin.get(`/v1/people/${randomUUID()}`, self))).toBe('404 person-unknown');
  });

  it('are listed for their organisation alone', async () => {
    const list = (who: Caller, id: string) => who.get(`/v1/people?organisationId=${id}`);
    const { people } = (await json(await list(employer, bakery))) as { people: { personId: string }[] };
    expect(people.map((one) => one.personId)).toEqual(expect.arrayContaining([employer.personId, learner.personId]));
    expect(people.map((one) => one.personId)).not.toContain(manager.personId);
    expect(await json(await list(admin, bakery))).toMatchObject({ next: null });
    expect(await no(await list(employer, school))).toBe('403 not-own-organisation');
    expect(await no(await list(learner, bakery))).toBe('403 role-missing');
  });

  it('have an e-mail address of their own, whatever its capitals', async () => {
    const body = aPerson();
    await ok(await manager.post('/v1/people', body));
    await ok(await manager.post('/v1/people', body), 200);
    const twin = { ...aPerson(), email: body.email.toUpperCase() };
    expect(await no(await manager.post('/v1/people', twin))).toBe('409 email-taken');
    expect(await no(await manager.post('/v1/people', { ...body, name: 'Ruben' }))).toBe('409 person-exists');
    expect(await no(await employer.post('/v1/people', aPerson()))).toBe('403 role-missing');
  });

  it('who are there by configuration are introduced by the region, and by nobody with a name of their choosing', async () => {
    const first = { ...aPerson(), personId: adminId };
    expect(await no(await manager.post('/v1/people', first))).toBe('409 person-exists');
    await ok(await admin.post('/v1/people', first));
    await ok(await manager.post('/v1/people', first), 200);
  });
});

describe('memberships', () => {
  it('count as soon as they are granted, and no longer once they are revoked', async () => {
    const body = aPerson();
    await ok(await admin.post('/v1/people', body));
    const person = await service.person(body.personId, bakery);
    const list = `/v1/people?organisationId=${bakery}`;
    expect(await no(await person.get(list))).toBe('403 not-a-member');
    const membershipId = await grant(employer, body.personId, bakery, 'employer');
    await ok(await person.get(list), 200);
    const mine = await (await service.person(body.personId)).get('/v1/memberships');
    expect(await json(mine)).toEqual({ memberships: [{ membershipId, organisationId: bakery, role: 'employer' }] });
    const revocations = `/v1/people/${body.personId}/memberships/${membershipId}/revocations`;
    expect(await no(await manager.post(revocations, {}))).toBe('404 membership-unknown');
    await ok(await employer.post(revocations, {}));
    await ok(await employer.post(revocations, {}), 200);
    expect(await no(await person.get(list))).toBe('403 not-a-member');
  });

  it('are granted by who may', async () => {
    const at = `/v1/people/${learner.personId}/memberships`;
    const wish = (more: object) => ({ membershipId: randomUUID(), organisationId: bakery, role: 'coach', ...more });
    expect(await no(await learner.post(at, wish({})))).toBe('403 role-missing');
    expect(await no(await employer.post(at, wish({ role: 'region-admin' })))).toBe('403 role-not-yours-to-grant');
    expect(await no(await employer.post(at, wish({ organisationId: school })))).toBe('403 not-own-organisation');
    expect(await no(await employer.post(at, wish({ role: 'learner' })))).toBe('409 membership-held');
    expect(await no(await admin.post(at, wish({ organisationId: randomUUID() })))).toBe('404 organisation-unknown');
    const unknown = `/v1/people/${randomUUID()}/memberships`;
    expect(await no(await employer.post(unknown, wish({})))).toBe('404 person-unknown');
  });

  it('tell the first admin of the one that the configuration gives, and let them in everywhere', async () => {
    const first = firstAdmin({ FIRST_ADMIN: adminId, INSTALLATION: 'test' });
    expect(await json(await admin.get('/v1/memberships'))).toEqual({ memberships: [first?.membership] });
    await ok(await admin.get('/v1/parked-keys'), 200);
    expect(await no(await employer.get('/v1/parked-keys'))).toBe('403 role-missing');
    await grant(admin, learner.personId, regionId(), 'region-admin');
  });
});

describe('what leaves', () => {
  it('keeps to the contracts and tells nothing personal', async () => {
    const authorization = `Bearer ${await service.issuer.serviceToken('reader', 'feed:read')}`;
    const response = await ok(await fetch(`${service.running.url}/v1/feed`, { headers: { authorization } }), 200);
    const events = (await response.json()) as { type: ContractType; subject: string; data: Record<string, unknown> }[];
    expect(events.flatMap(({ type, data }) => validateClosed(type, data))).toEqual([]);
    expect([...new Set(events.map(({ type }) => type.split('.')[3]))].toSorted()).toEqual([
      'hub-founded',
      'membership-granted',
      'membership-revoked',
      'organisation-changed',
      'organisation-joined-hub',
      'organisation-registered',
      'person-introduced',
    ]);
    const planted = /Fatima|planted\.example|Zoë|zzp\.example|87654321/i;
    expect(JSON.stringify(events)).not.toMatch(planted);
    expect(JSON.stringify([...events, trader])).toMatch(planted);
    expect(events.find(({ subject }) => subject === `organisation-${trade}`)?.data).toEqual({
      organisationId: trade,
      kind: 'self-employed',
      soleTrader: true,
      name: null,
    });
  });

  it('lies sealed in the log and in the views too', async () => {
    const { rows } = await service.running.held.pool.query<{ text: string }>(
      `select coalesce(string_agg(t.text, ' '), '') as text from (
         select data::text || metadata::text || stream_id as text from log.events
         union all select to_jsonb(o)::text from app.organisations_v1 o
         union all select to_jsonb(p)::text from app.people_v1 p) t`,
    );
    const [{ text } = { text: '' }] = rows;
    expect(text).toContain('Bakkerij De Korenmaat');
    expect(text).not.toMatch(/Fatima|planted\.example|Zoë|zzp\.example|87654321/i);
  });
});

function regionId(): string {
  return firstAdmin({ FIRST_ADMIN: adminId, INSTALLATION: 'test' })?.membership.organisationId ?? '';
}
