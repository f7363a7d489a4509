import { createHash } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from './browser.set-up.js';
import { Application, CALLBACK, codeOf, PERSON, READ, startIdentity, UPSERT } from './people.set-up.js';
import type { TestIdentity } from './people.set-up.js';

let identity: TestIdentity;
let app: Application;

beforeAll(async () => {
  identity = await startIdentity({ DEMO_MODE: 'true' });
  app = await Application.register(identity.issuer);
});
afterAll(() => identity.close());

/** Checks a token as a service does, with nothing but the published keys. */
const check = (token: string) =>
  jwtVerify(token, createRemoteJWKSet(new URL(String(app.server.jwks_uri))), {
    issuer: identity.issuer,
    audience: 'urn:estafette:test',
    algorithms: ['RS256'],
    typ: 'at+jwt',
    requiredClaims: ['sub', 'client_id', 'iat', 'exp', 'jti', 'scope'],
  });

describe('discovery', () => {
  it('names what is there, and works through the front', () => {
    expect(app.server).toMatchObject({
      authorization_endpoint: `${identity.issuer}/auth`,
      registration_endpoint: `${identity.issuer}/reg`,
      revocation_endpoint: `${identity.issuer}/token/revocation`,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      authorization_response_iss_parameter_supported: true,
    });
    expect(app.server.grant_types_supported).toEqual(expect.arrayContaining(['authorization_code', 'refresh_token']));
    expect(app.server.scopes_supported).toEqual(expect.arrayContaining([READ, UPSERT, 'offline_access']));
    expect(app.server.userinfo_endpoint).toBeUndefined();
  });
});

describe('an application', () => {
  it('gets a token of the person with the scopes that they allowed, refreshes it, and gives it back', async () => {
    const login = await app.logIn(`${READ} ${UPSERT} offline_access`);
    expect(login.back.href).toMatch(new RegExp(`^${CALLBACK}\\?code=`));
    const first = await app.tokens(login.back, login);
    const { payload } = await check(first.access_token);
    expect(payload).toMatchObject({ sub: PERSON, scope: `${READ} ${UPSERT}`, client_id: app.client.client_id });
    expect(first).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: `${READ} ${UPSERT}` });
    expect(first).not.toHaveProperty('id_token');

    const second = await app.refresh(first.refresh_token);
    expect((await check(second.access_token)).payload).toMatchObject({ sub: PERSON, scope: `${READ} ${UPSERT}` });
    expect(second.refresh_token).not.toBe(first.refresh_token);

    await app.revoke(second.refresh_token);
    expect(await codeOf(app.refresh(second.refresh_token))).toBe('invalid_grant');
  });

  it('gets no lasting access that it did not ask for', async () => {
    const login = await app.logIn(READ);
    expect(await app.tokens(login.back, login)).not.toHaveProperty('refresh_token');
  });

  it('loses everything when a refresh token comes a second time', async () => {
    const login = await app.logIn(`${READ} offline_access`);
    const first = await app.tokens(login.back, login);
    const second = await app.refresh(first.refresh_token);
    expect(await codeOf(app.refresh(first.refresh_token))).toBe('invalid_grant');
    expect(await codeOf(app.refresh(second.refresh_token))).toBe('invalid_grant');
  });

  it('loses everything when a code comes a second time', async () => {
    const login = await app.logIn(`${READ} offline_access`);
    const { refresh_token: token } = await app.tokens(login.back, login);
    expect(await codeOf(app.tokens(login.back, login))).toBe('invalid_grant');
    expect(await codeOf(app.refresh(token))).toBe('invalid_grant');
  });

  it('gets at most one answer for a code that comes many times at once, and none that lasts', async () => {
    const login = await app.logIn(`${READ} offline_access`);
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => app.tokens(login.back, login)));
    const given = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(given.length).toBeLessThanOrEqual(1);
    for (const { refresh_token: token } of given) expect(await codeOf(app.refresh(token))).toBe('invalid_grant');
    expect(identity.lines.filter((line) => line.includes('"level":50'))).toEqual([]);
  });

  it('cannot use a code without the verifier, of another application, or for another address', async () => {
    const login = await app.logIn(READ);
    expect(await codeOf(app.tokens(login.back, { ...login, verifier: 'x'.repeat(43) }))).toBe('invalid_grant');
    const other = await Application.register(identity.issuer);
    expect(await codeOf(other.tokens(login.back, login))).toBe('invalid_grant');
    const elsewhere = new URL(login.back.href.replace('/callback', '/elsewhere'));
    expect(await codeOf(app.tokens(elsewhere, login))).toBe('invalid_grant');
    // None of these used it up.
    expect((await app.tokens(login.back, login)).scope).toBe(READ);
  });

  it.each([
    ['no challenge', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an unknown scope', { scope: 'credential.readonly' }, 'invalid_scope'],
    ['the scope of a person', { scope: `${READ} person` }, 'invalid_scope'],
    ['the scope of a service', { scope: 'feed:read' }, 'invalid_scope'],
    ['names', { scope: 'names:read' }, 'invalid_scope'],
    ['an id token', { scope: `openid ${READ}` }, 'invalid_scope'],
    ['no scope', { scope: '' }, 'invalid_scope'],
    ['another audience', { resource: 'urn:estafette:elsewhere' }, 'invalid_target'],
    ['the implicit flow', { response_type: 'token' }, 'invalid_request'],
    ['lasting access to nothing', { scope: 'offline_access' }, 'invalid_scope'],
    ['an answer by a form', { response_mode: 'form_post' }, 'unsupported_response_mode'],
    ['an answer in the fragment', { response_mode: 'fragment' }, 'unsupported_response_mode'],
    ['no page', { prompt: 'none' }, 'login_required'],
  ])('is told at its own address that it may not ask for %s', async (_what, change, error) => {
    const { url, state } = await app.begin(READ, change);
    const { url: back } = await new Browser().open(url);
    expect(`${back.origin}${back.pathname}`).toBe(CALLBACK);
    // Of the implicit flow a client would read the answer in the fragment.
    const told = new URLSearchParams(back.search === '' ? back.hash.slice(1) : back.search);
    expect(Object.fromEntries(told)).toMatchObject({ error, state, iss: identity.issuer });
    expect(told.has('code') || told.has('access_token')).toBe(false);
  });

  it.each([
    ['another address', { redirect_uri: 'https://evil.example/callback' }],
    ['a longer address', { redirect_uri: `${CALLBACK}/../x` }],
    ['the address with more', { redirect_uri: `${CALLBACK}?next=https://evil.example` }],
    ['another host that looks alike', { redirect_uri: 'https://wallet.example@evil.example/callback' }],
    ['a script', { redirect_uri: 'javascript:alert(1)' }],
    ['an application that nobody knows', { client_id: 'app.unknown' }],
    ['a service', { client_id: 'challenges' }],
    ['the demo', { client_id: 'estafette-demo' }],
  ])('sends nobody on with %s: they read why', async (_what, change) => {
    const { url } = await app.begin(READ, change);
    const page = await new Browser().open(url);
    expect(page.status).toBe(400);
    expect(page.url.origin).toBe(new URL(identity.issuer).origin);
    expect(page.text).toMatch(/^<!doctype html>[^]*Dit kan niet/);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const json = await fetch(url, { headers: { accept: 'application/json' } });
    expect(await json.json()).toMatchObject({ error: expect.stringMatching(/^invalid_/) });
  });

  it('is told when the person refuses', async () => {
    const one = await Application.register(identity.issuer);
    const { url, state } = await one.begin(READ);
    const browser = new Browser();
    const consent = await browser.submit(await browser.open(url), 'person', { person: PERSON });
    const { url: back } = await browser.submit(consent, 'refusal');
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: 'access_denied', state });
  });

  it('never gets more than it asked for at the time: what was allowed before does not slip in', async () => {
    const browser = new Browser();
    const wide = await app.logIn(`${READ} ${UPSERT}`, browser);
    expect((await app.tokens(wide.back, wide)).scope).toBe(`${READ} ${UPSERT}`);
    const narrow = await app.logIn(READ, browser);
    const tokens = await app.tokens(narrow.back, narrow);
    expect((await check(tokens.access_token)).payload['scope']).toBe(READ);
  });

  it.each(['client_credentials', 'urn:estafette:params:oauth:grant-type:demo'])(
    'may not use the grant of others: %s',
    async (grant) => {
      const form = { grant_type: grant, scope: 'feed:read', person_id: PERSON };
      const authorization = `Basic ${Buffer.from(`${app.client.client_id}:${app.secret}`).toString('base64')}`;
      const body = new URLSearchParams(form);
      const answer = await fetch(`${identity.issuer}/token`, { method: 'POST', body, headers: { authorization } });
      expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_request' }]);
    },
  );
});

describe('what a person allowed', () => {
  it('is remembered in another browser, and asked for again when an application wants more', async () => {
    const one = await Application.register(identity.issuer);
    await one.logIn(READ);
    const browser = new Browser();
    const { url } = await one.begin(READ);
    const back = await browser.submit(await browser.open(url), 'person', { person: PERSON });
    expect(back.url.href).toMatch(/^https:\/\/wallet\.example\/callback\?code=/);
    const more = await browser.open((await one.begin(`${READ} ${UPSERT}`)).url);
    expect(more.forms.some((form) => form.endsWith('/consent'))).toBe(true);
  });

  it('is shown, and ends when they end it', async () => {
    const one = await Application.register(identity.issuer, { client_name: 'To be ended' });
    const login = await one.logIn(`${READ} offline_access`);
    const { refresh_token: token } = await one.tokens(login.back, login);
    const page = await login.browser.open(`${identity.issuer}/grants`);
    expect(page.text).toContain('To be ended');
    expect(page.text).toContain('de bewijzen in je skillspaspoort zien');
    const ended = await login.browser.submit(page, 'ended', { client_id: one.client.client_id });
    expect(ended.text).not.toContain('To be ended');
    expect(await codeOf(one.refresh(token))).toBe('invalid_grant');
    const out = await login.browser.submit(ended, 'log-out');
    expect(out.text).toContain('Je bent hier niet ingelogd');
    const stranger = await new Browser().open(`${identity.issuer}/grants`);
    expect(stranger.text).toContain('Je bent hier niet ingelogd');
  });

  it('is shown to whoever comes by themselves and logs in, on any browser, and lets that page do nothing', async () => {
    const one = await Application.register(identity.issuer, { client_name: 'Let in before' });
    await one.logIn(READ);
    const browser = new Browser();
    const stranger = await browser.open(`${identity.issuer}/grants`);
    const [, way = ''] = /<a href="([^"]*\/log-in)"/.exec(stranger.text) ?? [];
    const login = await browser.open(way);
    expect(login.text).toContain('Je logt in om te zien wat je toepassingen laat doen');
    const page = await browser.submit(login, 'person', { person: PERSON });
    expect(page.url.href).toBe(`${identity.issuer}/grants`);
    expect(page.text).toContain('Let in before');
    expect(page.text).not.toContain('estafette-pages');
    const again = await browser.open(way);
    expect(again.url.href).toBe(`${identity.issuer}/grants`);
    const { rows } = await identity.database.query<object>(
      `SELECT payload->'openid'->>'scope' AS scope, payload->'resources' AS resources, round(extract(epoch FROM expires_at - kept_at) / 86400)::integer AS days
         FROM kept WHERE kind = 'Grant' AND client_id = 'estafette-pages'`,
    );
    expect(rows).toEqual([{ scope: 'pages', resources: null, days: 1 }]);
    expect((await browser.open(`${identity.issuer}/grants/logged-in?error=x`)).status).toBe(400);
  });

  it('is no way for anybody else to have people sent elsewhere, or to get a token', async () => {
    const asked = new URL(
      `${identity.issuer}/auth?client_id=estafette-pages&response_type=code&scope=pages&code_challenge_method=S256`,
    );
    const verifier = 'v'.repeat(43);
    asked.searchParams.set('code_challenge', createHash('sha256').update(verifier).digest('base64url'));
    const { browser } = await app.logIn(READ);
    asked.searchParams.set('redirect_uri', CALLBACK);
    expect((await browser.open(asked)).status).toBe(400);
    const redirectUri = `${identity.issuer}/grants/logged-in`;
    asked.searchParams.set('redirect_uri', redirectUri);
    const answer = await fetch(asked, { redirect: 'manual', headers: { cookie: browser.cookiesFor(asked) } });
    const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
    expect(code).not.toBe('');
    const body = { grant_type: 'authorization_code', client_id: 'estafette-pages', redirect_uri: redirectUri };
    const token = await fetch(`${identity.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...body, code, code_verifier: verifier }),
    });
    expect([token.status, ((await token.json()) as { error: string }).error]).toEqual([400, 'invalid_target']);
  });

  it('stays theirs when somebody else logs in with the same browser', async () => {
    const login = await app.logIn(READ);
    const { url, verifier, state } = await app.begin(READ, { prompt: 'login' });
    const other = '0198c0de-1234-7abc-8def-00000000beef';
    const consent = await login.browser.submit(await login.browser.open(url), 'person', { person: other });
    const back = await login.browser.submit(consent, 'consent');
    const { payload } = await check((await app.tokens(back.url, { verifier, state })).access_token);
    expect(payload.sub).toBe(other);
  });
});

describe('several instances and a restart', () => {
  it('go on where another one was: all state is in the database', async () => {
    const [one, other] = [await identity.boot(), await identity.boot()];
    identity.route(one, other);
    const login = await app.logIn(`${READ} offline_access`);
    const tokens = await app.tokens(login.back, login);
    expect(tokens.refresh_token).toBeDefined();

    const { url, verifier, state } = await app.begin(READ);
    const browser = new Browser();
    const page = await browser.open(url);
    await Promise.all([one.close(), other.close()]);
    identity.route(await identity.boot());
    const consent = await browser.submit(page, 'person', { person: PERSON });
    // It was allowed before, so there is nothing to ask.
    const back = consent.forms.length === 0 ? consent : await browser.submit(consent, 'consent');
    expect((await app.tokens(back.url, { verifier, state })).scope).toBe(READ);
    expect((await app.refresh(tokens.refresh_token)).scope).toBe(READ);
  });
});

it('keeps nothing that opens something, and no mark of a person but their id', async () => {
  const login = await app.logIn(`${READ} offline_access`, new Browser(), { login_hint: 'jan@mail.example' });
  const before = JSON.stringify((await identity.database.query('SELECT * FROM kept')).rows);
  const tokens = await app.tokens(login.back, login);
  const pending = new Browser();
  await pending.open((await app.begin(READ, { login_hint: 'jan@mail.example' })).url);
  const after = JSON.stringify((await identity.database.query('SELECT * FROM kept')).rows);
  const code = String(login.back.searchParams.get('code'));
  const cookies = login.browser.cookiesFor(new URL(`${identity.issuer}/auth`));
  const session = String(/estafette_session=([\w-]+)/.exec(cookies)?.[1]);
  const management = String(app.registration['registration_access_token']);
  for (const secret of [code, session, app.secret, management, String(tokens.refresh_token), 'jan@mail.example']) {
    expect(secret.length).toBeGreaterThan(10);
    expect(before + after).not.toContain(secret);
  }
  expect(after).toContain(PERSON);
});
