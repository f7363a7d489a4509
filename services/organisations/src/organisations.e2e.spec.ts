import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organisations } from './organisations.service.js';

let service: TestService<RunningService>;
let admin: Caller;
const adminId = randomUUID();
let kvk = 10_000_000;

const anOrganisation = (more: object = {}) => ({
  organisationId: randomUUID(),
  kind: 'sme',
  name: 'Bakkerij De Korenmaat',
  kvkNumber: String((kvk += 1)),
  branchNumber: null,
  ...more,
});

beforeAll(async () => {
  service = await startTestService('organisations', [], (env) => boot(organisations, env), { FIRST_ADMIN: adminId });
  admin = await service.person(adminId);
});
afterAll(() => service.close());

describe('organisations', () => {
  it('registers', async () => {
    const body = anOrganisation();
    const answer = await admin.post('/v1/organisations', body);
    expect(answer.status, await answer.text()).toBe(201);
    const read = await admin.get(`/v1/organisations/${body.organisationId}`, { 'estafette-acting-for': 'self' });
    expect(await read.json()).toEqual({
      ...body,
      soleTrader: false,
      ownerPersonId: null,
      brin: null,
      rio: null,
      revision: 1,
    });
  });
});
