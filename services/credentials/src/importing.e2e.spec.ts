import { createHash, randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { bakePng, bakeSvg } from '@estafette/verifier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from './credentials.service.js';
import {
  badgeJwt,
  badgeText,
  identityOf,
  schoolElsewhere,
  startReachingElsewhere,
  type SchoolElsewhere,
} from './elsewhere.set-up.js';
import { done, issuingSchool, tellGranted, textOf } from './issuing-school.set-up.js';
import { grantOf } from './return-bread.example.js';
import { generateSigningKey } from './signing/index.js';

let service: TestService<RunningService>;
let school: SchoolElsewhere;

beforeAll(async () => {
  school = await schoolElsewhere();
  service = await startReachingElsewhere();
});
afterAll(async () => {
  await service.close();
  await school.close();
});

interface Told {
  readonly importedCredentialId: string;
  readonly name: string;
  readonly issuer: { readonly id: string; readonly name: string };
  readonly form: string;
  readonly verdict: string;
  readonly whose: string;
  readonly judgedAt: string;
  readonly sha256: string;
  readonly address: string;
  readonly checks: readonly { check: string; outcome: string; reason: string }[];
  readonly history: readonly { what: string; verdict: string; sha256: string | null }[];
}

const PATH = '/v1/imported-credentials';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The answer to what somebody brings, as it is. */
async function send(who: Caller, body: unknown, type = 'application/json'): Promise<Response> {
  const authorization = `Bearer ${await service.issuer.personToken(who.personId)}`;
  const sent = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const headers = { authorization, 'content-type': type };
  return fetch(`${service.running.url}${PATH}`, {
    method: 'POST',
    headers,
    body: sent as string | Uint8Array<ArrayBuffer>,
  });
}

/** What became of what somebody brought. */
async function bring(who: Caller, body: unknown, type?: string): Promise<Told & { readonly status: number }> {
  const answer = await send(who, body, type);
  expect([200, 201], await answer.clone().text()).toContain(answer.status);
  const location = answer.headers.get('location') ?? '';
  return { status: answer.status, ...((await (await who.get(location)).json()) as Told) };
}

async function refusal(answer: Response): Promise<{ code: string; detail: string; reasons?: { code: string }[] }> {
  expect(answer.headers.get('content-type')).toContain('problem+json');
  const { code, ...problem } = (await answer.json()) as { code: string; detail: string };
  return { ...problem, code: `${answer.status} ${code}` };
}

const listOf = async (who: Caller): Promise<readonly Told[]> =>
  ((await (await who.get(PATH)).json()) as { importedCredentials: Told[] }).importedCredentials;

/** What another system reads on behalf of somebody. */
async function overTheApi({ personId }: Caller): Promise<readonly object[]> {
  const scope = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly';
  const authorization = `Bearer ${await service.issuer.personToken(personId, { scope })}`;
  const answer = await fetch(`${service.running.url}/ims/ob/v3p0/credentials`, { headers: { authorization } });
  return ((await answer.json()) as { credential: object[] }).credential;
}

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);
const drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>';

describe('a credential from elsewhere', () => {
  it('is kept in every form that it comes in, byte for byte, with its verdict and why', async () => {
    const [learner, plain, jwt] = [await service.person(), await badgeText(), await badgeJwt()];
    const spaced = `  ${await badgeText()}\n`;
    const others = await Promise.all([badgeText(), badgeText(), badgeText(), badgeJwt()]);
    const [raw, inPng, inSvg, jwtInPng] = others;
    const brought: [string, string, unknown, string?][] = [
      ['json', plain, { credential: plain }],
      ['json', spaced, { credential: spaced }],
      ['json', raw, raw, 'application/vc'],
      ['jwt', jwt, jwt, 'application/vc+jwt'],
      ['png', inPng, bakePng(pixel, inPng), 'image/png'],
      ['svg', inSvg, bakeSvg(drawing, inSvg), 'image/svg+xml'],
      ['png', jwtInPng, bakePng(pixel, jwtInPng), 'image/png'],
    ];
    for (const [form, text, body, type] of brought) {
      const told = await bring(learner, body, type);
      expect(told).toMatchObject({
        status: 201,
        form,
        name: 'Working with return bread',
        verdict: 'valid-issuer-unknown',
        whose: 'nobody-checked',
        sha256: sha256(text),
        history: [{ what: 'imported', verdict: 'valid-issuer-unknown', sha256: sha256(text) }],
      });
      expect(told.checks.find(({ check }) => check === 'issuer')?.reason).not.toBe('');
      const given = await learner.get(`${PATH}/${told.importedCredentialId}/text`);
      expect(given.headers.get('content-type')).toBe(text.includes('{') ? 'application/vc' : 'application/vc+jwt');
      expect(await given.text()).toBe(text);
      expect(told.address).toBe(`http://localhost:0${PATH}/${told.importedCredentialId}/text?sha256=${sha256(text)}`);
    }
    expect((await listOf(learner)).map(({ sha256: digest }) => digest)).toEqual(
      brought.map(([, text]) => sha256(text)).toReversed(),
    );
  });

  it('brought twice is one, also in another form; a request that is repeated gets its first answer', async () => {
    const [learner, text] = [await service.person(), await badgeText()];
    const first = await bring(learner, { credential: text });
    expect(await bring(learner, bakePng(pixel, text), 'image/png')).toEqual({ ...first, status: 200 });
    const [key, other] = [{ 'idempotency-key': randomUUID() }, await badgeText()];
    for (let time = 0; time < 2; time++) {
      expect((await learner.post(PATH, { credential: other }, key)).status).toBe(201);
    }
    expect((await learner.post(PATH, { credential: text }, key)).status).toBe(409);
    expect(await listOf(learner)).toHaveLength(2);
  });

  it('in a newer version replaces the one before, whose text can still be had; an older one is refused', async () => {
    const [learner, id] = [await service.person(), `urn:uuid:${randomUUID()}`];
    const old = await badgeText({ id, validFrom: '2026-11-01T00:00:00Z' }, school.key);
    const newer = await badgeText({ id, validFrom: '2026-11-02T00:00:00Z' }, school.key);
    const { importedCredentialId } = await bring(learner, { credential: old });
    const told = await bring(learner, { credential: newer });
    expect(told).toMatchObject({ importedCredentialId, status: 200, sha256: sha256(newer) });
    expect(told.history.map(({ what }) => what)).toEqual(['imported', 'replaced']);
    const text = async (query: string): Promise<string> =>
      (await learner.get(`${PATH}/${importedCredentialId}/text${query}`)).text();
    expect([await text(''), await text(`?sha256=${sha256(old)}`)]).toEqual([newer, old]);
    expect((await learner.get(`${PATH}/${importedCredentialId}/text?sha256=${sha256('x')}`)).status).toBe(404);
    expect((await refusal(await send(learner, { credential: old }))).code).toBe('409 newer-version-kept');
    // The same id by another issuer is another credential.
    await bring(learner, { credential: await badgeText({ id }) });
    expect(await listOf(learner)).toHaveLength(2);
  });

  it('is its learner’s alone, until they remove it', async () => {
    const [learner, other] = [await service.person(), await service.person()];
    const text = await badgeText();
    const { importedCredentialId: id } = await bring(learner, { credential: text });
    const { importedCredentialId: theirs } = await bring(other, { credential: text });
    expect(theirs).not.toBe(id);
    for (const path of [`${PATH}/${id}`, `${PATH}/${id}/text`]) {
      expect((await refusal(await other.get(path))).code).toBe('404 imported-credential-unknown');
    }
    for (const act of ['judgements', 'removals']) {
      expect((await refusal(await other.post(`${PATH}/${id}/${act}`, {}))).code).toBe(
        '404 imported-credential-unknown',
      );
    }
    await done(learner.post(`${PATH}/${id}/removals`, {}));
    expect([await listOf(learner), (await learner.get(`${PATH}/${id}/text`)).status]).toEqual([[], 404]);
    expect((await learner.post(`${PATH}/${id}/judgements`, {})).status).toBe(404);
    expect((await learner.post(`${PATH}/${id}/removals`, {})).status).toBe(200);
    expect(await bring(learner, { credential: text })).toMatchObject({ status: 201, importedCredentialId: id });
    expect((await other.get(`${PATH}/${theirs}`)).status).toBe(200);
  });
});

describe('what is not taken', () => {
  it('is what is not genuine, with each reason in words, in Dutch where asked', async () => {
    const [learner, text] = [await service.person(), await badgeText()];
    const forged = text.replace('return bread', 'rocket science');
    const told = await refusal(await send(learner, { credential: forged }));
    expect(told).toMatchObject({
      code: '409 credential-not-genuine',
      detail: expect.stringMatching(/^This is not genuine\. .+signature/),
      reasons: expect.arrayContaining([expect.objectContaining({ check: 'signature', code: 'signature-wrong' })]),
    });
    const dutch = await refusal(await send(learner, { credential: forged, language: 'nl' }));
    expect(JSON.stringify(dutch.reasons)).toMatch(/handtekening/);
    for (const image of [bakePng(pixel, forged), pixel]) {
      expect((await refusal(await send(learner, image, 'image/png'))).code).toBe('409 credential-not-genuine');
    }
    const jwt = await badgeJwt();
    expect((await refusal(await send(learner, `${jwt.slice(0, -4)}AAAA`, 'text/plain'))).code).toBe(
      '409 credential-not-genuine',
    );
    expect(await listOf(learner)).toEqual([]);
  });

  it('is what cannot be told to be genuine now, and what is about nobody', async () => {
    const learner = await service.person();
    const away = generateSigningKey({ did: 'did:web:school.example%3A1', keyId: 'key-1' });
    const undecided = await refusal(await send(learner, { credential: await badgeText({}, away) }));
    expect(undecided).toMatchObject({ code: '409 credential-not-decided', detail: expect.stringMatching(/later/) });
    expect((await refusal(await send(learner, { credential: school.files.get('/list') ?? '' }))).code).toBe(
      '400 request-not-valid',
    );
    await school.list(true);
    const list = await refusal(await send(learner, { credential: school.files.get('/list') }));
    expect(list.code).toBe('409 credential-kind-not-taken');
  });

  it('is what was issued here, which the learner holds already', async () => {
    const learner = await service.person();
    const { definition, achievementId, organisationId } = await issuingSchool(service);
    const grant = grantOf(definition, { achievementId, organisationId, learnerId: learner.personId });
    const text = await textOf(service, learner, tellGranted(service, grant));
    expect((await refusal(await send(learner, { credential: text }))).code).toBe('409 credential-held-here');
    // Somebody else may keep it, and is told that it is not about them.
    const other = await service.person();
    expect(await bring(other, { credential: text })).toMatchObject({ verdict: 'valid', whose: 'not-theirs' });
  });

  it.each<[string, unknown, string, string]>([
    ['nothing', '', 'application/json', '400 body-missing'],
    ['no JSON', '{"credential": ', 'application/json', '400 body-not-json'],
    ['neither a text nor an address', {}, 'application/json', '400 request-not-valid'],
    ['both', { credential: 'x', url: 'https://a.example' }, 'application/json', '400 request-not-valid'],
    ['an object, whose bytes would be lost', { credential: {} }, 'application/json', '400 request-not-valid'],
    ['another scheme', { url: 'ftp://a.example/badge' }, 'application/json', '400 request-not-valid'],
    ['no text', Uint8Array.of(0x22, 0xff), 'application/vc', '400 body-not-text'],
    ['a type that nobody takes', 'x', 'application/xml', '415 content-type-not-json'],
    ['too much', ' '.repeat(1_048_577), 'application/vc', '413 body-too-large'],
    ['an image that is too large', Buffer.alloc(4 * 1_048_576 + 1), 'image/png', '413 body-too-large'],
    [
      'a text beyond any credential',
      { credential: 'x'.repeat(400_000) },
      'application/json',
      '409 credential-not-genuine',
    ],
    ['a well', '['.repeat(100_000), 'application/vc', '409 credential-not-genuine'],
    ['a member that stands there twice', '{"id":"a","id":"b"}', 'application/vc', '409 credential-not-genuine'],
    ['a page', '<!doctype html><title>Badge</title>', 'text/plain', '409 credential-not-genuine'],
  ])('is %s', async (_what, body, type, code) => {
    expect((await refusal(await send(await service.person(), body, type))).code).toBe(code);
  });
});

describe('a credential at an address', () => {
  it('is fetched and kept as what lies there, whatever it is', async () => {
    const learner = await service.person();
    await school.list(true);
    const text = await school.badge();
    school.files.set('/badge.json', text);
    school.files.set('/badge.png', bakePng(pixel, await school.badge()));
    const told = await bring(learner, { url: `${school.url}/badge.json` });
    expect(told).toMatchObject({ form: 'json', sha256: sha256(text), issuer: { id: school.key.did } });
    expect(told.checks.filter(({ outcome }) => outcome === 'passed').map(({ check }) => check)).toContain('status');
    expect(await bring(learner, { url: `${school.url}/badge.png` })).toMatchObject({ form: 'png', status: 201 });
    const missing = await refusal(await send(learner, { url: `${school.url}/nothing` }));
    expect(missing).toMatchObject({ code: '409 url-not-read', because: 'status-not-200' });
  });

  it('is not fetched from within', async () => {
    const guarded = await boot(credentials, { ...service.environment, LOG_LEVEL: 'silent' });
    const token = await service.issuer.personToken(randomUUID());
    const ask = async (url: string, path = PATH): Promise<string> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ url });
      const answer = await fetch(`${guarded.url}${path}`, { method: 'POST', headers, body });
      const { code, because } = (await answer.json()) as { code: string; because: string };
      return `${answer.status} ${code} ${because}`;
    };
    try {
      const { port } = new URL(school.url);
      for (const host of ['127.0.0.1', '[::1]', 'localhost', '169.254.169.254', '10.0.0.1', '[::ffff:127.0.0.1]']) {
        for (const path of [PATH, '/v1/verifications'])
          expect(await ask(`https://${host}:${port}/badge.json`, path)).toBe('409 url-not-read address-not-public');
      }
      expect(await ask(`http://127.0.0.1:${port}/badge.json`)).toBe('409 url-not-read url-scheme-not-allowed');
      expect(await ask(`https://sam:secret@a.example/`)).toBe('409 url-not-read url-with-credentials');
    } finally {
      await guarded.close();
    }
  });
});

describe('whether it holds', () => {
  it('is judged again when asked, and what was said before stays in its history', async () => {
    const learner = await service.person();
    await school.list(true);
    const told = await bring(learner, { credential: await school.badge() });
    expect(told.verdict).toBe('valid-issuer-unknown');
    const path = `${PATH}/${told.importedCredentialId}`;
    const read = async (): Promise<Told> => (await (await learner.get(path)).json()) as Told;
    // Nothing changed, a moment later: no news.
    expect((await learner.post(`${path}/judgements`, {})).status).toBe(200);
    expect(await read()).toMatchObject({ judgedAt: told.judgedAt, history: [{ what: 'imported' }] });
    await school.list(false);
    await done(learner.post(`${path}/judgements`, { language: 'nl' }));
    const ended = await read();
    expect(ended).toMatchObject({
      verdict: 'not-valid-any-more',
      sha256: told.sha256,
      history: [{ verdict: 'valid-issuer-unknown' }, { what: 'judged', verdict: 'not-valid-any-more', sha256: null }],
    });
    expect(ended.checks.find(({ check }) => check === 'status')?.reason).toMatch(/ingetrokken/);
    // Their server is away: nobody knows.
    school.files.delete('/list');
    await done(learner.post(`${path}/judgements`, {}));
    expect((await read()).verdict).toBe('undecided');
  });

  it('is not even genuine once its issuer says that the key was compromised: other systems get it no more', async () => {
    const learner = await service.person();
    const elsewhere = await schoolElsewhere();
    try {
      const told = await bring(learner, { credential: await badgeText({}, elsewhere.key) });
      expect(await overTheApi(learner)).toHaveLength(1);
      const document = JSON.parse(String(elsewhere.files.get('/.well-known/did.json'))) as object;
      const withdrawn = { ...document, assertionMethod: [] };
      elsewhere.files.set('/.well-known/did.json', JSON.stringify(withdrawn));
      await done(learner.post(`${PATH}/${told.importedCredentialId}/judgements`, {}));
      expect(await listOf(learner)).toMatchObject([{ verdict: 'not-genuine' }]);
      expect(await overTheApi(learner)).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it('is kept with that verdict where it held no more when it was brought', async () => {
    const learner = await service.person();
    const expired = await badgeText({ validUntil: '2026-11-21T23:00:00Z' });
    expect(await bring(learner, { credential: expired })).toMatchObject({ status: 201, verdict: 'not-valid-any-more' });
    await school.list(false);
    expect(await bring(learner, { credential: await school.badge() })).toMatchObject({ verdict: 'not-valid-any-more' });
  });
});

describe('whose it is', () => {
  it('is told by a mail address that they give, which is kept nowhere', async () => {
    const [learner, mail] = [await service.person(), `${randomUUID()}@example.org`];
    const credential = await badgeText({ identifier: identityOf(mail) });
    const { importedCredentialId: id, whose } = await bring(learner, { credential });
    expect(whose).toBe('nobody-checked');
    const judge = async (body: object): Promise<string> => {
      await done(learner.post(`${PATH}/${id}/judgements`, body));
      return ((await (await learner.get(`${PATH}/${id}`)).json()) as Told).whose;
    };
    expect(await judge({ identity: 'another@example.org' })).toBe('not-theirs');
    expect(await judge({ identity: mail.toUpperCase() })).toBe('theirs');
    expect(await judge({})).toBe('theirs');
    const other = await badgeText({ identifier: identityOf(mail) });
    expect((await bring(learner, { credential: other, identity: mail })).whose).toBe('theirs');
    expect((await everything()).toLowerCase()).not.toContain(mail);
  });
});

/** All that lies in the log and in the view, as it lies there. */
async function everything(): Promise<string> {
  const { rows } = await service.running.held.pool.query<{ all: string }>(
    `select coalesce((select string_agg(to_jsonb(e)::text, '') from log.events e), '') ||
            coalesce((select string_agg(to_jsonb(s)::text, '') from app.imported_credentials_v1 s), '') as all`,
  );
  return rows[0]?.all ?? '';
}

describe('an erased learner', () => {
  it('leaves nothing that can be read, and nothing by which somebody could tell what they had', async () => {
    const [learner, text] = [await service.person(), await badgeText({ name: `Badge ${randomUUID()}` })];
    const { importedCredentialId: id, name, issuer } = await bring(learner, { credential: text });
    const all = await everything();
    for (const secret of [name, issuer.id, sha256(text), 'signature']) expect(all).not.toContain(secret);
    await service.running.held.vault.destroy(learner.personId);
    expect([await listOf(learner), await overTheApi(learner)]).toEqual([[], []]);
    for (const path of [`${PATH}/${id}`, `${PATH}/${id}/text`]) expect((await learner.get(path)).status).toBe(404);
    expect((await refusal(await send(learner, { credential: await badgeText() }))).code).toBe('409 person-erased');
  });

  it('has told nobody: what is published holds none of it', async () => {
    const reader = await service.issuer.serviceToken('insights', 'feed:read');
    const feed = await fetch(`${service.running.url}/v1/feed`, { headers: { authorization: `Bearer ${reader}` } });
    expect(await feed.text()).not.toMatch(/import/i);
  });
});
