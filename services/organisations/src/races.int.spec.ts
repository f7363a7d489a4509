import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organisations } from './organisations.service.js';

const adminId = randomUUID();
let service: TestService<RunningService>;
/** A second replica of the service, in a process of its own, on the same database. */
let replica: { readonly url: string; close(): Promise<void> };
let admin: Caller;

beforeAll(async () => {
  service = await startTestService('organisations', ['credentials'], (env) => boot(organisations, env), {
    FIRST_ADMIN: adminId,
  });
  replica = await startReplica(service.environment);
  admin = await service.person(adminId);
});
afterAll(async () => {
  await replica.close();
  await service.close();
});

async function startReplica(environment: Readonly<Record<string, string>>): Promise<typeof replica> {
  const script = fileURLToPath(new URL('fixtures/replica.mjs', import.meta.url));
  const env = { PATH: process.env['PATH'], ...environment };
  const child = spawn(process.execPath, [script], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const gone = ended.then(() => Promise.reject(new Error('the replica ended before it took requests')));
  const [url] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), gone])) as [string];
  gone.catch(() => undefined);
  return {
    url,
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** Sends all bodies at once, half of them to each replica; gives how often each answer came. */
async function atOnce(path: string, bodies: readonly object[]): Promise<Record<string, number>> {
  const authorization = `Bearer ${await service.issuer.personToken(adminId)}`;
  const answers = await Promise.all(
    bodies.map(async (body, index) => {
      const { url } = index % 2 === 0 ? service.running : replica;
      const headers = { authorization, 'content-type': 'application/json' };
      const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      const text = await answer.text();
      return text === '' ? String(answer.status) : `${answer.status} ${(JSON.parse(text) as { code: string }).code}`;
    }),
  );
  return answers.reduce<Record<string, number>>((all, one) => ({ ...all, [one]: (all[one] ?? 0) + 1 }), {});
}

const facts = { kind: 'sme', name: 'Bakkerij', kvkNumber: '12345678', branchNumber: '000000000001' };
const twenty = <Body>(make: (index: number) => Body): Body[] =>
  Array.from({ length: 20 }, (_none, index) => make(index));
const stored = async (type: string): Promise<number> => {
  const { rows } = await service.running.held.pool.query('select 1 from log.events where type = $1', [type]);
  return rows.length;
};

describe('at once, in two processes', () => {
  it('one of twenty organisations gets the number', async () => {
    const bodies = twenty(() => ({ organisationId: randomUUID(), ...facts }));
    expect(await atOnce('/v1/organisations', bodies)).toEqual({ '201': 1, '409 kvk-number-taken': 19 });
    expect(await stored('OrganisationRegistered')).toBe(1);
  });

  it('one of twenty people gets the e-mail address', async () => {
    const bodies = twenty((index) => ({
      personId: randomUUID(),
      name: `Person ${index}`,
      email: 'same@people.example',
    }));
    expect(await atOnce('/v1/people', bodies)).toEqual({ '201': 1, '409 email-taken': 19 });
    expect(await stored('PersonIntroduced')).toBe(1);
  });

  it('twenty repeats of one registration are one', async () => {
    const body = { organisationId: randomUUID(), ...facts, kvkNumber: '22222222' };
    const answers = await atOnce(
      '/v1/organisations',
      twenty(() => body),
    );
    expect(answers).toEqual({ '201': 1, '200': 19 });
  });

  it('one of two organisations that take the same new number gets it, and the other keeps its own', async () => {
    const [one, two] = ['33333333', '44444444'].map((kvkNumber) => ({
      organisationId: randomUUID(),
      ...facts,
      kvkNumber,
    }));
    for (const body of [one, two]) expect((await admin.post('/v1/organisations', body)).status).toBe(201);
    const change = { ...facts, kvkNumber: '55555555' };
    const answers = await Promise.all(
      [one, two].map((body) => admin.put(`/v1/organisations/${body?.organisationId ?? ''}`, change)),
    );
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 409]);
    const free = answers[0]?.status === 200 ? '33333333' : '44444444';
    const kept = free === '33333333' ? '44444444' : '33333333';
    const register = (kvkNumber: string) =>
      admin.post('/v1/organisations', { organisationId: randomUUID(), ...facts, kvkNumber });
    expect([(await register(free)).status, (await register(kept)).status]).toEqual([201, 409]);
  });
});
