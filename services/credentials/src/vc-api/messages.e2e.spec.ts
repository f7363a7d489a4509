import { randomUUID } from 'node:crypto';
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
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { returnBread } from '@estafette/verifier/example';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from '../credentials.service.js';
import { judgedBy } from '../issuing-school.set-up.js';
import { vcApiOf, type VcApi } from './vc-api.set-up.js';

let service: TestService<RunningService>;
let api: VcApi;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env), {
    VC_API_STATUS: 'revocation message',
    VC_API_MESSAGES: '["pending_review", "accepted", "rejected"]',
    VC_API_MESSAGES_URL: 'https://region.example/status-dictionary',
  });
  api = await vcApiOf(service);
});
afterAll(() => service.close());

const MESSAGE = { type: 'BitstringStatusListEntry', statusPurpose: 'message' };
const REVOCATION = { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' };

interface Issued {
  readonly credentialId: string;
  readonly credential: Readonly<Record<string, unknown>>;
  readonly entries: readonly StatusListEntry[];
}

async function issued(
  more: object = {},
  options?: object,
  headers?: Readonly<Record<string, string>>,
): Promise<Issued> {
  const credentialId = `urn:uuid:${randomUUID()}`;
  const course = {
    '@context': [CREDENTIALS_CONTEXT],
    id: credentialId,
    type: ['VerifiableCredential'],
    credentialSubject: { id: 'did:example:learner' },
    ...more,
  };
  const { status, body } = await api.issue(course, options, headers);
  expect(status, JSON.stringify(body)).toBe(201);
  const entries = [body.verifiableCredential['credentialStatus']].flat() as StatusListEntry[];
  return { credentialId, credential: body.verifiableCredential, entries };
}

const told = async ({ credential }: Issued): Promise<string> => {
  const { verdict, checks } = await judgedBy(service, JSON.stringify(credential));
  return `${verdict}: ${checks.find(({ check }) => check === 'status')?.reason ?? ''}`;
};
const set = async ({ credentialId }: Issued, status: unknown, credentialStatus: object = MESSAGE): Promise<string> => {
  const answer = await api.setStatus({ credentialId, credentialStatus, ...(status !== undefined && { status }) });
  return [answer.status, answer.status === 200 ? answer.body['status'] : answer.body.problemDetails[0]?.detail].join(
    ' ',
  );
};
const listOf = async ({ statusListCredential: url }: StatusListEntry): Promise<StatusListCredential> =>
  (await (await fetch(url.replace(/^https?:\/\/[^/]+/, service.running.url))).json()) as StatusListCredential;

describe('a credential with messages', () => {
  it('says in its entry which it may have, each of the values once', async () => {
    const { entries } = await issued();
    expect(entries.map(({ statusPurpose }) => statusPurpose)).toEqual(['revocation', 'message']);
    const [revocation, message] = entries;
    expect(revocation).not.toHaveProperty('statusSize');
    expect(message).toEqual({
      id: `${message?.statusListCredential ?? ''}#${message?.statusListIndex ?? ''}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'message',
      statusListIndex: expect.stringMatching(/^\d+$/),
      statusListCredential: expect.stringMatching(/\/instance\/status-lists\/message-2\/1$/),
      statusSize: 2,
      statusMessage: [
        { status: '0x0', message: 'pending_review' },
        { status: '0x1', message: 'accepted' },
        { status: '0x2', message: 'rejected' },
        { status: '0x3', message: 'undefined' },
      ],
      statusReference: 'https://region.example/status-dictionary',
    });
  });

  it('has one after another, which is told in words and decides nothing', async () => {
    const credential = await issued({}, { credentialStatus: MESSAGE });
    expect(await told(credential)).toMatch(/^valid: In order\. .* own words \(0x0\): “pending_review”\.$/);
    expect(await set(credential, '0x2')).toBe('200 0x2');
    expect(await told(credential)).toMatch(/^valid: In order\. .* \(0x2\): “rejected”\.$/);
    expect((await api.verify(credential.credential)).body.verified).toBe(true);
    expect(await set(credential, '0x01')).toBe('200 0x01');
    expect(await told(credential)).toMatch(/\(0x1\): “accepted”\.$/);
    expect(await set(credential, '0x0')).toBe('200 0x0');
    expect(await told(credential)).toMatch(/\(0x0\): “pending_review”\.$/);
  });

  it('has it beside what decides', async () => {
    const credential = await issued();
    await set(credential, '0x1');
    expect(await told(credential)).toMatch(/^valid: In order\. .*“accepted”\.$/);
    await set(credential, true, REVOCATION);
    expect(await told(credential)).toMatch(/^not-valid-any-more: The issuer withdrew .*“accepted”\.$/);
  });

  it('stands in a list of two bits an entry that anybody can read and verify', async () => {
    const [one, other] = [await issued(), await issued()];
    await set(one, '0x3');
    await set(other, '0x2');
    const [entry, beside] = [one, other].map(({ entries }) => entries[1]);
    if (!entry || !beside) throw new Error('both have an entry for messages');
    const list = await listOf(entry);
    expect(list).toMatchObject({
      id: entry.statusListCredential,
      credentialSubject: { type: 'BitstringStatusList', statusPurpose: 'message', ttl: 60_000 },
    });
    const bits = decodeStatusList(list.credentialSubject.encodedList);
    expect((bits.length * 8) / 2).toBeGreaterThanOrEqual(131_072);
    expect([entry, beside].map(({ statusListIndex }) => statusAt(bits, Number(statusListIndex), 2))).toEqual([3, 2]);
    const did = (await (await fetch(`${service.running.url}/instance/did.json`)).json()) as { id: string };
    expect((await verifiesElsewhere(list, new Date(), { [did.id]: did })).verified).toBe(true);
    expect((await verifiesElsewhere(one.credential, new Date(), { [did.id]: did })).verified).toBe(true);
  });

  it('is given again as it was under the same Idempotency-Key', async () => {
    const id = `urn:uuid:${randomUUID()}`;
    const key = { 'idempotency-key': randomUUID() };
    const first = await issued({ id }, {}, key);
    expect((await issued({ id }, {}, key)).credential).toEqual(first.credential);
  });

  it('is told what is wrong with a status', async () => {
    const credential = await issued();
    expect(await set(credential, '0x4')).toMatch(/^409 .*the messages 0x0 to 0x3/);
    for (const status of [true, false, undefined, 2, '2', '0x', '0xg']) {
      expect(await set(credential, status), String(status)).toMatch(
        /^400 status: must be true or false; for the purpose/,
      );
    }
    expect(await set(credential, '0x1', REVOCATION)).toMatch(/^400 status: must be true or false; for the purpose/);
    const without = await issued({}, { credentialStatus: REVOCATION });
    expect(await set(without, '0x1')).toMatch(/^409 .*without a status for message/);
  });
});

describe('an Open Badge', () => {
  it('never has a message: by default it is left out, and asked for it is refused', async () => {
    const id = `urn:uuid:${randomUUID()}`;
    const { id: did } = (await (await fetch(`${service.running.url}/instance/did.json`)).json()) as { id: string };
    const { entries } = await issued({ ...returnBread(did), id });
    expect(entries.map(({ statusPurpose }) => statusPurpose)).toEqual(['revocation']);
    const refused = await api.issue({ ...returnBread(did), id }, { credentialStatus: [REVOCATION, MESSAGE] });
    expect([refused.status, refused.body.problemDetails.map(({ detail }) => detail)]).toEqual([
      400,
      ['options.credentialStatus: Open Badges have one status alone, for revocation.'],
    ]);
  });
});
