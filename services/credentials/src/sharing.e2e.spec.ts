import { hash, randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from './credentials.service.js';
import { done, issuingSchool, type IssuingSchool } from './issuing-school.set-up.js';
import { registeredAs } from './return-bread.example.js';
import { earnedAt, sharedBy, told, type Earned, type Shared, type Told } from './sharing-holder.set-up.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
const bakery = randomUUID();
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  service.feeds.tell(registeredAs(bakery, 'sme', 'Bakery Van Dam'));
  school = await issuingSchool(service);
});
afterAll(() => service.close());

const earned = (): Promise<Earned> =>
  earnedAt(school, service, { statement: { statementId: randomUUID(), organisationId: bakery, basis: 'employer' } });
const shared = async (more: object = {}): Promise<Shared> => sharedBy(await earned(), more);

const look = (path: string, headers: Readonly<Record<string, string>> = { accept: BROWSER }): Promise<Response> =>
  fetch(`${service.running.url}${path}`, { headers });
const sharesOf = async (holder: Caller): Promise<readonly Told[]> =>
  ((await (await holder.get('/v1/shares')).json()) as { shares: Told[] }).shares;

describe('sharing', () => {
  it('is done by the holder alone: without it there is no page, not under any id of the credential', async () => {
    const { holder, credentialId } = await earned();
    for (const id of [credentialId, hash('sha256', credentialId, 'base64url'), 'x', randomUUID()]) {
      expect((await look(`/c/${id}`)).status).toBe(404);
    }
    expect(await sharesOf(holder)).toEqual([]);
    const other = await service.person();
    const foreign = await other.post('/v1/shares', { shareId: randomUUID(), credentialId });
    expect(await told(foreign)).toBe('404 credential-unknown');
    expect((await school.office.post('/v1/shares', { shareId: randomUUID(), credentialId })).status).toBe(403);
  });

  it('gives a link that nobody can guess, which only the holder sees, and which is not in the database', async () => {
    const { holder, credentialId, shareId, link } = await shared();
    const [, token = ''] = /^http:\/\/localhost:0\/c\/([A-Za-z0-9_-]{22})$/.exec(link) ?? [];
    expect(Buffer.from(token, 'base64url')).toHaveLength(16);
    expect(await sharesOf(holder)).toMatchObject([{ shareId, credentialId, link, closedAt: null }]);
    const other = await service.person();
    expect(await sharesOf(other)).toEqual([]);
    expect((await other.get(`/v1/shares/${shareId}`)).status).toBe(404);
    const { rows } = await service.running.held.pool.query<{ all: string }>(
      `select (select string_agg(to_jsonb(e)::text, '') from log.events e) || (select string_agg(to_jsonb(s)::text, '') from app.shares_v4 s) as all`,
    );
    expect(rows[0]?.all).toContain(hash('sha256', token, 'hex'));
    expect(rows[0]?.all).not.toContain(token);
    // A repeat keeps the link; another share of the same has one of its own.
    expect((await holder.post('/v1/shares', { shareId, credentialId })).status).toBe(200);
    await done(holder.post('/v1/shares', { shareId: randomUUID(), credentialId }));
    const links = (await sharesOf(holder)).map((one) => one.link);
    expect([new Set(links).size, links.includes(link)]).toEqual([2, true]);
  });

  it('ends when its holder closes it, at once, and for nobody else', async () => {
    const { holder, shareId, path } = await shared();
    expect((await look(path)).status).toBe(200);
    const other = await service.person();
    expect((await other.post(`/v1/shares/${shareId}/closures`, {})).status).toBe(404);
    await done(holder.post(`/v1/shares/${shareId}/closures`, {}));
    const page = await look(path);
    expect([page.status, page.headers.get('content-type')]).toEqual([410, 'text/html; charset=utf-8']);
    expect(await page.text()).toMatch(/Deze link werkt niet meer.*This link does not work any more/s);
    expect(await told(await look(path, { accept: 'application/vc' }))).toBe('410 share-ended');
    expect(await told(await look(`${path}/credential`))).toBe('410 share-ended');
    expect((await sharesOf(holder))[0]?.closedAt).toMatch(/^2\d{3}-/);
  });

  it('ends by itself when its time is over', async () => {
    const credential = await earned();
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const { holder, path } = await sharedBy(credential, { expiresAt });
    await eventually(async () => (await look(path)).status === 410, { timeoutMs: 10_000 });
    expect((await sharesOf(holder))[0]).toMatchObject({ expiresAt, closedAt: null });
    const { holder: other, credentialId } = await earned();
    for (const [end, code] of [
      ['2020-01-01T00:00:00Z', '409 share-ends-before-it-begins'],
      ['2100-01-01T00:00:00Z', '409 share-too-long'],
      ['tomorrow', '400 request-not-valid'],
    ] as const) {
      const refused = await other.post('/v1/shares', { shareId: randomUUID(), credentialId, expiresAt: end });
      expect(await told(refused)).toBe(code);
    }
  });

  it('shows nothing of a link that nobody gave out, and says what to do', async () => {
    const unknown = await look('/c/AAAAAAAAAAAAAAAAAAAAAA');
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).toMatch(/Deze link kennen we niet.*We do not know this link/s);
    expect(await told(await look('/c/AAAAAAAAAAAAAAAAAAAAAA', { accept: 'application/json' }))).toBe(
      '404 share-unknown',
    );
  });
});

describe('an erased holder', () => {
  it('takes along what they shared: nobody can open it any more', async () => {
    const { holder, shareId, path } = await shared();
    await service.running.held.vault.destroy(holder.personId);
    expect((await look(path)).status).toBe(404);
    expect(await (await holder.get(`/v1/shares/${shareId}`)).json()).toMatchObject({ link: null });
  });
});

describe('the page', () => {
  it('gives the credential byte for byte to whoever asks for it, and as a file', async () => {
    const { path, text } = await shared();
    for (const accept of ['application/vc', 'application/vc+ld+json', 'application/ld+json', 'application/json']) {
      const answer = await look(path, { accept });
      expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
        200,
        'application/vc',
        text,
      ]);
      expect(answer.headers.get('vary')).toBe('Accept, Accept-Language');
    }
    const file = await look(`${path}/credential`);
    expect([file.headers.get('content-type'), await file.text()]).toEqual(['application/vc', text]);
    expect(file.headers.get('content-disposition')).toContain('attachment');
    expect(await (await look(path)).text()).toContain(`href="${path.slice('/c/'.length)}/credential"`);
    expect((await look(path, { accept: '*/*' })).headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('is found by nobody, told to no other site, kept nowhere, and does nothing but show itself', async () => {
    const { path } = await shared();
    for (const at of [path, '/c/nothing', `${path}/credential`]) {
      const { headers } = await look(at);
      expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
      );
    }
    const page = await look(path);
    const style = /<style>(.*?)<\/style>/s.exec(await page.text())?.[1] ?? '';
    expect(page.headers.get('content-security-policy')).toContain(hash('sha256', style, 'base64'));
  });

  it('says in Dutch or English what somebody can do, that it holds, who saw it and who judged it', async () => {
    const { path } = await shared();
    const dutch = await (await look(path)).text();
    expect(dutch).toContain('<html lang="nl">');
    expect(dutch).toMatch(/Dit klopt en geldt nu.*Working with return bread.*on your own.*School for Food/s);
    expect(dutch).toMatch(/Gezien en bevestigd door.*Bakery Van Dam/s);
    const asked = await (await look(`${path}?lang=en`, { accept: BROWSER, 'accept-language': 'nl' })).text();
    const wanted = await (await look(path, { accept: BROWSER, 'accept-language': 'en-GB,en;q=0.9' })).text();
    for (const english of [asked, wanted]) {
      expect(english).toContain('<html lang="en">');
      expect(english).toMatch(/This is right, and it holds now.*Seen and confirmed by.*Bakery Van Dam/s);
    }
    expect((await look(`${path}?lang=fr&utm_source=post`)).status).toBe(200);
    const { link } = await shared({ language: 'en' });
    expect(link).toMatch(/\?lang=en$/);
  });

  it('says that it was revoked or suspended, and why, as soon as it is', async () => {
    const { path, credentialId } = await shared();
    const of = `/v1/credentials/${credentialId}`;
    await done(school.office.post(`${of}/suspensions`, { reason: 'under-review', note: 'The film shows another.' }));
    const suspended = await (await look(path)).text();
    expect(suspended).toMatch(/geldt nu niet: het is opgeschort.*de uitgever onderzoekt het/s);
    expect(suspended).not.toContain('The film shows another.');
    await done(school.office.post(`${of}/reinstatements`, { reason: 'review-closed' }));
    expect(await (await look(path)).text()).toContain('Dit klopt en geldt nu.');
    await done(school.office.post(`${of}/revocations`, { reason: 'issued-in-error' }));
    expect(await (await look(path)).text()).toMatch(/het is ingetrokken.*het was ten onrechte uitgegeven/s);
    expect(await (await look(`${path}?lang=en`)).text()).toMatch(/it was revoked.*it was issued in error/s);
  });

  it('does not take for genuine what a compromised key signed', async () => {
    const { path } = await shared();
    // The others of this spec are signed with the next key from here on.
    await done(school.office.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-2' }));
    const page = await (await look(path)).text();
    expect(page).toMatch(/Dit is niet echt. Vertrouw er niet op.*De uitgever trok deze sleutel in/s);
    const { path: next } = await shared();
    expect(await (await look(next)).text()).toContain('Dit klopt en geldt nu.');
  });
});

describe('whose it is', () => {
  const check = (path: string, form: Readonly<Record<string, string>> | string): Promise<Response> =>
    fetch(`${service.running.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: BROWSER },
      body: new URLSearchParams(form).toString(),
    });

  it('is told of the id that is hashed in the credential, of no other, and not where nobody asked', async () => {
    const { holder, path } = await shared();
    expect(await (await look(path)).text()).toContain('Niemand heeft op deze pagina nagegaan van wie dit is.');
    const right = await check(path, { identity: ` ${holder.personId.toUpperCase()} `, lang: 'nl' });
    expect([right.status, right.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const page = await right.text();
    expect(page).toMatch(/Dit klopt en geldt nu.*Komt overeen: dit is van/s);
    expect(page.toLowerCase()).not.toContain(holder.personId);
    expect(await (await check(path, { identity: randomUUID() })).text()).toContain('Komt niet overeen');
    expect(await (await check(path, { identity: 'sam@example.org', lang: 'en' })).text()).toContain(
      'That cannot be checked here',
    );
    expect(await (await check(path, { identity: '' })).text()).toContain('Niemand heeft op deze pagina');
  });

  it('is asked by a form and nothing else, and not of a link that ended', async () => {
    const { holder, shareId, path } = await shared();
    expect((await check(path, 'identity=a&identity=b')).status).toBe(400);
    expect((await check(path, { name: 'Sam' })).status).toBe(400);
    await done(holder.post(`/v1/shares/${shareId}/closures`, {}));
    expect((await check(path, { identity: holder.personId })).status).toBe(410);
    expect((await check('/c/nothing', { identity: holder.personId })).status).toBe(404);
  });
});

describe('the log of views', () => {
  it('tells the holder when somebody looked, once a minute, and nothing of who', async () => {
    const { holder, shareId, path } = await shared();
    expect((await sharesOf(holder))[0]?.views).toEqual({ count: 0, last: [] });
    const from = Date.now();
    await Promise.all(
      Array.from({ length: 8 }, () =>
        look(path, { accept: BROWSER, 'user-agent': 'Spy/1.0', 'x-forwarded-for': '192.0.2.7' }),
      ),
    );
    const views = await eventually(async () => {
      const [{ views: kept } = { views: { count: 0, last: [] } }] = await sharesOf(holder);
      return kept.count > 0 && kept;
    });
    expect(views).toEqual({ count: 1, last: [expect.stringMatching(/^2\d{3}-.*Z$/)] });
    expect(Date.parse(views.last[0] ?? '')).toBeGreaterThanOrEqual(from - 1_000);
    const { rows } = await service.running.held.pool.query<{ data: object; metadata: object }>(
      `select data, metadata from log.events where type = 'ShareViewed' and stream_id = $1`,
      [`share-${shareId}`],
    );
    expect(rows).toHaveLength(1);
    expect(Object.keys(rows[0]?.data ?? {}).toSorted()).toEqual(['at', 'learnerId', 'shareId']);
    expect(rows[0]?.metadata).toMatchObject({ by: 'service:credentials', for: null });
    expect(JSON.stringify(rows)).not.toMatch(/Spy|192\.0\.2/);
  });
});
