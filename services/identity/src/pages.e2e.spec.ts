import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from './browser.set-up.js';
import { Application, CALLBACK, PERSON, READ, startIdentity, UPSERT } from './people.set-up.js';
import type { TestIdentity } from './people.set-up.js';

let identity: TestIdentity;
let app: Application;

beforeAll(async () => {
  identity = await startIdentity({ DEMO_MODE: 'true' });
  app = await Application.register(identity.issuer);
});
afterAll(() => identity.close());

/** A browser on the login page, and one step on: on the consent page of an application that is new to them. */
const atLogin = async (more: Readonly<Record<string, string>> = {}, browser = new Browser()) => ({
  browser,
  page: await browser.open((await app.begin(READ, more)).url),
});
const atConsent = async (one: Application, browser = new Browser()) => {
  const login = await browser.open((await one.begin(`${READ} ${UPSERT} offline_access`)).url);
  return { browser, page: await browser.submit(login, 'person', { person: PERSON }) };
};

describe('every page', () => {
  it('is kept from frames, scripts, caches and other sites', async () => {
    const consent = await atConsent(await Application.register(identity.issuer));
    const grants = await consent.browser.open(`${identity.issuer}/grants`);
    const error = await new Browser().open(`${identity.issuer}/auth?client_id=x`);
    for (const { headers, text } of [(await atLogin()).page, consent.page, grants, error]) {
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[^;]+; form-action 'self'/,
      );
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'; base-uri 'none'");
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('cache-control')).toContain('no-store');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(text).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|\sstyle=/i);
      expect(text).toMatch(/^<!doctype html>\s*<html lang="nl">/);
      expect(text.match(/<h1>/g)).toHaveLength(1);
      for (const [, id] of text.matchAll(/<input id="(\w+)"/g)) expect(text).toContain(`<label for="${String(id)}">`);
    }
  });

  it('lets a browser follow its form to the application, and to no other site', async () => {
    const policyOf = async (uri: string) => {
      const one = await Application.register(identity.issuer, { redirect_uris: [uri] });
      const page = await new Browser().open((await one.begin(READ, { redirect_uri: uri })).url);
      return /form-action ([^;]+)/.exec(page.headers.get('content-security-policy') ?? '')?.[1];
    };
    expect(await policyOf(CALLBACK)).toBe("'self' https://wallet.example");
    expect(await policyOf('http://127.0.0.1:8123/x')).toBe("'self' http://127.0.0.1:8123");
    expect(await policyOf('http://[::1]:8123/x')).toBe("'self' http:");
  });

  it('comes with cookies that scripts and other sites do not get, below the address of the service alone', async () => {
    const answer = await fetch((await app.begin(READ)).url, { redirect: 'manual' });
    const cookies = answer.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(1);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; path=\/identity\//i);
      expect(cookie).toMatch(/; samesite=lax/i);
      expect(cookie).toMatch(/; httponly/i);
    }
  });

  it('has cookies for https alone where the service is', async () => {
    const secure = await identity.boot({ ISSUER_URL: 'https://region.example/identity' });
    const { search } = (await app.begin(READ)).url;
    const answer = await fetch(`${secure.url}/auth${search}`, { redirect: 'manual' });
    expect(answer.headers.getSetCookie().length).toBeGreaterThan(1);
    for (const cookie of answer.headers.getSetCookie()) expect(cookie).toMatch(/; secure/i);
    expect(answer.headers.get('location')).toMatch(/^https:\/\/region\.example\/identity\/interactions\//);
  });
});

describe('the language', () => {
  it.each([
    ['the browser', {}, { 'accept-language': 'fr, en-GB;q=0.9, nl;q=0.8' }, 'en'],
    ['the application', { ui_locales: 'fr en nl' }, { 'accept-language': 'nl' }, 'en'],
    ['nobody', {}, { 'accept-language': 'fr, *;q=0.5' }, 'nl'],
  ])('is what %s asks for', async (_who, params, headers, language) => {
    const { page } = await atLogin(params, new Browser(headers));
    expect(page.text).toContain(`<html lang="${language}">`);
  });

  it('stays as it was chosen on a page', async () => {
    const { browser, page } = await atLogin({}, new Browser({ 'accept-language': 'nl' }));
    const english = await browser.open(`${page.url.href}?lang=en`);
    expect(english.text).toContain('Log in (demonstration)');
    const next = await browser.submit(english, 'person', { person: PERSON });
    expect(next.text).toContain('Do you allow this?');
    const error = await browser.open(`${identity.issuer}/auth?client_id=x`);
    expect(error.text).toContain('This cannot be done');
  });
});

describe('the login page of a demo', () => {
  it('says that it is one, and takes no person who is no UUID', async () => {
    const { browser, page } = await atLogin();
    expect(page.text).toContain('Dit is een demonstratie');
    for (const person of ['', 'jan', "' or 1=1", `${PERSON} `.repeat(2)]) {
      const refused = await browser.submit(page, 'person', { person });
      expect([refused.status, refused.text.includes('Dit is geen nummer van een persoon')]).toEqual([400, true]);
      expect(refused.text).toContain('aria-invalid="true"');
    }
  });

  it('has no way in by mail', async () => {
    const { browser, page } = await atLogin();
    const cookie = browser.cookiesFor(page.url);
    const answer = await fetch(`${page.url.href}/code`, { method: 'POST', headers: { cookie } });
    expect(answer.status).toBe(404);
  });
});

describe('the consent page', () => {
  it('says who asks, where one goes, and for what, in plain words', async () => {
    const one = await Application.register(identity.issuer, { policy_uri: 'https://wallet.example/privacy' });
    const { page } = await atConsent(one);
    expect(page.text).toContain('<bdi>Wallet of Others</bdi>');
    expect(page.text).toContain('Deze naam gaf de toepassing zelf op');
    expect(page.text).toContain('<bdi>wallet.example</bdi>');
    for (const words of [
      'de bewijzen in je skillspaspoort zien',
      'bewijzen in je skillspaspoort zetten',
      'tot je het beëindigt',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.text).toContain('<a href="https://wallet.example/privacy" rel="noreferrer nofollow">');
    expect(page.text).not.toContain('purl.imsglobal.org');
  });

  it('shows a name as text, whatever stands in it', async () => {
    const name = `"'><script>alert(1)</script>evil<b>`;
    const one = await Application.register(identity.issuer, { client_name: name });
    const { browser, page } = await atConsent(one);
    await browser.submit(page, 'consent');
    const login = await new Browser().open((await one.begin(READ)).url);
    for (const { text } of [page, login, await browser.open(`${identity.issuer}/grants`)]) {
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;evil&lt;b&gt;');
      expect(text).not.toMatch(/<script/);
    }
  });

  it('cannot be passed by before somebody logged in', async () => {
    const { browser, page } = await atLogin();
    const cookie = browser.cookiesFor(page.url);
    for (const step of ['consent', 'refusal']) {
      const answer = await fetch(`${page.url.href}/${step}`, {
        method: 'POST',
        body: new URLSearchParams(),
        headers: { cookie },
        redirect: 'manual',
      });
      expect(answer.status).toBe(400);
    }
  });
});

describe('a form of another site', () => {
  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])('does nothing: %s', async (origin) => {
    const one = await Application.register(identity.issuer);
    const { browser, page } = await atConsent(one);
    const refused = await browser.submit(page, 'consent', {}, { origin });
    expect([refused.status, refused.text.includes('kwam niet van onze pagina')]).toEqual([403, true]);
    const grants = await browser.open(`${identity.issuer}/grants`);
    expect((await browser.submit(grants, 'log-out', {}, { origin })).status).toBe(403);
    expect((await browser.open(`${identity.issuer}/grants`)).text).not.toContain('niet ingelogd');
    const login = await atLogin();
    expect((await login.browser.submit(login.page, 'person', { person: PERSON }, { origin })).status).toBe(403);
    // Nothing was done: the person can go on.
    expect((await browser.submit(page, 'consent')).url.searchParams.has('code')).toBe(true);
  });

  it('does nothing in a browser that did not begin the login', async () => {
    const { page } = await atLogin();
    const stranger = new Browser();
    expect((await stranger.submit(page, 'person', { person: PERSON })).status).toBe(400);
    const own = await atLogin({}, stranger);
    // Another's page with one's own cookie of another login.
    const cookie = stranger.cookiesFor(own.page.url);
    const answer = await fetch(`${page.url.href}/person`, {
      method: 'POST',
      body: new URLSearchParams({ person: PERSON }),
      headers: { cookie, origin: page.url.origin },
      redirect: 'manual',
    });
    expect(answer.status).toBe(400);
  });
});

describe('odd requests', () => {
  it.each([
    ['GET', '/interactions/x', undefined, 400],
    ['POST', '/interactions/x/person', 'person=1', 400],
    ['POST', '/interactions/x/consent', undefined, 400],
    ['GET', '/auth/x', undefined, 400],
    ['GET', '/auth', undefined, 400],
    ['GET', '/auth?client_id=a&client_id=b', undefined, 400],
    ['GET', `/auth?scope=${'x'.repeat(4_000)}`, undefined, 400],
    ['GET', '/auth?client_id=x&state=%00', undefined, 400],
    ['GET', '/auth?client_id=x&ui_locales=nl%00', undefined, 400],
    ['POST', '/auth', 'client_id=x', 405],
    ['POST', '/grants/ended', 'client_id=x', 303],
    ['POST', '/grants/ended', '{"client_id":"x"}', 303],
    ['GET', '/grants?lang=xx&lang=nl', undefined, 200],
    ['GET', '/interactions/%00', undefined, 400],
    ['POST', '/interactions/x/person', `person=${'x'.repeat(20_000)}`, 413],
  ])('are answered: %s %s', async (method, path, body, status) => {
    const answer = await fetch(identity.issuer + path, {
      method,
      ...(body === undefined ? {} : { body: new URLSearchParams(body) }),
      headers: { accept: 'text/html' },
      redirect: 'manual',
    });
    expect(answer.status).toBe(status);
  });

  it('of a program are answered with JSON', async () => {
    const answer = await fetch(`${identity.issuer}/interactions/x`, { headers: { accept: 'application/json' } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 400, code: 'expired' });
  });

  it('of any content are none of our mistakes', async () => {
    const { browser, page } = await atLogin();
    const cookie = browser.cookiesFor(page.url);
    for (const [type, body] of [
      ['application/json', '{"person":"x"}'],
      ['multipart/form-data; boundary=x', '--x--'],
      ['text/plain', 'person=x'],
      ['application/x-www-form-urlencoded', '%E0%A4%A=&person=%00&person=1'],
      ['application/x-www-form-urlencoded', ''],
    ] as const) {
      const headers = { cookie, 'content-type': type };
      const answer = await fetch(`${page.url.href}/person`, { method: 'POST', body, headers });
      expect([type, answer.status]).toEqual([type, 400]);
      expect(await answer.text()).toMatch(/^<!doctype html>/);
    }
    expect(identity.lines.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});

describe('the portal of the region', () => {
  it('alone may act as the person, and only when it is configured', async () => {
    const clientSecret = 'portal-secret-0123456789-abcdefghijk';
    const portal = { clientId: 'portal', clientSecret, name: 'Estafette', redirectUris: [CALLBACK] };
    identity.route(await identity.boot({ PORTAL_CLIENT: JSON.stringify(portal) }));
    const begun = await app.begin('person', { client_id: 'portal' });
    const browser = new Browser();
    const consent = await browser.submit(await browser.open(begun.url), 'person', { person: PERSON });
    expect(consent.text).toContain('hier alles doen wat je zelf kunt doen');
    expect(consent.text).not.toContain('gaf de toepassing zelf op');
    const back = await browser.submit(consent, 'consent');
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code: String(back.url.searchParams.get('code')),
      redirect_uri: CALLBACK,
      code_verifier: begun.verifier,
    });
    const headers = { authorization: `Basic ${btoa(`portal:${clientSecret}`)}` };
    const answer = await fetch(`${identity.issuer}/token`, { method: 'POST', body, headers });
    expect(await answer.json()).toMatchObject({ scope: 'person', token_type: 'Bearer' });
    expect((await browser.open((await app.begin('person')).url)).url.searchParams.get('error')).toBe('invalid_scope');
  });
});
