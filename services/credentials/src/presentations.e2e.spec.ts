import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSentences } from './asking-wallet.set-up.js';
import { wallet, type Wallet } from './copy/wallet.example.js';
import { didDocumentOf, done, issuingSchool, type IssuingSchool } from './issuing-school.set-up.js';
import {
  answerWithSphereon,
  bound,
  didKeyWallet,
  enveloping,
  fetched,
  send,
  type Asked,
} from './presenting-wallet.set-up.js';
import { registeredAs } from './return-bread.example.js';
import type { DidDocument } from './sd-jwt-by-hand.set-up.js';
import { held, startForWallets, type Held } from './wallets.set-up.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
let employer: Caller;
let bakery: string;
beforeAll(async () => {
  service = await startForWallets();
  school = await issuingSchool(service);
  bakery = randomUUID();
  service.feeds.tell(registeredAs(bakery, 'sme', 'The Bakery'));
  employer = await service.person(undefined, bakery);
  service.grant(employer.personId, bakery, 'employer');
  await eventually(async () => (await employer.post('/v1/presentation-requests', question())).status === 201);
});
afterAll(() => service.close());

type Format = 'ldp_vc' | 'jwt_vc_json' | 'vc+sd-jwt' | 'dc+sd-jwt';

const question = (more: object = {}) => ({ requestId: randomUUID(), ...more });

interface Request {
  readonly state: string;
  readonly link: string;
  readonly answer: Readonly<Record<string, unknown>> | null;
}

async function read(requestId: string): Promise<Request> {
  return (await (await employer.get(`/v1/presentation-requests/${requestId}`)).json()) as Request;
}

/** What came of a request, once a wallet answered it: whoever asked sees it a moment later. */
const answered = (requestId: string): Promise<Request> =>
  eventually(async () => {
    const request = await read(requestId);
    return request.state === 'answered' && request;
  });

async function asks(more: object = {}): Promise<{ requestId: string; link: string; document: DidDocument }> {
  const body = question(more);
  await done(employer.post('/v1/presentation-requests', body));
  const { link } = await read(body.requestId);
  return { requestId: body.requestId, link, document: await didDocumentOf<DidDocument>(service, bakery) };
}

/** A copy for a wallet, got as the holder. */
async function copyOf(
  { learner, credentialId }: Held,
  by: Pick<Wallet, 'prove'> | Awaited<ReturnType<typeof didKeyWallet>>,
  format: 'ldp_vc' | 'jwt' | 'vc+sd-jwt' | 'dc+sd-jwt',
): Promise<string> {
  const { c_nonce: nonce } = (await (await learner.post('/v1/nonces', {})).json()) as { c_nonce: string };
  const at = service.running.url;
  const proof = 'present' in by ? await by.prove(nonce, at) : await by.prove(nonce, { audience: at });
  const path = `/v1/credentials/${credentialId}/copies`;
  const answer = await learner.post(path, { copyId: randomUUID(), format, proof });
  expect(answer.status, await answer.text()).toBe(201);
  return (await learner.get(answer.headers.get('location') ?? '')).text();
}

const said = async (answer: Response): Promise<string> => {
  const { error = '', code = '', ...more } = (await answer.json()) as { error?: string; code?: string };
  if (error !== '') expectSentences(more);
  return [answer.status, error || code].filter((one) => one !== '').join(' ');
};
const idOf = ({ query }: Asked): string => query.credentials[0]?.id ?? '';
const REFUSED = '400 invalid_request';

describe('an SD-JWT of a wallet', () => {
  it.each(['vc+sd-jwt', 'dc+sd-jwt'] as const)('as %s is verified by anybody, until it is revoked', async (format) => {
    const [of, by] = [await held(service, school), await wallet()];
    const copy = await copyOf(of, by, format);
    const judged = async (body: string, type: string): Promise<string> => {
      const headers = { 'content-type': type };
      const answer = await fetch(`${service.running.url}/v1/verifications`, { method: 'POST', headers, body });
      const { verdict, checks } = (await answer.json()) as {
        verdict: string;
        checks: { check: string; outcome: string; code: string }[];
      };
      const failed = checks.flatMap(({ outcome, code }) => (outcome === 'failed' ? [code] : []));
      const binding = checks.find(({ check }) => check === 'key-binding')?.outcome ?? '';
      return [verdict, ...failed, binding].join(' ');
    };
    const asked = { nonce: 'c0ffee', clientId: 'https://employer.example' };
    const question = { challenge: asked.nonce, domain: asked.clientId };
    const shown = await bound(copy, by, asked, { kept: ['evidence', 'result'] });
    const [jwt = ''] = copy.split('~');
    expect(await judged(copy, `application/${format}`)).toBe('valid not-asked');
    expect(await judged(`${jwt}~`, 'text/plain')).toBe('valid not-asked');
    expect(await judged(JSON.stringify({ credential: shown, ...question }), 'application/json')).toBe('valid passed');
    const unbound = JSON.stringify({ credential: copy, ...question });
    expect(await judged(unbound, 'application/json')).toBe('not-genuine key-binding-missing failed');
    const extra = Buffer.from('["c2FsdA","role","king"]').toString('base64url');
    expect(await judged(`${copy}${extra}~`, `application/${format}`)).toBe('not-genuine disclosure-not-signed ');
    const reason = { reason: 'issued-in-error' };
    await done(school.office.post(`/v1/credentials/${of.credentialId}/revocations`, reason));
    expect(await judged(copy, `application/${format}`)).toBe('not-valid-any-more revoked not-asked');
  });
});

describe('an SD-JWT that is shown by a wallet of another make', () => {
  it.each(['vc+sd-jwt', 'dc+sd-jwt'] as const)(
    'as %s answers the request, and little of it is kept',
    async (format) => {
      const [of, by] = [await held(service, school), await wallet()];
      const { requestId, link, document } = await asks({ formats: [format], achievementId: school.achievementId });
      const copy = await copyOf(of, by, format);
      const answer = await answerWithSphereon(link, document, by, (asked) =>
        bound(copy, by, asked, { kept: ['evidence', 'identifier', 'result'] }),
      );
      expect([answer.status, await answer.json()]).toEqual([200, {}]);
      const told = await answered(requestId);
      expect(told).toMatchObject({
        state: 'answered',
        link: null,
        answer: {
          format,
          verdict: 'valid',
          codes: [],
          issuer: of.credential.issuer.id,
          achievementName: 'Working with return bread',
        },
      });
      const { rows } = await service.running.held.pool.query<{ all: string }>(
        'select string_agg(data::text, $1) as all from log.events where stream_id = $2',
        ['', `presentation-request-${requestId}`],
      );
      // Neither who showed it nor what they disclosed; the name of the achievement is sealed.
      expect(rows[0]?.all).not.toMatch(/did:jwk|identityHash|creditsEarned|return bread/);
    },
  );

  it.each(['vc+sd-jwt', 'dc+sd-jwt'] as const)('as %s, once it is revoked, does not hold any more', async (format) => {
    const [of, by] = [await held(service, school), await wallet()];
    const { requestId, link, document } = await asks({ formats: [format] });
    const copy = await copyOf(of, by, format);
    const reason = { reason: 'issued-in-error' };
    await done(school.office.post(`/v1/credentials/${of.credentialId}/revocations`, reason));
    await answerWithSphereon(link, document, by, (asked) => bound(copy, by, asked));
    expect((await answered(requestId)).answer).toMatchObject({ verdict: 'not-valid-any-more', codes: ['revoked'] });
  });

  it.each(['vc+sd-jwt', 'dc+sd-jwt'] as const)(
    'as %s is refused where it does not answer the request',
    async (format) => {
      const [of, by, thief] = [await held(service, school), await wallet(), await wallet()];
      const other = await asks({ formats: [format] });
      const { requestId, link, document } = await asks({ formats: [format] });
      const [asked, elsewhere] = [await fetched(link, document), await fetched(other.link, document)];
      const id = idOf(asked);
      const copy = await copyOf(of, by, format);
      const good = await bound(copy, by, asked);
      const [jwt = '', ...rest] = good.split('~');
      const extra = Buffer.from('["c2FsdA","role","king"]').toString('base64url');
      const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);
      const wrong: Record<string, string> = {
        'another nonce': await bound(copy, by, { ...asked, nonce: elsewhere.nonce }),
        'another audience': await bound(copy, by, { ...asked, clientId: 'decentralized_identifier:did:web:other' }),
        'audience without its prefix': await bound(copy, by, { ...asked, clientId: document.id }),
        'another key': await bound(copy, thief, asked),
        'no key': copy,
        'made before': await bound(copy, by, asked, { issuedAt: minutes(-10) }),
        'made later': await bound(copy, by, asked, { issuedAt: minutes(10) }),
        'a disclosure taken away after': [jwt, ...rest.slice(1)].join('~'),
        'a disclosure of nobody': await bound(`${jwt}~${extra}~`, by, asked),
        'another signature': await bound(`${jwt.slice(0, -8)}AAAAAAAA~`, by, asked),
        'no SD-JWT': 'x',
        'the other form': await bound(
          await copyOf(of, by, format === 'vc+sd-jwt' ? 'dc+sd-jwt' : 'vc+sd-jwt'),
          by,
          asked,
        ),
      };
      for (const [what, presentation] of Object.entries(wrong)) {
        expect(await said(await send(asked, { [id]: [presentation] })), what).toBe(REFUSED);
      }
      expect(await said(await send(asked, { other: [good] }))).toBe(REFUSED);
      expect(await said(await send(asked, { [id]: [good, good] }))).toBe(REFUSED);
      expect(await said(await send(asked, { [id]: [{ a: 1 }] }))).toBe(REFUSED);
      expect(await said(await send({ ...asked, state: 'of nobody' }, { [id]: [good] }))).toBe(REFUSED);
      // To the answer of somebody else's request.
      expect(await said(await send({ ...elsewhere, state: asked.state }, { [id]: [good] }))).toBe(REFUSED);
      expect(await said(await send(elsewhere, { [id]: [good] }))).toBe(REFUSED);
      const large = await send(asked, { [id]: ['x'.repeat(1_100_000)] });
      expect(large.status).toBe(413);
      // None of that ended the request; its answer does.
      expect((await read(requestId)).state).toBe('open');
      expect((await send(asked, { [id]: [good] })).status).toBe(200);
      expect(await said(await send(asked, { [id]: [good] }))).toBe('404 invalid_request');
      expect((await fetch(new URL(link).searchParams.get('request_uri') ?? '')).status).toBe(404);
      expect((await answered(requestId)).answer).toMatchObject({ verdict: 'valid' });
    },
  );
});

describe('an SD-JWT of the VC Data Model within a presentation', () => {
  it('answers the request, and is refused where it does not', async () => {
    const [of, by, thief] = [await held(service, school), await wallet(), await wallet()];
    const copy = await copyOf(of, by, 'vc+sd-jwt');
    const { requestId, link, document } = await asks({ formats: ['vc+sd-jwt'] });
    const asked = await fetched(link, document);
    const extra = Buffer.from('["c2FsdA","role","king"]').toString('base64url');
    const wrong: Record<string, string> = {
      'another nonce': await enveloping([copy], by, { ...asked, nonce: 'other' }),
      'another audience': await enveloping([copy], by, { ...asked, clientId: document.id }),
      'another key': await enveloping([copy], thief, asked),
      'two credentials': await enveloping([copy, copy], by, asked),
      none: await enveloping([], by, asked),
      'a disclosure of nobody': await enveloping([`${copy}${extra}~`], by, asked),
      'made before': await enveloping([copy], by, asked, new Date(Date.now() - 600_000)),
      'a projection': await enveloping([await copyOf(of, by, 'dc+sd-jwt')], by, asked),
    };
    for (const [what, presentation] of Object.entries(wrong)) {
      expect(await said(await send(asked, { [idOf(asked)]: [presentation] })), what).toBe(REFUSED);
    }
    expect((await send(asked, { [idOf(asked)]: [await enveloping([copy], by, asked)] })).status).toBe(200);
    expect((await answered(requestId)).answer).toMatchObject({ format: 'vc+sd-jwt', verdict: 'valid' });
  });
});

describe('a presentation with a Data Integrity proof, made by another library', () => {
  it('answers the request, and is refused where it does not', async () => {
    const [of, by, thief] = [await held(service, school), await didKeyWallet(), await didKeyWallet()];
    const copy = JSON.parse(await copyOf(of, by, 'ldp_vc')) as object;
    const { requestId, link, document } = await asks({ formats: ['ldp_vc'] });
    const asked = await fetched(link, document);
    const id = idOf(asked);
    const wrong: Record<string, object> = {
      'another nonce': await by.present([copy], { ...asked, nonce: 'other' }),
      'another audience': await by.present([copy], { ...asked, clientId: 'https://other.example' }),
      'another key': await thief.present([copy], asked),
      'two credentials': await by.present([copy, JSON.parse(await copyOf(of, by, 'ldp_vc')) as object], asked),
      'a credential that is bound to nobody': await by.present([of.credential], asked),
      'a changed credential': await by.present([{ ...copy, name: 'King' }], asked),
      'no presentation': copy,
    };
    for (const [what, presentation] of Object.entries(wrong)) {
      expect(await said(await send(asked, { [id]: [presentation] })), what).toBe(REFUSED);
    }
    expect((await send(asked, { [id]: [await by.present([copy], asked)] })).status).toBe(200);
    expect((await answered(requestId)).answer).toMatchObject({
      format: 'ldp_vc',
      verdict: 'valid',
      issuer: of.credential.issuer.id,
      achievementName: 'Working with return bread',
    });
  });

  it('of what was suspended does not hold any more', async () => {
    const [of, by] = [await held(service, school), await didKeyWallet()];
    const copy = JSON.parse(await copyOf(of, by, 'ldp_vc')) as object;
    await done(school.office.post(`/v1/credentials/${of.credentialId}/suspensions`, { reason: 'under-review' }));
    const { requestId, link, document } = await asks({ formats: ['ldp_vc'] });
    const asked = await fetched(link, document);
    expect((await send(asked, { ldp_vc: [await by.present([copy], asked)] })).status).toBe(200);
    expect((await answered(requestId)).answer).toMatchObject({ verdict: 'not-valid-any-more' });
  });
});

describe('a presentation as JWT', () => {
  it('answers the request, and is refused where it does not', async () => {
    const [of, by, thief] = [await held(service, school), await didKeyWallet(), await didKeyWallet()];
    const copy = await copyOf(of, by, 'jwt');
    const { requestId, link, document } = await asks({ formats: ['jwt_vc_json'] });
    const asked = await fetched(link, document);
    for (const presentation of [
      await by.presentAsJwt([copy], { ...asked, nonce: 'other' }),
      await by.presentAsJwt([copy], { ...asked, clientId: 'other' }),
      await thief.presentAsJwt([copy], asked),
      await by.presentAsJwt([copy, copy], asked),
      copy,
    ]) {
      expect(await said(await send(asked, { jwt_vc_json: [presentation] }))).toBe(REFUSED);
    }
    expect((await send(asked, { jwt_vc_json: [await by.presentAsJwt([copy], asked)] })).status).toBe(200);
    expect((await answered(requestId)).answer).toMatchObject({ format: 'jwt_vc_json', verdict: 'valid' });
  });
});

describe('a presentation of one credential that shows another beside it', () => {
  it('is told as what was signed, or refused, however the other is dressed up', async () => {
    const [of, by] = [await held(service, school), await didKeyWallet()];
    const [jwt, sdJwt] = [await copyOf(of, by, 'jwt'), await copyOf(of, by, 'vc+sd-jwt')];
    const forged = {
      type: 'OpenBadgeCredential',
      issuer: of.credential.issuer.id,
      credentialSubject: { id: by.did, achievement: { id: `urn:uuid:${randomUUID()}`, name: 'Forged diploma' } },
    };
    const context = { '@context': 'https://www.w3.org/ns/credentials/v2' };
    const shown = async (credentials: readonly unknown[]): Promise<string> => {
      const { requestId, link, document } = await asks({ formats: ['jwt_vc_json'] });
      const asked = await fetched(link, document);
      const answer = await send(asked, { jwt_vc_json: [await by.presentAsJwt(credentials, asked)] });
      if (answer.status !== 200) return said(answer);
      return String(((await answered(requestId)).answer as { achievementName?: string }).achievementName);
    };
    expect(await shown([forged, jwt])).toBe('Working with return bread');
    const ids = [
      `data:application/vc+jwt,${jwt}`,
      `data:application/VC+JWT,${jwt}`,
      `data:application/vp+jwt,${jwt}`,
      `data:application/vc+sd-jwt,${sdJwt}`,
    ];
    for (const id of ids) {
      const envelope = { ...context, type: 'EnvelopedVerifiableCredential', id };
      expect(await shown([envelope]), id.slice(0, 30)).toBe('Working with return bread');
      expect(await shown([{ ...forged, ...envelope }]), id.slice(0, 30)).toBe(REFUSED);
    }
  });
});

describe('a request', () => {
  it('asks for one of the forms, of the achievement that was named', async () => {
    const { link, document } = await asks({ achievementId: school.achievementId });
    const asked: Asked = await fetched(link, document);
    expect(asked.clientId).toBe(`decentralized_identifier:${document.id}`);
    const formats: Format[] = ['ldp_vc', 'jwt_vc_json', 'vc+sd-jwt', 'dc+sd-jwt'];
    expect(asked.query.credentials.map(({ format }) => format)).toEqual(formats);
    expect(asked.query).toMatchObject({
      credential_sets: [{ options: asked.query.credentials.map(({ id }) => [id]) }],
    });
    const [of, by] = [await held(service, school), await wallet()];
    const another = await asks({ achievementId: randomUUID(), formats: ['dc+sd-jwt'] });
    const theirs = await fetched(another.link, document);
    const copy = await copyOf(of, by, 'dc+sd-jwt');
    const token = { [idOf(theirs)]: [await bound(copy, by, theirs)] };
    expect(await said(await send(theirs, token))).toBe(REFUSED);
  });

  it('is made once, read by who asked, and found by nobody else', async () => {
    const body = question({ formats: ['ldp_vc'] });
    await done(employer.post('/v1/presentation-requests', body));
    expect((await employer.post('/v1/presentation-requests', body)).status).toBe(200);
    const changed = { ...body, formats: ['dc+sd-jwt'] };
    expect(await said(await employer.post('/v1/presentation-requests', changed))).toBe(
      '409 presentation-request-exists',
    );
    const path = `/v1/presentation-requests/${body.requestId}`;
    const colleague = await service.person(undefined, bakery);
    service.grant(colleague.personId, bakery, 'employer');
    await eventually(async () => (await colleague.post('/v1/presentation-requests', question())).status === 201);
    expect((await colleague.get(path)).status).toBe(404);
    const at = `${service.running.url}/presentations`;
    for (const reference of [body.requestId, `${body.requestId}.${'0'.repeat(64)}`, 'x']) {
      expect((await fetch(`${at}/${reference}/request`)).status).toBe(404);
      const answer = await fetch(`${at}/${reference}/response`, { method: 'POST', body: new URLSearchParams({}) });
      expect(await said(answer)).toBe('404 invalid_request');
    }
  });
});
