import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organisations } from './organisations.service.js';

const adminId = randomUUID();
let service: TestService<RunningService>;
beforeAll(async () => {
  service = await startTestService('organisations', ['credentials'], (env) => boot(organisations, env), {
    FIRST_ADMIN: adminId,
  });
});
afterAll(() => service.close());

async function introduced(email: string): Promise<string> {
  const personId = randomUUID();
  const admin = await service.person(adminId);
  expect((await admin.post('/v1/people', { personId, name: 'Noor', email })).status).toBe(201);
  return personId;
}

async function asked(personId: string, salt: string): Promise<{ status: number; body: object }> {
  const token = await service.issuer.serviceToken('credentials', 'mail-hashes:read');
  const answer = await fetch(`${service.running.url}/v1/people/${personId}/mail-hash?salt=${salt}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: answer.status, body: (await answer.json()) as object };
}

describe('the hash of a mail address', () => {
  it('is over the address in lower case and the salt, and tells it not', async () => {
    const personId = await introduced('Noor.Bakker@Example.org');
    const salt = randomBytes(16).toString('hex');
    const digest = createHash('sha256').update(`noor.bakker@example.org${salt}`).digest('hex');
    expect(await asked(personId, salt)).toEqual({ status: 200, body: { identityHash: `sha256$${digest}` } });
  });

  it('is not told of whom nobody introduced, of whoever was erased, or without a salt that hides it', async () => {
    const [personId, salt] = [await introduced(`${randomUUID()}@example.org`), randomBytes(16).toString('hex')];
    expect(await asked(randomUUID(), salt)).toMatchObject({ status: 404, body: { code: 'mail-address-unknown' } });
    expect(await asked(personId, '')).toMatchObject({ status: 400 });
    expect(await asked(personId, 'ab')).toMatchObject({ status: 400 });
    await service.running.held.vault.destroy(personId);
    expect(await asked(personId, salt)).toMatchObject({ status: 404, body: { code: 'mail-address-unknown' } });
  });
});
