import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { didDocumentOf, done } from './issuing-school.set-up.js';
import { fetched, send, type Asked } from './presenting-wallet.set-up.js';
import { registeredAs } from './return-bread.example.js';
import type { DidDocument } from './sd-jwt-by-hand.set-up.js';
import { startForWallets } from './wallets.set-up.js';

let service: TestService<RunningService>;
let employer: Caller;
let bakery: string;
beforeAll(async () => {
  service = await startForWallets();
  bakery = randomUUID();
  service.feeds.tell(registeredAs(bakery, 'sme', 'The Bakery'));
  employer = await service.person(undefined, bakery);
  service.grant(employer.personId, bakery, 'employer');
  const question = () => ({ requestId: randomUUID() });
  await eventually(async () => (await employer.post('/v1/presentation-requests', question())).status === 201);
});
afterAll(() => service.close());

interface Request {
  readonly state: string;
  readonly link: string | null;
  readonly answer: unknown;
  readonly declined: Readonly<Record<string, unknown>> | null;
}

const read = async (requestId: string): Promise<Request> =>
  (await (await employer.get(`/v1/presentation-requests/${requestId}`)).json()) as Request;

async function asked(): Promise<Asked & { readonly requestId: string; readonly link: string }> {
  const requestId = randomUUID();
  await done(employer.post('/v1/presentation-requests', { requestId }));
  const { link } = await read(requestId);
  const document = await didDocumentOf<DidDocument>(service, bakery);
  return { requestId, link: link ?? '', ...(await fetched(link ?? '', document)) };
}

/** Sends an error response (OpenID4VP 1.0, section 8.5). */
async function decline({ responseUri, state }: Asked, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const body = new URLSearchParams({ state, error: 'access_denied', ...more });
  const answer = await fetch(responseUri, { method: 'POST', body });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return `${answer.status} ${await answer.text()}`;
}

const declined = (requestId: string): Promise<Request> =>
  eventually(async () => {
    const request = await read(requestId);
    return request.state === 'declined' && request;
  });

describe('a wallet that says no', () => {
  it('is heard: the request ends, and whoever asked reads so, without its words', async () => {
    const one = await asked();
    expect((await read(one.requestId)).declined).toBeNull();
    expect(await decline(one, { error_description: 'Ms Vos would not' })).toBe('200 {}');
    expect(await declined(one.requestId)).toMatchObject({
      state: 'declined',
      link: null,
      answer: null,
      declined: { declinedAt: expect.any(String), error: 'access_denied' },
    });
    const { rows } = await service.running.held.pool.query<{ all: string }>(
      'select string_agg(data::text, $1) as all from log.events where stream_id = $2',
      ['', `presentation-request-${one.requestId}`],
    );
    expect(rows[0]?.all).not.toContain('Vos');
  });

  it('is heard once: again is the same, and nothing else comes after', async () => {
    const one = await asked();
    const all = await Promise.all([1, 2, 3].map(() => decline(one)));
    expect(new Set(all)).toEqual(new Set(['200 {}']));
    expect(await decline(one, { error_description: 'again' })).toBe('200 {}');
    expect(await decline(one, { error: 'wallet_unavailable' })).toMatch(/^404 .*"invalid_request"/);
    const shown = await send(one, { ldp_vc: [{}] });
    expect([shown.status, await shown.json()]).toMatchObject([404, { error: 'invalid_request' }]);
    expect((await fetch(new URL(one.link).searchParams.get('request_uri') ?? '')).status).toBe(404);
    expect((await declined(one.requestId)).declined).toMatchObject({ error: 'access_denied' });
    const { rows } = await service.running.held.pool.query<{ events: number }>(
      'select count(*)::integer as events from log.events where stream_id = $1',
      [`presentation-request-${one.requestId}`],
    );
    expect(rows[0]?.events).toBe(2);
  });

  it('in words that no standard has is kept as other', async () => {
    const one = await asked();
    expect(await decline(one, { error: 'call me on 0612345678' })).toBe('200 {}');
    expect((await declined(one.requestId)).declined).toMatchObject({ error: 'other' });
  });

  it('ends nothing but the request that it was asked', async () => {
    const [one, other] = [await asked(), await asked()];
    const refused = /^400 .*"invalid_request"/;
    expect(await decline({ ...one, state: '' })).toMatch(refused);
    expect(await decline({ ...one, state: 'of nobody' })).toMatch(refused);
    expect(await decline({ ...one, state: other.state })).toMatch(refused);
    expect(await decline({ ...one, responseUri: other.responseUri })).toMatch(refused);
    expect(await decline(one, { vp_token: '{}' })).toMatch(refused);
    expect(await decline(one, { error: '' })).toMatch(refused);
    const elsewhere = one.responseUri.replace(one.requestId, randomUUID());
    expect(await decline({ ...one, responseUri: elsewhere })).toMatch(/^404 /);
    for (const { requestId } of [one, other]) expect((await read(requestId)).state).toBe('open');
  });

  it('encrypted, which nobody asked for, is refused and ends nothing', async () => {
    const one = await asked();
    const header = { alg: 'ECDH-ES', enc: 'A128GCM', kid: 'key', epk: { kty: 'EC', crv: 'P-256', x: 'a', y: 'b' } };
    const encrypted = `${Buffer.from(JSON.stringify(header)).toString('base64url')}..a.b.c`;
    for (const response of [encrypted, 'e30.e30.a', 'x']) {
      const body = new URLSearchParams({ response });
      const answer = await fetch(one.responseUri, { method: 'POST', body });
      expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_request' }]);
    }
    expect((await read(one.requestId)).state).toBe('open');
  });
});
