import { randomUUID } from 'node:crypto';
import type { ValidationGranted } from '@estafette/contracts';
import { isContractType, validateClosed } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import type { SignedCredential } from '@estafette/verifier';
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Definition } from './achievement/achievement.events.js';
import { credentialIdOf } from './credential/credential.stream.js';
import { credentials } from './credentials.service.js';
import { VALIDATION_GRANTED } from './flows/on-validation.consumer.js';
import { issuer } from './issuer/issuer.stream.js';
import { didDocumentOf, done, judgedBy } from './issuing-school.set-up.js';
import { grantOf, registeredAs, returnBread } from './return-bread.example.js';

// Parked messages try again by themselves after one second, then two: healing takes that long.
const HEALED = { timeoutMs: 20_000 };

let service: TestService<RunningService>;
/** As the administrator of the cluster, who sees every table. */
let admin: Pool;
let office: Caller;
const school = randomUUID();
const definition = returnBread();
const achievementId = randomUUID();

const publish = async (id: string, what: Definition, by: Caller): Promise<void> => {
  await done(by.post('/v1/achievements', { achievementId: id, ...what }));
  await done(by.post(`/v1/achievements/${id}/publications`, {}));
};

const issuerAdmin = async (organisationId: string): Promise<Caller> => {
  const person = await service.person(undefined, organisationId);
  service.grant(person.personId, organisationId, 'issuer-admin');
  await eventually(async () => (await person.post(`/v1/achievements/${randomUUID()}/publications`, {})).status === 404);
  return person;
};

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  const url = new URL(service.database.adminUrl);
  url.pathname = new URL(service.database.ownerUrl).pathname;
  admin = new Pool({ connectionString: url.href });
  service.feeds.tell(registeredAs(school));
  office = await issuerAdmin(school);
  await done(office.post('/v1/issuers', {}));
  await publish(achievementId, definition, office);
});
afterAll(async () => {
  await admin.end();
  await service.close();
});

const tell = (data: ValidationGranted, more: { id?: string; subject?: string } = {}): string =>
  service.feeds.tell({ type: VALIDATION_GRANTED, subject: `validation-${data.validationId}`, data, ...more });

const grantTo = (learner: Caller, more: Partial<ValidationGranted> = {}): ValidationGranted =>
  grantOf(definition, { achievementId, organisationId: school, learnerId: learner.personId, ...more });

/** The text of the credential that follows from a validation, once it is there. */
const issued = ({ validationId }: ValidationGranted, to: Caller): Promise<string> =>
  eventually(async () => {
    const answer = await to.get(`/v1/credentials/${credentialIdOf(validationId)}`);
    return answer.status === 200 ? await answer.text() : false;
  }, HEALED);

const verdictOn = async (credential: string): Promise<string> => (await judgedBy(service, credential)).verdict;

const timesIssued = async ({ validationId }: ValidationGranted): Promise<number> => {
  const { rows } = await admin.query<{ n: number }>(
    `select count(*)::integer as n from log.events where type = 'CredentialIssued' and data->>'validationId' = $1`,
    [validationId],
  );
  return rows[0]?.n ?? 0;
};

const parkedCause = ({ validationId }: ValidationGranted): Promise<string> =>
  eventually(async () => {
    const { rows } = await admin.query<{ cause: string }>(
      `select cause from app.parked_messages where key = $1 and cause is not null`,
      [`validation/validation-${validationId}`],
    );
    return rows[0]?.cause ?? false;
  }, HEALED);

/** Waits until everything that was told before about this validation was handled: messages of one key keep their order. */
const handledAllOf = async (
  { validationId }: ValidationGranted,
  subject = `validation-${validationId}`,
): Promise<void> => {
  const other = await service.person();
  const last = grantTo(other);
  tell(last, { subject });
  await issued(last, other);
};

describe('a granted validation', () => {
  it('becomes one credential, which verifies here and with a library of others, until a byte is changed', async () => {
    const learner = await service.person();
    const grant = grantTo(learner);
    tell(grant);
    const text = await issued(grant, learner);
    const now = new Date();
    const did = (JSON.parse(text) as SignedCredential).issuer.id;
    const document = await didDocumentOf(service, school);
    const elsewhere = (credential: string): Promise<object> =>
      verifiesElsewhere(JSON.parse(credential) as SignedCredential, now, { [did]: document });
    expect(await verdictOn(text)).toBe('valid');
    expect(await elsewhere(text)).toMatchObject({ verified: true });
    const altered = text.replace('return bread', 'return breaD');
    expect(altered).not.toBe(text);
    expect(await verdictOn(altered)).toBe('not-genuine');
    expect(await elsewhere(altered)).toMatchObject({ verified: false });
  });

  it('is issued once when several messages tell it at the same moment, to two replicas', async () => {
    const replica = await boot(credentials, { ...service.environment, PORT: '0' });
    try {
      const learner = await service.person();
      const grants = Array.from({ length: 10 }, () => grantTo(learner));
      // Only messages of one subject are handled one after another.
      const told = grants.flatMap((grant) => [1, 2, 3].map(() => ({ grant, subject: `validation-${randomUUID()}` })));
      for (const { grant, subject } of told) tell(grant, { subject });
      for (const { grant, subject } of told) await handledAllOf(grant, subject);
      for (const grant of grants) expect(await timesIssued(grant)).toBe(1);
    } finally {
      await replica.close();
    }
  });

  it('is listed for its holder in pages, the newest first, each going on from a place', async () => {
    const learner = await service.person();
    const grants = [grantTo(learner), grantTo(learner), grantTo(learner)];
    for (const grant of grants) {
      tell(grant);
      await issued(grant, learner);
    }
    const page = async (after: string): Promise<{ credentials: { validationId: string }[]; next: string | null }> =>
      (await learner.get(`/v1/credentials?limit=1${after}`)).json() as never;
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const at = await page(next === '' ? '' : `&after=${next}`);
      seen.push(...at.credentials.map(({ validationId }) => validationId));
      next = at.next;
    }
    expect(seen).toEqual(grants.map(({ validationId }) => validationId).toReversed());
    const future = await page(`&after=9999-12-31T00:00:00.000Z~${randomUUID()}`);
    expect(future.credentials).toMatchObject([{ validationId: seen[0] }]);
    expect((await learner.get(`/v1/credentials?after=${randomUUID()}`)).status).toBe(400);
  });

  it('keeps the version that it was granted under', async () => {
    const id = randomUUID();
    const mine = returnBread();
    await publish(id, mine, office);
    await done(office.put(`/v1/achievements/${id}`, { ...mine, name: 'Something else by now' }));
    await done(office.post(`/v1/achievements/${id}/publications`, {}));
    await done(office.post(`/v1/achievements/${id}/retirements`, {}));
    const learner = await service.person();
    const grant = grantOf(mine, { achievementId: id, organisationId: school, learnerId: learner.personId });
    tell(grant);
    expect(JSON.parse(await issued(grant, learner))).toMatchObject({
      name: 'Working with return bread',
      credentialSubject: { achievement: { version: '1' } },
    });
    const listed = (await (await learner.get('/v1/credentials')).json()) as { credentials: unknown[] };
    expect(listed.credentials).toMatchObject([{ name: 'Working with return bread', issuerName: 'School for Food' }]);
  });
});

describe('a grant that nobody should sign', () => {
  it.each([
    [
      'of a school that did not publish the achievement',
      { organisationId: randomUUID() },
      'achievement-of-other-school',
    ],
    ['of a version that was never published', { achievementVersion: 7 }, 'achievement-not-known-yet'],
    [
      'on a level that the criterion does not have',
      { results: [{ criterionId: definition.criteria[0]?.criterionId ?? '', levelId: randomUUID() }] as never },
      'SigningError',
    ],
  ])('%s is parked for the operator, with its cause', async (_what, more, cause) => {
    const learner = await service.person();
    const grant = grantTo(learner, more);
    tell(grant);
    expect(await parkedCause(grant)).toContain(cause);
    expect(await timesIssued(grant)).toBe(0);
  });
});

describe('a crash between signing and writing', () => {
  it('has no second effect', async () => {
    const runtime = new URL(service.database.runtimeUrl).username;
    const learner = await service.person();
    const grant = grantTo(learner);
    await admin.query(`revoke insert on log.events from "${runtime}"`);
    try {
      tell(grant);
      expect(await parkedCause(grant)).toContain('permission denied');
      expect(await timesIssued(grant)).toBe(0);
    } finally {
      await admin.query(`grant insert on log.events to "${runtime}"`);
    }
    const text = await issued(grant, learner);
    expect(await verdictOn(text)).toBe('valid');
    expect(await timesIssued(grant)).toBe(1);
  });
});

describe('after a restart', () => {
  it('a repeat still has no effect, and the key still signs', async () => {
    const learner = await service.person();
    const grant = grantTo(learner);
    const id = tell(grant);
    const text = await issued(grant, learner);
    await service.running.close();
    const again = await boot(credentials, { ...service.environment, PORT: new URL(service.running.url).port });
    try {
      for (let repeat = 0; repeat < 5; repeat++) tell(grant, repeat === 0 ? { id } : {});
      await handledAllOf(grant);
      expect(await timesIssued(grant)).toBe(1);
      expect(await issued(grant, learner)).toBe(text);
    } finally {
      await again.close();
      Object.assign(service, {
        running: await boot(credentials, { ...service.environment, PORT: new URL(service.running.url).port }),
      });
    }
  });
});

describe('secrets', () => {
  /** Every row of every table of the service, as text. */
  async function everything(): Promise<string> {
    const { rows } = await admin.query<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const tables = await Promise.all(
      rows.map(({ name }) => admin.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`)),
    );
    return tables.flatMap((table) => table.rows.map(({ row }) => row)).join('\n');
  }

  async function feed(): Promise<string> {
    const authorization = `Bearer ${await service.issuer.serviceToken('x', 'feed:read')}`;
    return await (await fetch(`${service.running.url}/v1/feed`, { headers: { authorization } })).text();
  }

  it('lie sealed: neither the seed nor what a learner earned is in any table or message in plain', async () => {
    const learner = await service.person();
    const grant = grantTo(learner);
    tell(grant);
    const { credentialSubject, proof } = JSON.parse(await issued(grant, learner)) as SignedCredential;
    const { keys } = (await service.running.held.store.load(issuer, school)).state;
    const seed = Buffer.from(keys[0]?.seed ?? '', 'base64');
    expect(seed).toHaveLength(32);
    const [identity] = credentialSubject.identifier ?? [];
    const secrets = [
      ...(['base64', 'base64url', 'hex'] as const).map((encoding) => seed.toString(encoding)),
      identity?.salt ?? '',
      identity?.identityHash ?? '',
      proof[0].proofValue,
      'AchievementSubject',
    ];
    const places = { tables: await everything(), feed: await feed() };
    for (const [place, text] of Object.entries(places)) {
      // What is public is found there, so the search does look.
      expect(text, place).toContain('They counted the bread that came back');
      for (const secret of secrets) expect(text.includes(secret), `${secret} in ${place}`).toBe(false);
    }
    await admin.query('create table app.planted as select $1::text as text, $2::bytea as bytes', [secrets[3], seed]);
    const planted = await everything();
    expect(secrets.filter((secret) => planted.includes(secret))).toEqual([seed.toString('hex'), identity?.salt]);
  });

  it('do not leave the service, which keeps its contracts', async () => {
    const messages = JSON.parse(await feed()) as { type: string; data: object }[];
    const types = new Set(messages.map(({ type }) => type.split('.')[3]));
    expect(types).toEqual(new Set(['achievement-published', 'achievement-retired', 'credential-issued']));
    for (const { type, data } of messages) {
      expect(isContractType(type) ? validateClosed(type, data) : 'no contract').toEqual([]);
    }
  });
});
