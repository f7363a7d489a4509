import { randomUUID } from 'node:crypto';
import { part } from '@estafette/event-store';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import {
  CREDENTIALS_CONTEXT,
  decodeStatusList,
  statusAt,
  type StatusListCredential,
  type StatusListEntry,
} from '@estafette/verifier';
import { getListFromStatusListJWT } from '@sd-jwt/jwt-status-list';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wallet } from './copy/wallet.example.js';
import { copyOf, heldOf } from './copying.set-up.js';
import { credentials } from './credentials.service.js';
import { done, issuingSchool } from './issuing-school.set-up.js';
import { keyOf, instanceCredential } from './vc-api/instance-credential.stream.js';
import { vcApiOf } from './vc-api/vc-api.set-up.js';

// What the answer to a command says was done, the lists at their own addresses say too: asked without waiting, at either replica.

let service: TestService<RunningService>;
let other: RunningService;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env), {
    VC_API_MESSAGES: '["none", "under review", "reviewed"]',
  });
  other = await boot(credentials, service.environment);
});
afterAll(async () => {
  await other.close();
  await service.close();
});

/** What both replicas say of an entry, asked at once: each keeps lists of its own. */
async function valuesOf(entry: StatusListEntry): Promise<(number | undefined)[]> {
  const { statusListCredential: url, statusListIndex, statusSize } = entry;
  const lists = [other, service.running].map(async (replica) => {
    const answer = await fetch(url.replace(/^https?:\/\/[^/]+/, replica.url));
    const { credentialSubject } = (await answer.json()) as StatusListCredential;
    return statusAt(decodeStatusList(credentialSubject.encodedList), Number(statusListIndex), statusSize);
  });
  return Promise.all(lists);
}

it('of a school: suspended, reinstated in another place, and revoked, in the Token Status List too', async () => {
  const school = await issuingSchool(service);
  const held = await heldOf(service, school);
  await copyOf(service, held, await wallet());
  const entryNow = async (): Promise<StatusListEntry> => {
    const { credentialStatus } = (await (await held.learner.get(held.path)).json()) as typeof held.credential;
    if (!credentialStatus) throw new Error('it has a place');
    return credentialStatus;
  };
  const values = async (entry: StatusListEntry): Promise<unknown[]> => {
    const tokens = [other, service.running].map(async ({ url }) => {
      const answer = await fetch(`${url}/token-status-lists/${school.organisationId}/1`);
      return getListFromStatusListJWT(await answer.text()).getStatus(Number(entry.statusListIndex));
    });
    return [...(await valuesOf(entry)), ...(await Promise.all(tokens))];
  };
  const first = await entryNow();
  expect(await values(first)).toEqual([0, 0, 0, 0]);
  await done(school.office.post(`${held.path}/suspensions`, { reason: 'under-review' }));
  expect(await values(first)).toEqual([1, 1, 1, 1]);
  await done(school.office.post(`${held.path}/reinstatements`, { reason: 'review-closed' }));
  const second = await entryNow();
  expect([...(await values(first)), ...(await values(second))]).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
  await done(school.office.post(`${held.path}/revocations`, { reason: 'other' }));
  expect(await values(second)).toEqual([1, 1, 1, 1]);
});

async function issued(purpose: string) {
  const api = await vcApiOf(service);
  const id = `urn:uuid:${randomUUID()}`;
  const credentialStatus = { type: 'BitstringStatusListEntry', statusPurpose: purpose };
  const { body } = await api.issue(
    {
      '@context': [CREDENTIALS_CONTEXT],
      id,
      type: ['VerifiableCredential'],
      credentialSubject: { id: 'did:example:learner' },
    },
    { credentialStatus },
  );
  const set = async (status: boolean | string): Promise<void> => {
    expect((await api.setStatus({ credentialId: id, credentialStatus, status })).status).toBe(200);
  };
  return { id, entry: body.verifiableCredential['credentialStatus'] as StatusListEntry, set };
}

it('of the installation: suspended and not any more, revoked, and each message', async () => {
  const suspended = await issued('suspension');
  for (const status of [true, false, true]) {
    await suspended.set(status);
    expect(await valuesOf(suspended.entry)).toEqual([Number(status), Number(status)]);
  }
  const revoked = await issued('revocation');
  await revoked.set(true);
  expect(await valuesOf(revoked.entry)).toEqual([1, 1]);
  const told = await issued('message');
  for (const status of ['0x2', '0x1', '0x0']) {
    await told.set(status);
    expect(await valuesOf(told.entry)).toEqual([Number(status), Number(status)]);
  }
});

it('also when what was written last came in before what was written first, and as many places are set as before', async () => {
  const [one, two] = [await issued('suspension'), await issued('suspension')];
  await one.set(true);
  // The last that happened in the list, as moments tell it, also after what follows.
  await issued('suspension');
  expect([await valuesOf(one.entry), await valuesOf(two.entry)]).toEqual([
    [1, 1],
    [0, 0],
  ]);
  const { store, vault } = service.running.held;
  const metadata = { at: '2026-01-01T00:00:00.000Z', by: 'service:vc-client', for: null };
  for (const [{ id }, value] of [[one, 0] as const, [two, 1] as const]) {
    const key = keyOf(vault.lookupName('instance-credential', id));
    const by = 'service:vc-client';
    const command = { type: 'SetInstanceCredentialStatus', by, purpose: 'suspension', value } as const;
    await store.handle(part(instanceCredential, key, command), { metadata });
  }
  // Nothing is changed by this: its answer waits until all that was written can be read.
  await one.set(false);
  expect([await valuesOf(one.entry), await valuesOf(two.entry)]).toEqual([
    [0, 0],
    [1, 1],
  ]);
});
