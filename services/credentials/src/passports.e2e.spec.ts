import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually } from '@estafette/test-kit';
import { CREDENTIALS_CONTEXT, signDocument } from '@estafette/verifier';
import { allVerifyElsewhere } from '@estafette/verifier/elsewhere';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  badgeJwt,
  badgeText,
  identityOf,
  schoolElsewhere,
  startReachingElsewhere,
  type SchoolElsewhere,
} from './elsewhere.set-up.js';
import { didDocumentOf, done, issuingSchool, judgedBy, type IssuingSchool } from './issuing-school.set-up.js';
import { broughtBy, earnedAt, linkedBy, told, type Earned, type Told } from './sharing-holder.set-up.js';
import { generateSigningKey } from './signing/index.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
let elsewhere: SchoolElsewhere;
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

beforeAll(async () => {
  elsewhere = await schoolElsewhere();
  await elsewhere.list(true);
  service = await startReachingElsewhere();
  school = await issuingSchool(service);
});
afterAll(async () => {
  await service.close();
  await elsewhere.close();
});

const look = (path: string, accept = BROWSER): Promise<Response> =>
  fetch(`${service.running.url}${path}`, { headers: { accept } });
const page = async (path: string): Promise<string> => (await look(path)).text();

const earn = (holder: Caller): Promise<Earned> => earnedAt(school, service, {}, holder);

/** Somebody with two credentials of their own and two from elsewhere, under one link. */
async function passport(more: () => object = () => ({})) {
  const holder = await service.person();
  const [first, second] = [await earn(holder), await earn(holder)];
  const [foreign, jwt] = [await elsewhere.badge({ name: 'Sourdough abroad' }), await badgeJwt()];
  const [imported, asJwt] = [await broughtBy(holder, foreign), await broughtBy(holder, jwt)];
  const all = [{ credentialId: first.credentialId }, imported, { credentialId: second.credentialId }, asJwt];
  const body = { credentials: all, title: 'For the bakery', ...more() };
  return {
    holder,
    first,
    second,
    imported,
    texts: [first.text, foreign, second.text, jwt],
    body,
    ...(await linkedBy(holder, body)),
  };
}

interface Overview {
  readonly title: string;
  readonly credentials: readonly {
    readonly link: string;
    readonly from: string;
    readonly verdict: string;
    readonly ending: string | null;
    readonly change: { readonly at: string; readonly reason: string } | null;
    readonly name: string;
    readonly issuer: { readonly known: object | null };
    readonly credential: string;
  }[];
}
const overviewOf = async (path: string): Promise<Overview> =>
  (await (await look(path, 'application/json')).json()) as Overview;

describe('a link to several credentials', () => {
  it('has an answer of each, also where many are of one issuer, who is asked about each of them', async () => {
    const holder = await service.person();
    const brought: object[] = [];
    for (let nth = 0; nth < 12; nth++) brought.push(await broughtBy(holder, await elsewhere.badge()));
    const { path } = await linkedBy(holder, { credentials: brought, title: 'All of one school' });
    const { credentials: all } = await overviewOf(path);
    expect(all.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 12 }, () => 'valid-issuer-unknown'));
  });

  it('shows each with its own answer, under the title of its holder, in their order', async () => {
    const { path, link, holder, shareId, body, texts } = await passport();
    const dutch = await page(path);
    expect(dutch).toMatch(
      /<h1><bdi>For the bakery<\/bdi><\/h1>.*Niemand ging die titel na.*Aantal: 4\. Klopt en geldt nu: 2\.\s+Echt, maar van een uitgever die wij niet kennen: 2/s,
    );
    expect(dutch.match(/<strong class="[\w-]+">[^<]*/g)).toEqual([
      '<strong class="valid">Dit klopt en geldt nu.',
      '<strong class="valid-issuer-unknown">Dit is echt, maar wij kennen de uitgever niet.',
      '<strong class="valid">Dit klopt en geldt nu.',
      '<strong class="valid-issuer-unknown">Dit is echt, maar wij kennen de uitgever niet.',
    ]);
    expect(dutch).toMatch(/Sourdough abroad.*elders uitgegeven/s);
    const english = await page(`${path}?lang=en`);
    expect(english).toMatch(/<html lang="en">.*Nobody checked that title.*issued elsewhere/s);
    expect(english).not.toMatch(/Uitgegeven|Geldig|klopt/);
    const { title, credentials: all } = await overviewOf(path);
    expect(title).toBe('For the bakery');
    expect(all.map(({ from, verdict, credential }) => [from, verdict, credential])).toEqual([
      ['here', 'valid', texts[0]],
      ['elsewhere', 'valid-issuer-unknown', texts[1]],
      ['here', 'valid', texts[2]],
      ['elsewhere', 'valid-issuer-unknown', texts[3]],
    ]);
    expect(all.map((one) => one.link)).toEqual([1, 2, 3, 4].map((place) => `${link}.${place}`));
    const mine = (await (await holder.get(`/v1/shares/${shareId}`)).json()) as object;
    expect(mine).toMatchObject({ ...body, credentialId: null, importedCredentialId: null, link });
  });

  it('leads to the full page of each, with all that a link to that one has', async () => {
    const { path, texts } = await passport();
    const whole = await page(path);
    const token = path.slice('/c/'.length);
    for (const place of [1, 2, 3, 4]) expect(whole).toContain(`href="${token}.${place}?lang=nl"`);
    const own = await page(`${path}.1`);
    expect(own).toMatch(/Dit klopt en geldt nu\..*Working with return bread.*Alles wat deze link laat zien/s);
    expect(own).toContain(`href="${token}.1/credential"`);
    expect(own).toContain(`href="${token}?lang=nl"`);
    expect(await (await look(`${path}.1`, 'application/vc')).text()).toBe(texts[0]);
    expect(await (await look(`${path}.3/credential`)).text()).toBe(texts[2]);
    expect((await look(`${path}.1/badge.svg`)).status).toBe(200);
    expect((await look(`${path}.1/credential.pdf`)).headers.get('content-type')).toBe('application/pdf');
    expect(await (await look(`${path}.1/path`)).json()).toEqual({ path: null, committedTo: 2 });
    expect(await (await look(`${path}.4/path`)).json()).toEqual({ path: null, committedTo: 0 });
    for (const nothing of ['.0', '.5', '.99', '.1.1', '.x', '.']) {
      expect((await look(`${path}${nothing}`)).status, nothing).toBe(404);
    }
  });

  it('has no single credential, paper or badge of the whole, and says where those lie', async () => {
    const { path } = await passport();
    for (const below of ['credential.pdf', 'badge.png', 'badge.svg', 'path']) {
      expect(await told(await look(`${path}/${below}`))).toBe('404 share-of-several');
    }
    const form = { method: 'POST', body: new URLSearchParams({ identity: 'sam@example.org' }) };
    expect(await told(await fetch(`${service.running.url}${path}`, form))).toBe('404 share-of-several');
  });

  it('says of each what became of it since', async () => {
    const { path, first, second, holder, imported } = await passport();
    const of = (one: Earned): string => `/v1/credentials/${one.credentialId}`;
    await done(school.office.post(`${of(first)}/revocations`, { reason: 'issued-in-error', note: 'Not of Noor.' }));
    await done(school.office.post(`${of(second)}/suspensions`, { reason: 'under-review', note: 'Not of Daan.' }));
    await elsewhere.list(false);
    const answer = await look(path, 'application/json');
    expect(await answer.clone().text()).not.toContain('Not of');
    const { credentials: all } = (await answer.json()) as Overview;
    expect(all.map(({ verdict, ending, change }) => [verdict, ending, change?.reason])).toEqual([
      ['not-valid-any-more', 'revoked', 'issued-in-error'],
      ['not-valid-any-more', 'revoked', undefined],
      ['not-valid-any-more', 'suspended', 'under-review'],
      ['valid-issuer-unknown', null, undefined],
    ]);
    expect(await page(path)).toMatch(/Aantal: 4\. Klopt en geldt nu: 0.*het is ingetrokken.*het is opgeschort/s);
    await done(school.office.post(`${of(second)}/reinstatements`, { reason: 'review-closed' }));
    expect((await overviewOf(path)).credentials[2]).toMatchObject({ verdict: 'valid', ending: null, change: null });
    expect(await page(`${path}.2`)).toMatch(/het is ingetrokken.*Dit is elders uitgegeven/s);
    await elsewhere.list(true);
    // What the holder takes out of their passport is gone from the link; the others keep their places.
    await done(holder.post(`/v1/imported-credentials/${imported.importedCredentialId}/removals`, {}));
    const left = (await overviewOf(path)).credentials.map((one) => one.link.split('.').at(-1));
    expect(left).toEqual(['1', '3', '4']);
    expect((await look(`${path}.2`)).status).toBe(404);
  });

  it('is closed, ends and is erased as any link', async () => {
    const { path, holder, shareId } = await passport();
    await done(holder.post(`/v1/shares/${shareId}/closures`, {}));
    for (const at of [path, `${path}.1`, `${path}.2`]) expect((await look(at)).status).toBe(410);
    expect(await told(await look(path, 'application/vp'))).toBe('410 share-ended');
    const short = await passport(() => ({ expiresAt: new Date(Date.now() + 2_000).toISOString() }));
    await eventually(async () => (await look(short.path)).status === 410, { timeoutMs: 10_000 });
    const erased = await passport();
    await service.running.held.vault.destroy(erased.holder.personId);
    for (const at of [erased.path, `${erased.path}.1`]) expect((await look(at)).status).toBe(404);
    expect(await (await erased.holder.get(`/v1/shares/${erased.shareId}`)).json()).toMatchObject({
      link: null,
      title: null,
    });
  });

  it('is found by nobody, kept nowhere, and its looks are counted once a minute', async () => {
    const { path, holder, shareId } = await passport();
    for (const at of [path, `${path}.2`]) {
      const { headers } = await look(at);
      expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
      expect([headers.get('referrer-policy'), headers.get('cache-control')]).toEqual(['no-referrer', 'no-store']);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    }
    const views = await eventually(async () => {
      const { views: kept } = (await (await holder.get(`/v1/shares/${shareId}`)).json()) as Told;
      return kept.count > 0 && kept;
    });
    expect(views.count).toBe(1);
  });

  it('keeps its title to the holder and whoever has the link', async () => {
    await passport(() => ({ title: 'A title that nobody else reads' }));
    const { rows } = await service.running.held.pool.query<{ all: string }>(
      `select (select string_agg(to_jsonb(e)::text, '') from log.events e) || (select string_agg(to_jsonb(s)::text, '') from app.shares_v4 s) as all`,
    );
    expect(rows[0]?.all).not.toContain('nobody else reads');
  });
});

describe('opening one', () => {
  it('accepts what it shows, and is no news the second time', async () => {
    const { holder, body, shareId, first } = await passport();
    expect((await holder.post('/v1/shares', { shareId, ...body })).status).toBe(200);
    expect(await told(await holder.post('/v1/shares', { shareId, ...body, title: 'Else' }))).toBe('409 share-exists');
    const { rows } = await service.running.held.pool.query(
      `select 1 from log.events where type = 'CredentialAccepted' and stream_id = $1`,
      [`credential-${first.credentialId}`],
    );
    expect(rows).toHaveLength(1);
  });

  it('is of what is theirs alone: else nothing is done, and all that is not theirs is named', async () => {
    const [holder, other] = [await service.person(), await service.person()];
    const [mine, theirs] = [await earn(holder), await earn(other)];
    const imported = await broughtBy(other, await badgeText());
    const ids = [{ credentialId: mine.credentialId }, { credentialId: theirs.credentialId }, imported];
    const refused = await holder.post('/v1/shares', { shareId: randomUUID(), credentials: ids, title: 'Bread' });
    expect(refused.status).toBe(404);
    const { code, detail } = (await refused.json()) as { code: string; detail: string };
    expect(code).toBe('credential-unknown');
    expect(detail).toContain(`${theirs.credentialId}, ${imported.importedCredentialId}`);
    expect(detail).not.toContain(mine.credentialId);
    expect(((await (await holder.get('/v1/shares')).json()) as { shares: object[] }).shares).toEqual([]);
    expect(await told(await holder.post('/v1/shares', { shareId: randomUUID(), ...imported }))).toBe(
      '404 credential-unknown',
    );
  });

  it('takes one way to say what is shown, and tells all faults at once', async () => {
    const holder = await service.person();
    const one = { credentialId: randomUUID() };
    const refusal = async (body: object): Promise<string[]> => {
      const answer = await holder.post('/v1/shares', { shareId: randomUUID(), ...body });
      const { errors = [] } = (await answer.json()) as { errors?: { at: string }[] };
      return [String(answer.status), ...errors.map(({ at }) => at)];
    };
    expect(await refusal({})).toEqual(['400', '/credentials']);
    expect(await refusal({ ...one, credentials: [one] })).toEqual(['400', '/credentials', '/title']);
    expect(await refusal({ ...one, title: 'Bread' })).toEqual(['400', '/title']);
    expect(await refusal({ credentials: [one, one], title: 'Bread' })).toEqual(['400', '/credentials']);
    expect(await refusal({ credentials: [], title: ' ' })).toEqual(['400', '/credentials', '/title']);
    const many = Array.from({ length: 21 }, () => ({ credentialId: randomUUID() }));
    expect(await refusal({ credentials: many, title: 'Bread' })).toEqual(['400', '/credentials']);
  });
});

describe('a link to one from elsewhere', () => {
  it('says so, with the verdict of now and what it tells of itself', async () => {
    const holder = await service.person();
    const identifier = identityOf('sam@example.org');
    const text = await elsewhere.badge({ name: 'Sourdough abroad', identifier });
    const { path, shareId } = await linkedBy(holder, await broughtBy(holder, text));
    const dutch = await page(path);
    expect(dutch).toMatch(/wij kennen de uitgever niet.*Dit is elders uitgegeven, niet hier.*Sourdough abroad/s);
    expect(dutch).not.toMatch(/In de administratie van de uitgever|Geen werkplek|badge\.png|credential\.pdf/);
    expect(await (await look(path, 'application/vc')).text()).toBe(text);
    for (const below of ['badge.png', 'badge.svg', 'credential.pdf']) {
      expect(await told(await look(`${path}/${below}`))).toBe('404 share-from-elsewhere');
    }
    const asked = await fetch(`${service.running.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ identity: 'sam@example.org', lang: 'en' }),
    });
    expect(await asked.text()).toContain('It matches');
    await elsewhere.list(false);
    expect(await page(`${path}?lang=en`)).toMatch(/it was revoked.*This was issued elsewhere, not here/s);
    await elsewhere.list(true);
    expect(await (await holder.get(`/v1/shares/${shareId}`)).json()).toMatchObject({ credentialId: null, title: null });
  });

  it('gives one that was signed as a JWT as it came, and shows one of any kind', async () => {
    const holder = await service.person();
    const jwt = await badgeJwt();
    const { path } = await linkedBy(holder, await broughtBy(holder, jwt));
    const given = await look(`${path}/credential`);
    expect([given.headers.get('content-type'), await given.text()]).toEqual(['application/vc+jwt', jwt]);
    expect(given.headers.get('content-disposition')).toContain('credential.jwt');
    expect(await page(path)).toContain('Working with return bread');
    const key = generateSigningKey();
    const course = {
      '@context': [CREDENTIALS_CONTEXT],
      type: ['VerifiableCredential'],
      issuer: key.did,
      credentialSubject: [{ id: 'did:example:sam' }, { id: 'did:example:kim' }],
    };
    const plain = await linkedBy(
      holder,
      await broughtBy(holder, JSON.stringify(await signDocument(course, key, new Date()))),
    );
    expect(await page(plain.path)).toMatch(/<h3><bdi lang="nl">VerifiableCredential<\/bdi><\/h3>/);
    expect((await look(plain.path)).status).toBe(200);
  });
});

describe('a passport as a presentation', () => {
  it('holds the very credentials, each of which is judged by its own proof', async () => {
    const { path, texts } = await passport();
    for (const accept of ['application/vp', 'application/vp+ld+json', 'application/ld+json']) {
      const answer = await look(path, accept);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/vp']);
      const text = await answer.text();
      const [first = '', second = '', third = '', jwt = ''] = texts;
      for (const one of [first, second, third]) expect(text).toContain(one);
      const { verifiableCredential: members, ...presentation } = JSON.parse(text) as { verifiableCredential: object[] };
      expect(presentation).toEqual({
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: ['VerifiablePresentation'],
      });
      expect(members[3]).toEqual({
        '@context': 'https://www.w3.org/ns/credentials/v2',
        id: `data:application/vc+jwt,${jwt}`,
        type: 'EnvelopedVerifiableCredential',
      });
    }
    const file = await look(`${path}/credential`);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="presentation.json"');
    expect(await file.json()).toMatchObject({ type: ['VerifiablePresentation'] });
  });

  it('is judged member by member: one that was altered is not genuine, the others are', async () => {
    const { path, first } = await passport();
    const text = await (await look(path, 'application/vp')).text();
    const verdicts = async (presentation: string): Promise<object> => {
      const { kind, members } = await judgedBy(service, presentation);
      return { kind, ...Object.fromEntries(members.map((one) => [one.path, one.verdict])) };
    };
    const all = {
      kind: 'presentation',
      'verifiableCredential.0': 'valid',
      'verifiableCredential.1': 'undecided',
      'verifiableCredential.2': 'valid',
      'verifiableCredential.3': 'valid-issuer-unknown',
    };
    expect(await verdicts(text)).toMatchObject(all);
    const altered = text.replace('Working with return bread', 'Running a bakery');
    expect(await verdicts(altered)).toMatchObject({ ...all, 'verifiableCredential.0': 'not-genuine' });
    await done(school.office.post(`/v1/credentials/${first.credentialId}/revocations`, { reason: 'issued-in-error' }));
    expect(await verdicts(text)).toMatchObject({ ...all, 'verifiableCredential.0': 'not-valid-any-more' });
    // Nobody signed the whole, and the answer on the whole says so.
    const { verdict, checks } = await judgedBy(service, text);
    expect(verdict).toBe('not-genuine');
    expect(checks).toContainEqual(expect.objectContaining({ check: 'proof', code: 'proof-missing' }));
  });

  it('is taken by the library of others, where each credential in it is genuine', async () => {
    const holder = await service.person();
    const [{ credentialId }, imported] = [await earn(holder), await broughtBy(holder, await badgeText())];
    const { path } = await linkedBy(holder, { credentials: [{ credentialId }, imported], title: 'Bread' });
    const document = await didDocumentOf(service, school.organisationId);
    const elsewhereOf = async (presentation: string): Promise<boolean> =>
      (await allVerifyElsewhere(JSON.parse(presentation) as object, new Date(), { [document.id]: document })).verified;
    const text = await (await look(path, 'application/vp')).text();
    expect(await elsewhereOf(text)).toBe(true);
    expect(await elsewhereOf(text.replace('Working with return bread', 'Running a bakery'))).toBe(false);
  });

  it('can be had of a link to one too, and of the most that a link shows', async () => {
    const holder = await service.person();
    const all: { credentialId: string }[] = [];
    for (let count = 0; count < 20; count++) all.push({ credentialId: (await earn(holder)).credentialId });
    const one = await linkedBy(holder, { ...all[0] });
    const single = (await (await look(one.path, 'application/vp')).json()) as { verifiableCredential: object[] };
    expect(single.verifiableCredential).toHaveLength(1);
    const { path } = await linkedBy(holder, { credentials: all, title: 'All that I can do' });
    const { members } = await judgedBy(service, await (await look(path, 'application/vp')).text());
    expect(members.filter((member) => member.verdict === 'valid').length).toBeGreaterThanOrEqual(20);
    expect(await page(path)).toMatch(/Aantal: 20\. Klopt en geldt nu: 20/);
  });

  it('is refused where others could not verify so much, and is not offered then', async () => {
    const holder = await service.person();
    const all: object[] = [];
    for (let count = 0; count < 3; count++) {
      all.push(await broughtBy(holder, await badgeText({ description: 'x'.repeat(100_000) })));
    }
    const { path } = await linkedBy(holder, { credentials: all, title: 'Much' });
    expect(await told(await look(path, 'application/vp'))).toBe('409 presentation-too-large');
    expect(await told(await look(`${path}/credential`))).toBe('409 presentation-too-large');
    expect(await page(path)).not.toContain('application/vp');
  });
});
