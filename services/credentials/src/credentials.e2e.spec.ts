import { randomUUID } from 'node:crypto';
import type { ValidationGranted } from '@estafette/contracts';
import { isContractType, validateClosed } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Definition } from './achievement/achievement.events.js';
import { credentials } from './credentials.service.js';
import { VALIDATION_GRANTED } from './flows/on-validation.consumer.js';
import { grantOf, returnBread } from './return-bread.example.js';
import { verifiesElsewhere } from './signing/digital-bazaar.example.js';
import type { SignedCredential } from './signing/index.js';

let service: TestService<RunningService>;
let pool: Pool;
let office: Caller;
const school = randomUUID();

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  pool = new Pool({ connectionString: service.database.ownerUrl });
  office = await service.person(undefined, school);
  service.grant(office.personId, school, 'issuer-admin');
  await eventually(async () => (await office.post('/v1/issuers', { name: 'School for Food' })).status < 300);
});
afterAll(async () => {
  await pool.end();
  await service.close();
});

const published = async (definition: Definition, achievementId: string = randomUUID()): Promise<string> => {
  const defined = await office.post('/v1/achievements', { achievementId, ...definition });
  expect(defined.status, await defined.text()).toBe(201);
  const answer = await office.post(`/v1/achievements/${achievementId}/publications`, {});
  expect(answer.status, await answer.text()).toBe(201);
  return achievementId;
};

const tell = (grant: ValidationGranted, id?: string): string =>
  service.feeds.tell({
    type: VALIDATION_GRANTED,
    subject: `validation-${grant.validationId}`,
    data: grant,
    ...(id === undefined ? {} : { id }),
  });

interface Listed {
  readonly credentialId: string;
  readonly validationId: string;
  readonly name: string;
  readonly issuerName: string;
}

const held = async (learner: Caller, path = '/v1/credentials'): Promise<Listed[]> => {
  const answer = await learner.get(path);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { credentials: Listed[] }).credentials;
};

const onlyOne = (learner: Caller): Promise<Listed> =>
  eventually(
    async () => {
      const [first, ...rest] = await held(learner);
      expect(rest).toEqual([]);
      return first ?? false;
    },
    { timeoutMs: 20_000 },
  );

const verdict = async (body: unknown, type = 'application/json'): Promise<{ verdict: string; checks: unknown[] }> => {
  const answer = await fetch(`${service.running.url}/v1/verifications`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return JSON.parse(text) as { verdict: string; checks: unknown[] };
};

describe('a granted validation', () => {
  it('becomes one credential, also when it is told ten times', async () => {
    const definition = returnBread();
    const achievementId = await published(definition);
    const learner = await service.person();
    const grant = grantOf(definition, { achievementId, organisationId: school, learnerId: learner.personId });
    const id = tell(grant);
    for (let repeat = 1; repeat < 10; repeat++) tell(grant, repeat < 5 ? id : undefined);
    const { credentialId, ...listed } = await onlyOne(learner);
    expect(listed).toMatchObject({
      validationId: grant.validationId,
      name: 'Working with return bread',
      issuerName: 'School for Food',
    });
    const answer = await learner.get(`/v1/credentials/${credentialId}`);
    expect(answer.headers.get('content-type')).toBe('application/vc');
    const text = await answer.text();
    const signed = JSON.parse(text) as SignedCredential;
    expect(await verdict(text, 'application/vc')).toMatchObject({ verdict: 'valid' });
    expect(await verifiesElsewhere(signed, new Date())).toMatchObject({ verified: true });
    const altered = { ...signed, name: 'Working with return breaD' };
    expect(await verdict({ credential: altered })).toMatchObject({ verdict: 'not-genuine' });
    expect(await verifiesElsewhere(altered, new Date())).toMatchObject({ verified: false });
  });
});

describe('what leaves the service', () => {
  it('keeps its contracts', async () => {
    const answer = await fetch(`${service.running.url}/v1/feed`, {
      headers: { authorization: `Bearer ${await service.issuer.serviceToken('x', 'feed:read')}` },
    });
    const messages = (await answer.json()) as { type: string; data: unknown }[];
    expect(messages.map(({ type }) => type)).toContain('nl.estafette.credentials.credential-issued.v1');
    for (const { type, data } of messages) {
      expect(isContractType(type) ? validateClosed(type, data) : 'no contract').toEqual([]);
    }
  });
});
