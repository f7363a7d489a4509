import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { formalFaults } from '@estafette/verifier';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from './credentials.service.js';
import { badgeJwt, badgeText, identityOf } from './elsewhere.set-up.js';
import { done, issuingSchool, tellGranted, textOf, type IssuingSchool } from './issuing-school.set-up.js';
import {
  failure,
  openBadgesClient,
  type Description,
  type OpenBadgesClient,
  type Said,
} from './open-badges-client.set-up.js';
import { grantOf } from './return-bread.example.js';
import { generateSigningKey } from './signing/index.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
let logins: Server;

let client: OpenBadgesClient;
/** As the client read it. */
let description: Description;

beforeAll(async () => {
  // What the identity service tells of itself; its keys are those of the tests.
  logins = createServer((request, response) => {
    const told = {
      authorization_endpoint: 'https://login.example/authorise',
      token_endpoint: 'https://login.example/tokens',
      registration_endpoint: 'https://login.example/clients',
    };
    const known = request.url === '/.well-known/openid-configuration';
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(told));
  });
  await new Promise<void>((resolve) => logins.listen(0, '127.0.0.1', resolve));
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env), {
    PROVIDER_NAME: 'Food Valley',
    PRIVACY_POLICY_URL: 'https://region.example/privacy',
    TERMS_OF_SERVICE_URL: 'https://region.example/terms',
  });
  school = await issuingSchool(service);
  client = await openBadgesClient(service);
  ({ description } = client);
});
afterAll(async () => {
  await service.close();
  logins.close();
});

const at: OpenBadgesClient['at'] = (...asked) => client.at(...asked);
const ask: OpenBadgesClient['ask'] = (...asked) => client.ask(...asked);

const listed = async (who: Caller, query = ''): Promise<readonly { id: string }[]> =>
  (await ask(who, 'GET', `/credentials${query}`)).body['credential'] as { id: string }[];

function earnedBy(learner: Caller): string {
  const { definition, achievementId, organisationId } = school;
  return tellGranted(service, grantOf(definition, { achievementId, organisationId, learnerId: learner.personId }));
}

/** A badge that was issued to somebody who has taken it. */
async function heldBy(learner: Caller): Promise<{ credentialId: string; text: string }> {
  const credentialId = earnedBy(learner);
  const text = await textOf(service, learner, credentialId);
  await done(learner.post(`/v1/credentials/${credentialId}/acceptances`, {}));
  return { credentialId, text };
}

describe('the service description', () => {
  it('is a valid OpenAPI 3.0 document, for everybody', async () => {
    const answer = await at('/discovery');
    expect(answer.headers.get('content-type')).toContain('application/json');
    const { valid, errors } = await new Validator().validate((await answer.json()) as Record<string, unknown>);
    expect([valid, errors]).toEqual([true, undefined]);
    expect(description.openapi).toMatch(/^3\.0\.\d$/);
    expect(description.servers).toEqual([{ url: 'http://localhost:0/ims/ob/v3p0' }]);
    expect(description.info).toEqual({
      title: 'Food Valley',
      version: '3.0',
      termsOfService: 'https://region.example/terms',
      'x-imssf-privacyPolicyUrl': 'https://region.example/privacy',
    });
    client.assertDescribed('/discovery', 'GET', answer, description);
  });

  it('says where to register and to get tokens, where the issuer of tokens tells nothing, as the platform has it', () => {
    const { OAuth2ACG: scheme } = description.components.securitySchemes;
    const issuer = service.issuer.url;
    expect(scheme).toMatchObject({ type: 'oauth2', 'x-imssf-registrationUrl': `${issuer}/reg` });
    const { scopes, ...flow } = scheme.flows.authorizationCode;
    expect(flow).toEqual({
      authorizationUrl: `${issuer}/auth`,
      tokenUrl: `${issuer}/token`,
      refreshUrl: `${issuer}/token`,
    });
    const names = ['credential.readonly', 'credential.upsert', 'profile.readonly', 'profile.update'];
    const full = names.map((name) => `https://purl.imsglobal.org/spec/ob/v3p0/scope/${name}`);
    expect(Object.keys(scopes as object)).toEqual(full);
    const asked = Object.values(description.paths).flatMap((each) => Object.values(each));
    expect(asked.flatMap(({ security }) => security?.[0]?.OAuth2ACG ?? [])).toEqual(full);
  });

  it('says it as the issuer of tokens tells it', async () => {
    const issuer = `http://127.0.0.1:${(logins.address() as AddressInfo).port}`;
    const jwks = `${service.issuer.url}/jwks`;
    const token = `${service.issuer.url}/token`;
    const env = { ...service.environment, ISSUER_URL: issuer, JWKS_URL: jwks, TOKEN_URL: token };
    const other = await boot(credentials, { ...env, OPEN_BADGES_URL: 'https://region.example/ims/ob/v3p0/' });
    try {
      const said = (await (await fetch(`${other.url}/ims/ob/v3p0/discovery`)).json()) as Description;
      expect(said.servers).toEqual([{ url: 'https://region.example/ims/ob/v3p0' }]);
      expect(said.components.securitySchemes.OAuth2ACG).toMatchObject({
        'x-imssf-registrationUrl': 'https://login.example/clients',
        flows: {
          authorizationCode: {
            authorizationUrl: 'https://login.example/authorise',
            tokenUrl: 'https://login.example/tokens',
            refreshUrl: 'https://login.example/tokens',
          },
        },
      });
    } finally {
      await other.close();
    }
  });
});

describe('the badges of a person', () => {
  it('are those that were issued here and those from elsewhere, JSON and JWT apart, as the formal model has them', async () => {
    const learner = await service.person();
    const { text: own } = await heldBy(learner);
    const [json, jwt] = [await badgeText(), await badgeJwt()];
    const bring = (credential: string): Promise<void> => done(learner.post('/v1/imported-credentials', { credential }));
    await bring(json);
    await bring(`${jwt}\n`);
    const { text, body, headers } = await ask(learner, 'GET', '/credentials');
    expect([headers.get('x-total-count'), headers.get('cache-control')]).toEqual(['3', 'no-store']);
    const { credential, compactJwsString } = body as { credential: object[]; compactJwsString: string[] };
    expect(compactJwsString).toEqual([jwt]);
    for (const each of [own, json]) expect(text).toContain(each);
    expect(credential.map((one) => formalFaults(one, 'achievement'))).toEqual([[], []]);
    expect(await listed(await service.person())).toEqual([]);
  });

  it('leave out what does not hold here any more, and what is not written as a badge is', async () => {
    const learner = await service.person();
    const { credentialId } = await heldBy(learner);
    expect(await listed(learner)).toHaveLength(1);
    await done(school.office.post(`/v1/credentials/${credentialId}/suspensions`, { reason: 'under-review' }));
    expect(await listed(learner)).toEqual([]);
    await done(school.office.post(`/v1/credentials/${credentialId}/reinstatements`, { reason: 'review-closed' }));
    expect(await listed(learner)).toHaveLength(1);
    // Genuine, but not as the model of Open Badges 3.0 has a badge.
    const credential = await badgeJwt({ image: { id: 'https://a.example/x.png', type: 'Image', size: 'large' } });
    await done(learner.post('/v1/imported-credentials', { credential }));
    expect(failure(await ask(learner, 'POST', '/credentials', { body: credential, type: 'text/plain' }))).toMatch(
      /^400 invalid_data: .*image\.size/,
    );
    const jwts = (await ask(learner, 'GET', '/credentials')).body['compactJwsString'];
    expect(jwts).toEqual([]);
    expect(await listed(learner)).toHaveLength(1);
  });

  it('are given to others once their holder has taken them, and then told as new', async () => {
    const learner = await service.person();
    const credentialId = earnedBy(learner);
    const text = await textOf(service, learner, credentialId);
    expect(await listed(learner)).toEqual([]);
    const before = new Date().toISOString();
    await done(learner.post(`/v1/credentials/${credentialId}/acceptances`, {}));
    expect(await listed(learner, `?since=${before}`)).toEqual([JSON.parse(text)]);
    const declined = earnedBy(learner);
    await textOf(service, learner, declined);
    await done(learner.post(`/v1/credentials/${declined}/declinations`, {}));
    expect(await listed(learner)).toHaveLength(1);
  });

  it('leave out what proved to be about somebody else, which is not shared either', async () => {
    const learner = await service.person();
    const credential = await badgeText({ identifier: identityOf('kim@example.org') });
    const brought = await learner.post('/v1/imported-credentials', { credential });
    const place = brought.headers.get('location') ?? '';
    expect(await listed(learner)).toHaveLength(1);
    await done(learner.post(`${place}/judgements`, { identity: 'sam@example.org' }));
    expect(await listed(learner)).toEqual([]);
    const importedCredentialId = place.split('/').at(-1);
    const shared = await learner.post('/v1/shares', { shareId: randomUUID(), importedCredentialId });
    expect([shared.status, ((await shared.json()) as { code: string }).code]).toEqual([409, 'credential-of-another']);
  });

  it('come in pages, 25 of them, in an order that stays, with links from one to the next', async () => {
    const learner = await service.person();
    const days = Array.from({ length: 25 }, (_, nth) => `2026-10-${String(nth + 1).padStart(2, '0')}T00:00:00Z`);
    const ids: string[] = [];
    for (const validFrom of days) {
      const body = await badgeText({ validFrom });
      expect((await ask(learner, 'POST', '/credentials', { body })).status).toBe(201);
      ids.push((JSON.parse(body) as { id: string }).id);
    }
    const walked: string[] = [];
    const sizes: number[] = [];
    for (let next: string | undefined = '?limit=10'; next !== undefined;) {
      const { body, headers } = await ask(learner, 'GET', `/credentials${next}`);
      const page = body['credential'] as { id: string }[];
      expect(headers.get('x-total-count')).toBe('25');
      sizes.push(page.length);
      walked.push(...page.map(({ id }) => id));
      const link = headers.get('link') ?? '';
      for (const rel of ['first', 'last']) expect(link).toContain(`rel="${rel}"`);
      const [, address] = /<([^>]+)>; rel="next"/.exec(link) ?? [];
      expect(address?.startsWith('http://localhost:0/ims/ob/v3p0/credentials?') ?? true).toBe(true);
      next = address === undefined ? undefined : new URL(address).search;
    }
    expect([sizes, walked]).toEqual([[10, 10, 5], ids]);
    const since = await ask(learner, 'GET', '/credentials?since=2026-10-20T00:00:00Z&limit=3');
    expect((since.body['credential'] as { id: string }[]).map(({ id }) => id)).toEqual(ids.slice(20, 23));
    expect(since.headers.get('x-total-count')).toBe('5');
    expect(since.headers.get('link')).toContain('offset=3&since=2026-10-20T00%3A00%3A00.000Z>; rel="next"');
    expect(await listed(learner, '?since=2026-10-20T02:00:00%2B02:00')).toHaveLength(5);
    expect(await listed(learner, '?since=2026-10-20T00:00:00')).toHaveLength(5);
    expect(await listed(learner, '?offset=90')).toEqual([]);
    expect(await listed(learner, '?limit=100000')).toHaveLength(25);
  });
});

describe('adding a badge', () => {
  it('answers with it: 201 where it was not there, 200 where it replaces one or was there already', async () => {
    const [learner, key, id] = [await service.person(), generateSigningKey(), `urn:uuid:${randomUUID()}`];
    const version = (day: string): Promise<string> => badgeText({ id, validFrom: `2026-10-${day}T00:00:00Z` }, key);
    const [first, second] = [` ${await version('01')}\n`, await version('02')];
    const post = (body: string, type?: string): Promise<Said> =>
      ask(learner, 'POST', '/credentials', { body, ...(type !== undefined && { type }) });
    for (const [body, status] of [
      [first, 201],
      [first, 200],
      [second, 200],
    ] as const) {
      const { status: actual, text, headers } = await post(body);
      expect([actual, text]).toEqual([status, body]);
      expect(headers.get('content-type')).toMatch(/^application\/json\b/);
    }
    expect(failure(await post(first))).toMatch(/^400 invalid_data: A newer version/);
    expect(await listed(learner)).toMatchObject([{ id, validFrom: '2026-10-02T00:00:00Z' }]);
    const jwt = await badgeJwt();
    for (const status of [201, 200]) {
      const { status: actual, text, headers } = await post(jwt, 'text/plain');
      expect([actual, text, headers.get('content-type')]).toEqual([status, jwt, 'text/plain; charset=utf-8']);
    }
    // It is what they have in their passport, with its verdict.
    const mine = (await (await learner.get('/v1/imported-credentials')).json()) as { importedCredentials: object[] };
    expect(mine.importedCredentials).toMatchObject([
      { form: 'jwt', verdict: 'valid-issuer-unknown' },
      { form: 'json' },
    ]);
  });

  it('again that was issued here changes nothing', async () => {
    const learner = await service.person();
    const { text: body } = await heldBy(learner);
    expect(await ask(learner, 'POST', '/credentials', { body })).toMatchObject({ status: 200, text: body });
    expect(await listed(learner)).toHaveLength(1);
  });

  it('is refused with each reason, in the words of this API', async () => {
    const learner = await service.person();
    const post = async (body: string, type = 'application/json'): Promise<string> =>
      failure(await ask(learner, 'POST', '/credentials', { body, type }));
    const text = await badgeText();
    expect(await post(text.replace('return bread', 'rocket science'))).toMatch(/^400 invalid_data: .*signature/);
    expect(await post(text.replace('"name":', '"name":"twice","name":'))).toMatch(/^400 invalid_data: /);
    expect(await post('{}')).toMatch(/^400 invalid_data: /);
    expect(await post('no JSON')).toMatch(/^400 invalid_data: /);
    expect(await post('')).toMatch(/^400 invalid_data: /);
    expect(await post('a.b.c', 'text/plain')).toMatch(/^400 invalid_data: /);
    expect(await post('x'.repeat(1_048_577))).toMatch(/^413 invalid_data: /);
    expect(await post('[['.repeat(100_000))).toMatch(/^400 invalid_data: /);
    expect(await post(text, 'application/xml')).toMatch(/^415 invalid_data: /);
    expect(await listed(learner)).toEqual([]);
  });
});

describe('a profile', () => {
  it('is an id alone until something is told; then what was told, as the formal model has it', async () => {
    const learner = await service.person();
    const empty = { id: `urn:uuid:${learner.personId}`, type: ['Profile'] };
    expect((await ask(learner, 'GET', '/profile')).body).toEqual(empty);
    const told = {
      name: 'Sam de Vries',
      url: 'https://sam.example/',
      description: 'Baker.',
      phone: '+31 6 1234',
      email: 'sam@example.org',
      image: { id: 'https://sam.example/me.png', type: 'Image', caption: 'Me' },
      familyNamePrefix: 'de',
    };
    const body = JSON.stringify({ '@context': ['x'], id: 'https://other.example/sam', type: 'Profile', ...told });
    const put = await ask(learner, 'PUT', '/profile', { body });
    expect([put.status, put.body]).toEqual([200, { ...empty, ...told }]);
    const read = await ask(learner, 'GET', '/profile');
    expect([read.body, formalFaults(read.body, 'profile')]).toEqual([{ ...empty, ...told }, []]);
    const less = JSON.stringify({ ...empty, name: 'Sam' });
    expect((await ask(learner, 'PUT', '/profile', { body: less })).body).toEqual({ ...empty, name: 'Sam' });
    expect((await ask(learner, 'GET', '/profile')).body).toEqual({ ...empty, name: 'Sam' });
    expect((await ask(await service.person(), 'GET', '/profile')).body).not.toHaveProperty('name');
  });

  it('keeps nothing that it does not know, and says all that is wrong', async () => {
    const learner = await service.person();
    const wrong = { id: 'x', type: ['Person'], dateOfBirth: '2000-01-01', email: 'sam', name: 'x'.repeat(201) };
    const said = failure(await ask(learner, 'PUT', '/profile', { body: JSON.stringify(wrong) }));
    expect(said).toMatch(/^400 invalid_data: /);
    for (const place of ['/type', '/dateOfBirth', '/email', '/name']) expect(said).toContain(`${place}: `);
    for (const secret of ['sam', '2000', 'xxx']) expect(said).not.toContain(secret);
  });

  it('lies sealed, and is gone with the person', async () => {
    const [learner, name] = [await service.person(), `Sam ${randomUUID()}`];
    await ask(learner, 'PUT', '/profile', { body: JSON.stringify({ id: 'x', type: 'Profile', name }) });
    const { rows } = await service.running.held.pool.query<{ all: string }>(
      `select string_agg(to_jsonb(e)::text, '') as all from log.events e`,
    );
    expect(rows[0]?.all).toContain(`profile-${learner.personId}`);
    expect(rows[0]?.all).not.toContain(name);
    await service.running.held.vault.destroy(learner.personId);
    expect((await ask(learner, 'GET', '/profile')).body).toEqual({
      id: `urn:uuid:${learner.personId}`,
      type: ['Profile'],
    });
    expect(await listed(learner)).toEqual([]);
  });
});

describe('what is not right', () => {
  it('is told as Imsx_StatusInfo: who may not, what there is not, and what is wrong', async () => {
    const learner = await service.person();
    const raw = async (path: string, method = 'GET', token: string | null = null): Promise<[Response, string]> => {
      const headers = token === null ? {} : { authorization: `Bearer ${token}` };
      const answer = await at(path, { method, headers });
      expect(answer.headers.get('content-type')).toBe('application/json');
      const body = (await answer.json()) as Said['body'];
      return [answer, failure({ status: answer.status, headers: answer.headers, text: '', body })];
    };
    const [nobody, without] = await raw('/credentials');
    expect([without, nobody.headers.get('www-authenticate')]).toEqual([
      expect.stringMatching(/^401 unauthorizedrequest: /),
      'Bearer',
    ]);
    expect((await raw('/profile', 'GET', 'a.b.c'))[0].headers.get('www-authenticate')).toContain('invalid_token');
    const own = await service.issuer.personToken(learner.personId);
    const [forbidden, words] = await raw('/credentials', 'GET', own);
    expect(words).toMatch(/^403 forbidden: /);
    expect(forbidden.headers.get('www-authenticate')).toMatch(/insufficient_scope.*credential\.readonly/);
    expect((await raw('/nothing'))[1]).toMatch(/^404 not_found: /);
    const [wrong, method] = await raw('/profile', 'DELETE');
    expect([method, wrong.headers.get('allow')]).toEqual([
      expect.stringMatching(/^405 not_allowed: /),
      'GET, HEAD, PUT',
    ]);
    for (const query of [
      'limit=0',
      'limit=x',
      'offset=-1',
      'since=yesterday',
      'more=1',
      'limit=1&limit=2',
      'since=%',
    ]) {
      const said = failure(await ask(learner, 'GET', `/credentials?${query}`));
      expect(said).toMatch(/^400 invalid_query_parameter: /);
    }
  });

  it('opens nothing else: a system with all four scopes is no person to any other route', async () => {
    const scope = Object.keys(
      description.components.securitySchemes.OAuth2ACG.flows.authorizationCode['scopes'] as object,
    );
    const token = await service.issuer.personToken(randomUUID(), { scope: scope.join(' ') });
    for (const path of ['/v1/credentials', '/v1/imported-credentials', '/v1/shares']) {
      const answer = await fetch(`${service.running.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'scope-missing']);
    }
  });
});
