import { randomUUID } from 'node:crypto';
import type { ContractType } from '@estafette/contracts';
import { validateClosed } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { educationPartners } from './education-partners.service.js';

let service: TestService<RunningService>;
const school = randomUUID();
const otherSchool = randomUUID();
const bakery = randomUUID();
let manager: Caller;
let office: Caller;
let examBoard: Caller;
let assessor: Caller;
let learner: Caller;
let otherOffice: Caller;
let stranger: Caller;

const partners = '/v1/education-partners';
const appointments = `${partners}/${school}/assessors`;

const codeOf = async (answer: Response): Promise<string> => {
  const { code } = (await answer.json()) as { code: string };
  return `${answer.status} ${code}`;
};
const appointment = (more: object = {}) => ({
  appointmentId: randomUUID(),
  personId: assessor.personId,
  fields: [`field-${randomUUID()}`],
  ...more,
});

function tellOrganisation(organisationId: string, kind: string, name: string): void {
  service.feeds.tell({
    type: 'nl.estafette.organisations.organisation-registered.v1',
    subject: `organisation-${organisationId}`,
    data: { organisationId, kind, soleTrader: false, name },
  });
}

beforeAll(async () => {
  service = await startTestService('education-partners', ['organisations'], (env) => boot(educationPartners, env));
  const person = async (organisationId: string, role: string): Promise<Caller> => {
    const caller = await service.person(undefined, organisationId);
    service.grant(caller.personId, organisationId, role);
    return caller;
  };
  tellOrganisation(school, 'school', 'Baking School');
  tellOrganisation(otherSchool, 'training-provider', 'Other School');
  tellOrganisation(bakery, 'sme', 'Bakery');
  manager = await person(school, 'relationship-manager');
  examBoard = await person(school, 'exam-board');
  assessor = await person(school, 'assessor');
  learner = await person(school, 'learner');
  otherOffice = await person(otherSchool, 'issuer-admin');
  service.grant(otherOffice.personId, bakery, 'issuer-admin');
  office = await person(school, 'issuer-admin');
  stranger = await service.person();
  await eventually(async () => (await office.get('/v1/assessors')).status === 200);
});
afterAll(() => service.close());

describe('a school takes part', () => {
  it('appoints nobody before it does', async () => {
    expect(await codeOf(await office.post(appointments, appointment()))).toBe('404 education-partner-unknown');
  });

  it('registers itself, once', async () => {
    const first = await manager.post(partners, { level: 'mbo' });
    expect(first.status, await first.text()).toBe(201);
    expect(first.headers.get('location')).toBe(`${partners}/${school}`);
    expect(first.headers.get('etag')).toBe('"1"');
    expect((await office.post(partners, { level: 'mbo' })).status).toBe(200);
    expect(await codeOf(await office.post(partners, { level: 'wo' }))).toBe('409 education-partner-exists');
    const shown = await stranger.get(partners);
    expect(await shown.json()).toMatchObject({
      educationPartners: [{ organisationId: school, name: 'Baking School', level: 'mbo', kind: 'school', revision: 1 }],
      next: null,
    });
  });

  it('must be a school', async () => {
    const answer = await otherOffice.post(partners, { level: 'mbo' }, { 'estafette-acting-for': bakery });
    expect(await codeOf(answer)).toBe('409 not-a-school');
  });

  it('must be known here', async () => {
    const nowhere = randomUUID();
    service.grant(office.personId, nowhere, 'issuer-admin');
    const asked = () => office.post(partners, { level: 'mbo' }, { 'estafette-acting-for': nowhere });
    const answer = await eventually(async () => {
      const tried = await asked();
      return tried.status === 403 ? false : tried;
    });
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await codeOf(answer)).toBe('409 organisation-not-known-yet');
  });
});

describe('assessors', () => {
  it('are appointed for fields, shown to the school, and dismissed', async () => {
    const body = appointment();
    const made = await office.post(appointments, body);
    expect(made.status, await made.text()).toBe(201);
    expect(made.headers.get('location')).toBe(`${appointments}/${body.appointmentId}`);
    const list = async (who: Caller) =>
      ((await (await who.get('/v1/assessors')).json()) as { assessors: { appointmentId: string }[] }).assessors;
    expect(await list(examBoard)).toMatchObject([{ ...body, organisationId: school }]);
    expect(await list(otherOffice)).toEqual([]);
    expect((await examBoard.post(appointments, body)).status).toBe(200);
    const dismissals = `${appointments}/${body.appointmentId}/dismissals`;
    expect((await examBoard.post(dismissals, {})).status).toBe(200);
    expect((await examBoard.post(dismissals, {})).status).toBe(200);
    expect(await list(examBoard)).toEqual([]);
    expect(await codeOf(await office.post(appointments, body))).toBe('409 appointment-exists');
  });

  it('hold the role for this school', async () => {
    const answer = await office.post(appointments, appointment({ personId: learner.personId }));
    expect(await codeOf(answer)).toBe('409 assessor-without-membership');
    const elsewhere = randomUUID();
    service.grant(elsewhere, otherSchool, 'assessor');
    const foreign = await office.post(appointments, appointment({ personId: elsewhere }));
    expect(await codeOf(foreign)).toBe('409 assessor-without-membership');
  });

  it('may be appointed while their membership is still on its way', async () => {
    const personId = randomUUID();
    const answer = office.post(appointments, appointment({ personId }));
    service.grant(personId, school, 'assessor');
    expect((await answer).status).toBe(201);
  });

  it('are not appointed twice for the same fields', async () => {
    const body = appointment();
    expect((await office.post(appointments, body)).status).toBe(201);
    const again = await office.post(appointments, { ...body, appointmentId: randomUUID() });
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({
      code: 'assessor-already-appointed',
      appointmentId: body.appointmentId,
    });
  });

  it('are the same, however their ids are spelt', async () => {
    const body = appointment();
    const shouting = { ...body, appointmentId: body.appointmentId.toUpperCase() };
    expect((await office.post(appointments, shouting)).status).toBe(201);
    expect((await office.post(`${partners}/${school.toUpperCase()}/assessors`, body)).status).toBe(200);
  });

  it('are known by their appointment', async () => {
    const answer = await office.post(`${appointments}/${randomUUID()}/dismissals`, {});
    expect(await codeOf(answer)).toBe('404 appointment-unknown');
  });

  it('are listed a page at a time', async () => {
    for (let count = 0; count < 3; count += 1) await office.post(appointments, appointment());
    type Page = { assessors: { appointmentId: string }[]; next: string | null };
    const seen: string[] = [];
    for (let after = ''; ;) {
      const page = (await (await office.get(`/v1/assessors?limit=2${after}`)).json()) as Page;
      seen.push(...page.assessors.map((one) => one.appointmentId));
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    const all = (await (await office.get('/v1/assessors?limit=200')).json()) as Page;
    expect(seen).toEqual(all.assessors.map((one) => one.appointmentId));
    expect(seen.length).toBeGreaterThan(3);
  });
});

describe('who may', () => {
  it('answers 403 to the wrong role, and to whoever is no member', async () => {
    expect(await codeOf(await learner.post(partners, { level: 'mbo' }))).toBe('403 role-missing');
    expect(await codeOf(await manager.post(appointments, appointment()))).toBe('403 role-missing');
    expect(await codeOf(await assessor.post(`${appointments}/${randomUUID()}/dismissals`, {}))).toBe(
      '403 role-missing',
    );
    expect(await codeOf(await learner.get('/v1/assessors'))).toBe('403 role-missing');
    expect(await codeOf(await stranger.get('/v1/assessors'))).toBe('403 role-missing');
    const posing = await stranger.post(appointments, appointment(), { 'estafette-acting-for': school });
    expect(await codeOf(posing)).toBe('403 not-a-member');
  });

  it('answers 403 to another school, which may see that this one takes part', async () => {
    expect(await codeOf(await otherOffice.post(appointments, appointment()))).toBe('403 not-this-school');
    const dismissal = await otherOffice.post(`${appointments}/${randomUUID()}/dismissals`, {});
    expect(await codeOf(dismissal)).toBe('403 not-this-school');
  });
});

describe('repeats and races', () => {
  it('has one effect for one key, whenever and however often', async () => {
    const body = appointment();
    const key = { 'idempotency-key': randomUUID() };
    const both = await Promise.all([office.post(appointments, body, key), office.post(appointments, body, key)]);
    expect(both.map((one) => one.status)).toEqual([201, 201]);
    const again = await office.post(appointments, body, key);
    expect(again.status).toBe(201);
    expect(again.headers.get('etag')).toBe(both[0].headers.get('etag'));
    expect(await codeOf(await office.post(appointments, appointment(), key))).toBe('409 idempotency-key-reused');
  });

  it('refuses a stale If-Match', async () => {
    const stale = await office.post(appointments, appointment(), { 'if-match': '"1"' });
    expect(await codeOf(stale)).toBe('412 changed-meanwhile');
  });

  it('names all faults together', async () => {
    const body = { appointmentId: 'x', fields: ['Not a code'], extra: true };
    const answer = await office.post(`${partners}/not-an-id/assessors`, body);
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { in: string; at: string; code: string }[] };
    expect(errors.map((one) => `${one.in} ${one.at} ${one.code}`).toSorted()).toEqual([
      'body /appointmentId invalid-format',
      'body /extra unknown-member',
      'body /fields/0 invalid-format',
      'body /personId missing',
      'path organisationId invalid-format',
    ]);
    const twice = await office.post(appointments, appointment({ fields: ['baking', 'baking'] }));
    expect(twice.status).toBe(400);
  });
});

describe('what leaves the service', () => {
  it('is what the contracts say', async () => {
    const token = await service.issuer.serviceToken('reader', 'feed:read');
    const feed = await fetch(`${service.running.url}/v1/feed`, { headers: { authorization: `Bearer ${token}` } });
    const events = (await feed.json()) as { type: ContractType; subject: string; data: object }[];
    const types = [...new Set(events.map((event) => event.type))];
    expect(types.toSorted()).toEqual([
      'nl.estafette.education-partners.assessor-appointed.v1',
      'nl.estafette.education-partners.assessor-dismissed.v1',
      'nl.estafette.education-partners.education-partner-registered.v1',
    ]);
    for (const { type, subject, data } of events) {
      expect(validateClosed(type, data), type).toEqual([]);
      expect(subject).toBe(`partner-${school}`);
    }
  });
});
