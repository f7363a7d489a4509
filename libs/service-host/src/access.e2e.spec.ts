import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { validateClosed, validateEnvelope } from '@estafette/contracts';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService, TEST_AUDIENCE } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { HUB_FOUNDED, lamps } from './fixtures/lamps.js';

const codeOf = async (answer: Response): Promise<string> =>
  `${answer.status} ${((await answer.json()) as { code?: string }).code ?? ''}`;
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An issuer whose keys and tokens are made by hand, so that every member can be wrong. */
async function startIssuer(port = 0): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const answer = request.url === '/jwks' ? { keys: [{ ...jwk, kid: 'k', alg: 'RS256', use: 'sig' }] } : {};
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const jwk = publicKey.export({ format: 'jwk' });

describe('an access token', () => {
  let service: TestService<RunningService>;
  let issuer: Awaited<ReturnType<typeof startIssuer>>;
  const person = randomUUID();
  const now = Math.floor(Date.now() / 1000);

  beforeAll(async () => {
    issuer = await startIssuer();
    service = await startTestService('lamps', ['organisations'], (env) =>
      boot(lamps, { ...env, ISSUER_URL: issuer.url, TOKEN_URL: `${env['ISSUER_URL'] ?? ''}/token` }),
    );
  });
  afterAll(async () => {
    await service.close();
    await issuer.close();
  });

  const claims = (): Record<string, unknown> => ({
    iss: issuer.url,
    aud: TEST_AUDIENCE,
    sub: person,
    client_id: 'portal',
    scope: 'person',
    iat: now,
    exp: now + 3600,
    jti: randomUUID(),
  });
  const header = { alg: 'RS256', typ: 'at+jwt', kid: 'k' };
  const made = (change: object = {}, head: object = header, key = privateKey): string => {
    const text = `${encoded(head)}.${encoded({ ...claims(), ...change })}`;
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  };
  const withSecret = (): string => {
    const text = `${encoded({ ...header, alg: 'HS256' })}.${encoded(claims())}`;
    const secret = publicKey.export({ format: 'pem', type: 'spki' });
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const ask = (authorization?: string, path = `/v1/lamps/${randomUUID()}`): Promise<Response> =>
    fetch(`${service.running.url}${path}`, {
      headers: { 'estafette-acting-for': 'self', ...(authorization === undefined ? {} : { authorization }) },
    });

  it('is taken when all of it is right, whatever the case of the scheme', async () => {
    expect(await codeOf(await ask(`Bearer ${made()}`))).toBe('404 lamp-unknown');
    expect(await codeOf(await ask(`bearer ${made({ sub: person.toUpperCase() })}`))).toBe('404 lamp-unknown');
    expect(await codeOf(await ask(`Bearer ${made({ aud: ['other', TEST_AUDIENCE] })}`))).toBe('404 lamp-unknown');
  });

  it.each<[string, () => string | undefined, string]>([
    ['missing', () => undefined, 'token-missing'],
    ['another scheme', () => `Basic ${Buffer.from('a:b').toString('base64')}`, 'token-not-valid'],
    ['garbage', () => 'Bearer garbage', 'token-not-valid'],
    ['garbage in three parts', () => 'Bearer a.b.c', 'token-not-valid'],
    ['alg none', () => `Bearer ${encoded({ ...header, alg: 'none' })}.${encoded(claims())}.`, 'token-not-valid'],
    ['alg none with a signature', () => `Bearer ${made({}, { ...header, alg: 'none' })}`, 'token-not-valid'],
    ['HS256 with the public key', () => `Bearer ${withSecret()}`, 'token-not-valid'],
    ['signed by somebody else', () => `Bearer ${made({}, header, stranger)}`, 'token-not-valid'],
    ['a key that nobody knows', () => `Bearer ${made({}, { ...header, kid: 'other' })}`, 'token-not-valid'],
    ['a changed subject', () => `Bearer ${tampered()}`, 'token-not-valid'],
    ['another issuer', () => `Bearer ${made({ iss: 'http://127.0.0.1:1' })}`, 'token-not-valid'],
    ['another audience', () => `Bearer ${made({ aud: 'urn:estafette:other' })}`, 'token-not-valid'],
    ['no audience', () => `Bearer ${made({ aud: undefined })}`, 'token-not-valid'],
    ['expired', () => `Bearer ${made({ exp: now - 60, iat: now - 120 })}`, 'token-expired'],
    ['without an end', () => `Bearer ${made({ exp: undefined })}`, 'token-not-valid'],
    ['not yet', () => `Bearer ${made({ nbf: now + 600 })}`, 'token-not-valid'],
    ['an ID token', () => `Bearer ${made({}, { ...header, typ: 'JWT' })}`, 'token-not-valid'],
    ['a subject that is no person', () => `Bearer ${made({ sub: 'admin' })}`, 'token-not-valid'],
    ['no client', () => `Bearer ${made({ client_id: undefined })}`, 'token-not-valid'],
  ])('is refused: %s', async (_name, token, code) => {
    const answer = await ask(token());
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await codeOf(answer)).toBe(`401 ${code}`);
  });
  const tampered = (): string => {
    const [head = '', , signature = ''] = made().split('.');
    return `${head}.${encoded({ ...claims(), sub: randomUUID() })}.${signature}`;
  };

  it('is not taken any longer than it lasts, though it was checked before', async () => {
    const token = `Bearer ${made({ exp: Math.floor(Date.now() / 1000) + 2 })}`;
    expect((await ask(token)).status).toBe(404);
    await eventually(async () => expect(await codeOf(await ask(token))).toBe('401 token-expired'), {
      timeoutMs: 4_000,
    });
  });

  it('of a service is no person’s, and a person’s is no service’s', async () => {
    const ofService = `Bearer ${made({ sub: 'portal', scope: 'feed:read' })}`;
    expect(await codeOf(await ask(ofService))).toBe('403 not-a-person');
    expect((await ask(ofService, '/v1/feed')).status).toBe(200);
    expect(await codeOf(await ask(`Bearer ${made({ scope: 'feed:read' })}`, '/v1/feed'))).toBe('403 scope-missing');
  });

  it.each([
    ['what somebody let an application do', 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert'],
    ['something that only begins like it', 'personal person:read'],
    ['what services have', 'feed:read names:read'],
    ['nothing', undefined],
  ])('of a person opens no route of theirs where its scope is %s', async (_what, scope) => {
    const answer = await ask(`Bearer ${made({ scope })}`);
    expect(await codeOf(answer)).toBe('403 scope-missing');
    expect(await codeOf(await ask(`Bearer ${made({ scope })}`, '/v1/feed'))).toBe('403 scope-missing');
    expect((await ask(`Bearer ${made({ scope: `x person ${scope ?? ''}` })}`)).status).toBe(404);
  });

  it('cannot be checked while the issuer is away, and can again once it is back', async () => {
    const port = Number(new URL(issuer.url).port);
    await issuer.close();
    const other = await boot(lamps, { ...service.environment, ISSUER_URL: issuer.url, LOG_LEVEL: 'silent' });
    const answer = (): Promise<Response> =>
      fetch(`${other.url}/v1/lamps/${randomUUID()}`, {
        headers: { authorization: `Bearer ${made()}`, 'estafette-acting-for': 'self' },
      });
    const away = await answer();
    expect(away.headers.get('retry-after')).toBe('2');
    expect(await codeOf(away)).toBe('503 identity-unreachable');
    issuer = await startIssuer(port);
    await eventually(async () => expect((await answer()).status).toBe(404));
    await other.close();
  });
});

describe('who acts, and for whom', () => {
  let service: TestService<RunningService>;
  const [home, second, foreign] = [randomUUID(), randomUUID(), randomUUID()];
  let one: Caller, many: Caller, none: Caller;

  beforeAll(async () => {
    service = await startTestService('lamps', ['organisations'], (env) => boot(lamps, env));
    [one, many, none] = await Promise.all([service.person(), service.person(), service.person()]);
    service.grant(one.personId, home, 'employer');
    service.grant(one.personId, second, 'learner');
    service.grant(many.personId, home, 'employer');
    service.grant(many.personId, second, 'hub-coordinator');
    await eventually(async () => (await hang(many, second)).startsWith('201'));
  });
  afterAll(() => service.close());

  const hang = async (who: Caller, actingFor?: string): Promise<string> => {
    const headers = actingFor === undefined ? {} : { 'estafette-acting-for': actingFor };
    const answer = await who.post('/v1/lamps', { lampId: randomUUID(), name: 'Hall' }, headers);
    return answer.status === 201 ? '201' : codeOf(answer);
  };

  it('is the only membership that fits, when it is left out', async () => {
    expect(await hang(one)).toBe('201');
  });

  it('is asked, with the choices, when several fit', async () => {
    const answer = await many.post('/v1/lamps', { lampId: randomUUID(), name: 'Hall' });
    const problem = (await answer.json()) as { choices: string[] };
    expect(problem).toMatchObject({ status: 400, code: 'acting-for-needed' });
    expect(problem.choices.toSorted()).toEqual([home, second].toSorted());
  });

  it.each<[string, () => Promise<string>, string]>([
    ['named', () => hang(many, second), '201'],
    ['none fits', () => hang(none), '403 role-missing'],
    ['an organisation of others', () => hang(one, foreign), '403 not-a-member'],
    ['another role there', () => hang(one, second), '403 role-missing'],
    ['oneself, where that is not meant', () => hang(one, 'self'), '403 role-missing'],
    ['neither an id nor self', () => hang(one, 'me'), '400 request-not-valid'],
  ])('%s', async (_name, ask, told) => {
    expect(await ask()).toBe(told);
  });

  it('is oneself where that is meant', async () => {
    const path = `/v1/lamps/${randomUUID()}`;
    expect(await codeOf(await none.get(path, { 'estafette-acting-for': 'self' }))).toBe('404 lamp-unknown');
    expect(await codeOf(await none.get(path))).toBe('404 lamp-unknown');
    expect(await codeOf(await one.get(path))).toBe('400 acting-for-needed');
  });

  it('ends with the membership', async () => {
    const membershipId = service.grant(none.personId, home, 'employer');
    await eventually(async () => expect(await hang(none, home)).toBe('201'));
    service.feeds.tell({
      type: 'nl.estafette.organisations.membership-revoked.v1',
      subject: `person-${none.personId}`,
      data: { membershipId, personId: none.personId, organisationId: home, role: 'employer' },
    });
    await eventually(async () => expect(await hang(none, home)).toBe('403 not-a-member'));
  });

  it('is nobody while a fact about the person lies aside', async () => {
    const parked = await service.person();
    service.grant(parked.personId, home, 'employer');
    await eventually(async () => expect(await hang(parked, home)).toBe('201'));
    service.feeds.tell({
      type: 'nl.estafette.organisations.membership-revoked.v1',
      subject: `person-${parked.personId}`,
      data: { membershipId: 'not an id' },
    });
    await eventually(async () => expect(await hang(parked, home)).toBe('403 not-a-member'));
    expect(await hang(one)).toBe('201');
  });
});

describe('the feed', () => {
  let service: TestService<RunningService>;
  let reader: string;
  beforeAll(async () => {
    service = await startTestService('lamps', ['organisations'], (env) => boot(lamps, env));
    reader = await service.issuer.serviceToken('insights', 'feed:read');
  });
  afterAll(() => service.close());
  const read = (query: string, token: string | null = reader): Promise<Response> =>
    fetch(
      `${service.running.url}/v1/feed${query}`,
      token === null ? {} : { headers: { authorization: `Bearer ${token}` } },
    );

  it('is for services with its scope', async () => {
    expect(await codeOf(await read('', null))).toBe('401 token-missing');
    const scopeless = await service.issuer.serviceToken('insights', 'names:read');
    expect(await codeOf(await read('', scopeless))).toBe('403 scope-missing');
    expect(await codeOf(await read('', await service.issuer.personToken(randomUUID())))).toBe('403 scope-missing');
  });

  it('tells cursors that are none, or lie ahead, from those that are', async () => {
    expect(await codeOf(await read('?after=1.2'))).toBe('400 request-not-valid');
    expect(await codeOf(await read('?after=x.y.z'))).toBe('400 request-not-valid');
    expect(await codeOf(await read('?wait=61'))).toBe('400 request-not-valid');
    expect(await codeOf(await read('?after=9.1.1'))).toBe('409 cursor-ahead-of-log');
    expect(await codeOf(await read('?after=999999999.9999999999999999999.999999999999999'))).toBe(
      '409 cursor-ahead-of-log',
    );
    expect((await read('')).status).toBe(200);
  });

  it('gives what was written, once there is something, and nothing in plain', async () => {
    const [baker, home] = [await service.person(), randomUUID()];
    service.grant(baker.personId, home, 'employer');
    const waiting = read('?wait=20');
    const lampId = randomUUID();
    await eventually(async () => (await baker.post('/v1/lamps', { lampId, name: 'Aunt Truus' })).status === 201);
    const answer = await waiting;
    expect(answer.headers.get('content-type')).toContain('application/cloudevents-batch+json');
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject([
      { specversion: '1.0', type: HUB_FOUNDED, subject: `lamp-${lampId}`, source: 'urn:estafette:test:lamps' },
    ]);
    expect(text).not.toContain('Truus');
    // Named as the examples of the contracts are, and as they say.
    const [sent] = JSON.parse(text) as { id: string; data: object }[];
    const { rows } = await service.running.held.pool.query<{ id: string }>(
      "select event_id as id from log.events where type = 'LampHung'",
    );
    expect(sent?.id).toBe(`${rows[0]?.id ?? ''}.hub-founded.v1`);
    expect([validateEnvelope(sent), validateClosed(HUB_FOUNDED, sent?.data)]).toEqual([[], []]);
    const next = answer.headers.get('estafette-next-cursor') ?? '';
    expect(await (await read(`?after=${next}`)).json()).toEqual([]);
  });
});
