import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from './credentials.service.js';
import { done, issuingSchool, tellGranted, textOf, type IssuingSchool } from './issuing-school.set-up.js';
import { readByEdubadges } from './projection/edubadges/edubadges-parser.example.js';
import { shaclFaults } from './projection/elm/fixtures/shacl.js';
import { grantOf, registeredAs } from './return-bread.example.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  school = await issuingSchool(service, { region: 'Overijssel' });
});
afterAll(() => service.close());

interface Held {
  readonly learner: Caller;
  readonly credentialId: string;
}

/** @param workplace whose endorsement stands in it */
async function held(of = school, workplace: string | null = null): Promise<Held> {
  const learner = await service.person();
  const { definition, achievementId, organisationId } = of;
  const statement = { statementId: randomUUID(), organisationId: workplace, basis: 'employer' as const };
  const more = workplace === null ? {} : { statement };
  const grant = grantOf(definition, { achievementId, organisationId, learnerId: learner.personId, ...more });
  const credentialId = tellGranted(service, grant);
  await textOf(service, learner, credentialId);
  return { learner, credentialId };
}

const asElm = (who: Caller, credentialId: string, learner?: object): Promise<Response> =>
  who.post(`/v1/credentials/${credentialId}/european-digital-credentials`, {
    legalIdentifier: '12345678',
    ...(learner && { learner }),
  });

const asAwards = (who: Caller, achievementId: string, body: object): Promise<Response> =>
  who.post(`/v1/achievements/${achievementId}/direct-awards`, body);

/** `<status> <code>` of a problem, and its faults. */
async function problemOf(answer: Promise<Response>): Promise<string[]> {
  const response = await answer;
  const { code, errors = [] } = (await response.json()) as { code: string; errors?: { at: string; code: string }[] };
  return [`${response.status} ${code}`, ...errors.map((one) => `${one.at} ${one.code}`)];
}

/** That nothing anywhere in the database has it. */
async function isKeptNowhere(text: string): Promise<void> {
  const { pool } = service.running.held;
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('log', 'app')`,
  );
  expect(tables.length).toBeGreaterThan(5);
  for (const { name } of tables) {
    const { rowCount } = await pool.query(`select 1 from ${name} t where to_jsonb(t)::text like $1`, [`%${text}%`]);
    expect([name, rowCount]).toEqual([name, 0]);
  }
}

describe('a credential as a European Digital Credential', () => {
  it('is for its holder and its school the same, and as the application profile wants it', async () => {
    const workplace = randomUUID();
    service.feeds.tell(registeredAs(workplace, 'sme', 'Bakkerij De Korenmaat'));
    const { learner, credentialId } = await held(school, workplace);
    const answers = await Promise.all([asElm(learner, credentialId), asElm(school.office, credentialId)]);
    const [own, schools] = await Promise.all(answers.map(async (answer) => (await answer.json()) as object));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(['no-store', 'no-store']);
    expect(own).toEqual(schools);
    const { credential, notCarried } = own as { credential: object; notCarried: { member: string }[] };
    expect(await shaclFaults(credential)).toEqual([]);
    expect(credential).toMatchObject({
      id: `urn:credential:${credentialId}`,
      issuer: { legalName: { en: 'School for Food' }, location: [{ geographicName: { en: 'Overijssel' } }] },
    });
    const members = notCarried.map(({ member }) => member);
    for (const member of ['proof', 'credentialStatus', 'endorsement', 'evidence']) expect(members).toContain(member);
  });

  it('tells the name that is brought, and keeps it nowhere', async () => {
    const { learner, credentialId } = await held();
    const familyName = `Bruin-${randomUUID()}`;
    const answer = await asElm(learner, credentialId, { givenName: 'Noor', familyName, dateOfBirth: '2004-02-29' });
    const { credential } = (await answer.json()) as { credential: object };
    expect(await shaclFaults(credential)).toEqual([]);
    expect(credential).toMatchObject({ credentialSubject: { fullName: { en: `Noor ${familyName}` } } });
    expect(JSON.stringify(await (await asElm(learner, credentialId)).json())).not.toContain(familyName);
    await isKeptNowhere(familyName);
  });

  it('is refused without the number of the school, and with a day that is none', async () => {
    const { learner, credentialId } = await held();
    const path = `/v1/credentials/${credentialId}/european-digital-credentials`;
    expect(await problemOf(learner.post(path, { learner: { dateOfBirth: '2004-02-30' } }))).toEqual([
      '400 request-not-valid',
      '/legalIdentifier missing',
      '/learner/dateOfBirth invalid-format',
    ]);
  });

  it('is not made of what does not hold, nor for strangers', async () => {
    const { learner, credentialId } = await held();
    const stranger = await service.person();
    expect(await problemOf(asElm(stranger, credentialId))).toEqual(['404 credential-unknown']);
    const change = (kind: string, reason: string): Promise<Response> =>
      school.office.post(`/v1/credentials/${credentialId}/${kind}`, { reason });
    await done(change('suspensions', 'under-review'));
    expect(await problemOf(asElm(learner, credentialId))).toEqual(['409 credential-suspended']);
    await done(change('revocations', 'issued-in-error'));
    expect(await problemOf(asElm(learner, credentialId))).toEqual(['409 credential-revoked']);
  });
});

describe('direct awards for edubadges', () => {
  it('are the credentials under an achievement, with the addresses that the office brings and that are kept nowhere', async () => {
    const of = await issuingSchool(service);
    const [noor, sam, gone] = await Promise.all([held(of), held(of), held(of)]);
    const revocation = of.office.post(`/v1/credentials/${gone.credentialId}/revocations`, {
      reason: 'issued-in-error',
    });
    await done(revocation);
    const unique = randomUUID();
    const recipients = [noor, sam].map(({ credentialId }, index) => ({
      credentialId,
      email: `p${index}-${unique}@school.example`,
      eppn: `e${index}-${unique}@school.example`,
    }));
    const answer = await asAwards(of.office, of.achievementId, { recipients });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { csv, notCarried, leftOut } = (await answer.json()) as {
      csv: string;
      notCarried: { member: string }[];
      leftOut: object[];
    };
    const { awards, wrong } = readByEdubadges(csv, false);
    const byEmail = (one: { email: string | null }, two: { email: string | null }): number =>
      (one.email ?? '') < (two.email ?? '') ? -1 : 1;
    expect(awards.toSorted(byEmail)).toMatchObject(recipients.map(({ email, eppn }) => ({ email, eppn })));
    expect(wrong).toEqual([]);
    expect(leftOut).toEqual([{ credentialId: gone.credentialId, why: 'revoked' }]);
    expect(notCarried.map(({ member }) => member)).toContain('credentialStatus');
    await isKeptNowhere(unique);
  });

  it('are refused with every fault at its row, and none of its words', async () => {
    const of = await issuingSchool(service);
    const { credentialId } = await held(of);
    const asked = asAwards(of.office, of.achievementId, {
      recipients: [
        { credentialId, email: 'noor;secret@school.example' },
        { credentialId: randomUUID(), email: 'x@school.example', eppn: 'x' },
      ],
    });
    const text = await (await asked).clone().text();
    expect(text).not.toContain('secret');
    expect(await problemOf(asked)).toEqual([
      '400 direct-awards-not-sayable',
      '/recipients/1/credentialId credential-unknown',
      '/recipients/0/email separator',
      '/recipients/0/eppn missing',
    ]);
  });

  it('are those of a period', async () => {
    const of = await issuingSchool(service);
    const { credentialId } = await held(of);
    const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const awardsIn = async (period: object, recipients: object[]): Promise<number> => {
      const answer = await asAwards(of.office, of.achievementId, { recipients, namedBy: 'email', ...period });
      const { csv } = (await answer.json()) as { csv: string };
      return readByEdubadges(csv, true).awards.length;
    };
    const all = [{ credentialId, email: 'noor@school.example' }];
    expect(await awardsIn({ issuedFrom: day(-1), issuedUntil: day(1) }, all)).toBe(1);
    expect(await awardsIn({ issuedFrom: day(1) }, [])).toBe(0);
    expect(await awardsIn({ issuedUntil: day(-1) }, [])).toBe(0);
    const backwards = { recipients: [], issuedFrom: day(0), issuedUntil: day(-1) };
    expect(await problemOf(asAwards(of.office, of.achievementId, backwards))).toEqual([
      '400 request-not-valid',
      '/issuedUntil custom',
    ]);
  });

  it('go on in the next file, until each is in one of them once, however many are left out', async () => {
    const of = await issuingSchool(service);
    const all = await Promise.all(Array.from({ length: 11 }, () => held(of)));
    const ids = all.map(({ credentialId }) => credentialId);
    const revoked = ids.slice(0, 5);
    for (const credentialId of revoked) {
      await done(of.office.post(`/v1/credentials/${credentialId}/revocations`, { reason: 'issued-in-error' }));
    }
    const list = await of.office.get(`/v1/issued-credentials?achievementId=${of.achievementId}`);
    const { credentials: listed } = (await list.json()) as { credentials: { credentialId: string }[] };
    const asked = ids.slice(5, 6);
    const going = listed.filter(({ credentialId }) => ![...revoked, ...asked].includes(credentialId));
    const people = going.map(({ credentialId }) => ({ credentialId, email: `${credentialId}@school.example` }));

    const files: { email: string | null }[][] = [];
    const out: { credentialId: string }[] = [];
    let after: string | null | undefined;
    while (after !== null) {
      const first = files.flat().length;
      const recipients = people.slice(first, first + 2);
      const body = { recipients, leaveOut: asked, namedBy: 'email', limit: 2, ...(after !== undefined && { after }) };
      const answer = await asAwards(of.office, of.achievementId, body);
      expect(answer.status, await answer.clone().text()).toBe(200);
      const page = (await answer.json()) as { csv: string; leftOut: { credentialId: string }[]; next: string | null };
      files.push([...readByEdubadges(page.csv, true).awards]);
      out.push(...page.leftOut);
      after = page.next;
    }
    expect(files.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(files.flat().map(({ email }) => email)).toEqual(people.map(({ email }) => email));
    expect(out.map(({ credentialId }) => credentialId).toSorted()).toEqual([...revoked, ...asked].toSorted());
  });

  it('are those of one award in bulk, where it is asked', async () => {
    const of = await issuingSchool(service);
    const [bulkAwardId, single] = [randomUUID(), await held(of)];
    const named = of.definition.criteria.filter(({ required }) => required).map(({ name }) => name);
    const file = `learner_id,assessed_by,${named.join(',')}\n${randomUUID()},${randomUUID()},on your own,2`;
    const path = `/v1/achievements/${of.achievementId}/bulk-awards/${bulkAwardId}`;
    await done(of.office.post(path, file, { 'content-type': 'text/csv' }));
    const list = await eventually(async () => {
      const answer = await of.office.get(`/v1/issued-credentials?bulkAwardId=${bulkAwardId}`);
      const { credentials: found } = (await answer.json()) as { credentials: { credentialId: string }[] };
      return found.length > 0 && found;
    });
    const recipients = list.map(({ credentialId }) => ({ credentialId, email: 'noor@school.example' }));
    expect(recipients).toHaveLength(1);
    expect(recipients[0]?.credentialId).not.toBe(single.credentialId);
    const answer = await asAwards(of.office, of.achievementId, { recipients, bulkAwardId, namedBy: 'email' });
    expect(await answer.json()).toMatchObject({ leftOut: [], next: null });
  });

  it('are at most a thousand, for the school that issued them, of an achievement that is there', async () => {
    const many = Array.from({ length: 1_001 }, () => ({ credentialId: randomUUID() }));
    expect(await problemOf(asAwards(school.office, school.achievementId, { recipients: many }))).toEqual([
      '400 request-not-valid',
      '/recipients too-big',
    ]);
    const other = await issuingSchool(service);
    expect(await problemOf(asAwards(other.office, school.achievementId, { recipients: [] }))).toEqual([
      '403 not-own-organisation',
    ]);
    expect(await problemOf(asAwards(school.office, randomUUID(), { recipients: [] }))).toEqual([
      '404 achievement-unknown',
    ]);
  });

  it('leave out whom nobody can open any more', async () => {
    const of = await issuingSchool(service);
    const { learner, credentialId } = await held(of);
    await service.running.held.vault.destroy(learner.personId);
    const answer = await asAwards(of.office, of.achievementId, { recipients: [] });
    expect(((await answer.json()) as { leftOut: object[] }).leftOut).toEqual([{ credentialId, why: 'erased' }]);
    expect(await problemOf(asElm(of.office, credentialId))).toEqual(['404 credential-unknown']);
  });
});
