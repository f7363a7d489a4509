import { eventually } from '@estafette/test-kit';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { account, mailedCode, serviceToken } from './accounts.set-up.js';
import { Browser } from './browser.set-up.js';
import type { Shown } from './browser.set-up.js';
import { Application, codeOf, PERSON, READ, startIdentity } from './people.set-up.js';
import type { TestIdentity } from './people.set-up.js';

let identity: TestIdentity;
let app: Application;
let browser: Browser;

beforeAll(async () => {
  identity = await startIdentity({ SMTP_URL: 'test' });
  app = await Application.register(identity.issuer);
});
afterAll(() => identity.close());
beforeEach(() => {
  identity.letters.length = 0;
  browser = new Browser();
});

let people = 0;
/** Somebody with an account. Each has a new address, since one address is sent only so many codes. */
async function somebody(): Promise<{ personId: string; email: string }> {
  people += 1;
  const personId = PERSON.slice(0, -4) + String(people).padStart(4, '0');
  const email = `person-${people}@mail.example`;
  expect((await account(identity, personId, { email })).status).toBe(201);
  return { personId, email };
}

/** Goes as far as the page that asks for the code. */
async function askFor(email: string): Promise<{ page: Shown; begun: Awaited<ReturnType<Application['begin']>> }> {
  const begun = await app.begin(READ);
  const page = await browser.submit(await browser.open(begun.url), 'address', { address: email });
  expect(page.status).toBe(200);
  expect(page.forms.some((form) => form.endsWith('/code'))).toBe(true);
  return { page, begun };
}

const notThe = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('a code by mail', () => {
  it('lets in the person whose address it is, however it is written', async () => {
    const { personId, email } = await somebody();
    const { page, begun } = await askFor(email.toUpperCase());
    const code = await mailedCode(identity, email);
    const consent = await browser.submit(page, 'code', { code: ` ${code.slice(0, 3)} ${code.slice(3)} ` });
    const back = await browser.submit(consent, 'consent');
    const { access_token: token } = await app.tokens(back.url, begun);
    expect(decodeJwt(token)).toMatchObject({ sub: personId, scope: READ });
  });

  it('is written in the language of the page', async () => {
    const { email } = await somebody();
    browser = new Browser({ 'accept-language': 'en-GB' });
    await askFor(email);
    await mailedCode(identity, email);
    expect(identity.letters[0]?.text).toContain('Subject: Your code to log in');
    expect(identity.letters[0]?.text).toContain('From: no-reply@region.example');
  });

  it('says nothing about who has an account: an unknown address is treated alike', async () => {
    const { email } = await somebody();
    const known = await askFor(email);
    await mailedCode(identity, email);
    browser = new Browser();
    const unknown = await askFor('nobody@mail.example');
    const same = ({ page }: { page: Shown }) => page.text.replaceAll(/interactions\/[\w-]+/g, 'interactions/x');
    expect(same(unknown)).toBe(same(known));
    const wrong = await browser.submit(unknown.page, 'code', { code: '123456' });
    expect([wrong.status, wrong.text.includes('Deze code klopt niet')]).toEqual([400, true]);
    // A letter that follows would be this one's.
    const other = await somebody();
    browser = new Browser();
    await askFor(other.email);
    await mailedCode(identity, other.email);
    expect(identity.letters.map(({ to }) => to)).toEqual([email, other.email]);
  });

  it('is refused when it is another one, and taken once', async () => {
    const { email } = await somebody();
    const { page } = await askFor(email);
    const code = await mailedCode(identity, email);
    expect((await browser.submit(page, 'code', { code: notThe(code) })).text).toContain('Deze code klopt niet');
    expect((await browser.submit(page, 'code', { code: '12' })).text).toContain('Een code heeft zes cijfers');
    expect((await browser.submit(page, 'code', { code })).text).toContain('Sta je dit toe?');
    expect((await browser.submit(page, 'code', { code })).status).toBe(400);
  });

  it('is of the request where it was asked for, not of another', async () => {
    const { email } = await somebody();
    await askFor(email);
    const code = await mailedCode(identity, email);
    browser = new Browser();
    const { page } = await askFor('nobody-else@mail.example');
    expect((await browser.submit(page, 'code', { code })).text).toContain('Deze code klopt niet');
  });

  it('ends after five tries, right or wrong', async () => {
    const { email } = await somebody();
    const { page } = await askFor(email);
    const code = await mailedCode(identity, email);
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await browser.submit(page, 'code', { code: notThe(code) })).text).toContain('klopt niet');
    }
    expect((await browser.submit(page, 'code', { code })).text).toContain('Deze code werkt niet meer');
  });

  it('is judged no more than five times when tries come all at once', async () => {
    const { email } = await somebody();
    const { page } = await askFor(email);
    const code = await mailedCode(identity, email);
    const tries = Array.from({ length: 25 }, () => browser.submit(page, 'code', { code: notThe(code) }));
    const texts = (await Promise.all(tries)).map(({ text }) => text);
    expect(texts.filter((text) => text.includes('klopt niet'))).toHaveLength(5);
    expect(texts.filter((text) => text.includes('werkt niet meer'))).toHaveLength(20);
  });

  it('ends after ten minutes', async () => {
    const { email } = await somebody();
    const { page } = await askFor(email);
    const code = await mailedCode(identity, email);
    const soon = await identity.database.query<{ minutes: number }>(
      'SELECT extract(epoch FROM max(expires_at) - now())::int / 60.0 AS minutes FROM login_codes',
    );
    expect(Number(soon.rows[0]?.minutes)).toBeGreaterThan(9.5);
    expect(Number(soon.rows[0]?.minutes)).toBeLessThanOrEqual(10);
    await identity.database.query("UPDATE login_codes SET expires_at = expires_at - interval '10 minutes'");
    expect((await browser.submit(page, 'code', { code })).text).toContain('Deze code werkt niet meer');
    const again = await browser.open(`${page.url.href}?again=yes`);
    const fresh = await browser.submit(again, 'address', { address: email });
    const next = await mailedCode(identity, email, 2);
    expect((await browser.submit(fresh, 'code', { code: next })).text).toContain('Sta je dit toe?');
  });

  it('is sent to one address five times an hour at most, known or not', async () => {
    for (const email of [(await somebody()).email, 'flooded@mail.example']) {
      for (let sent = 0; sent < 5; sent += 1) {
        browser = new Browser();
        await askFor(email);
      }
      const page = await new Browser().open((await app.begin(READ)).url);
      browser = new Browser();
      const begun = await browser.open((await app.begin(READ)).url);
      expect(page.status).toBe(200);
      const refused = await browser.submit(begun, 'address', { address: email.toUpperCase() });
      expect([refused.status, refused.text.includes('te vaak een code gevraagd')]).toEqual([429, true]);
    }
  });

  it.each(['', 'nobody', 'a@b', 'a@b.example\r\nBcc: c@d.example', `${'x'.repeat(250)}@mail.example`])(
    'is not sent to what is no address: %j',
    async (address) => {
      const page = await browser.open((await app.begin(READ)).url);
      const refused = await browser.submit(page, 'address', { address });
      expect([refused.status, refused.text.includes('Dit is geen mailadres')]).toEqual([400, true]);
    },
  );

  it('is known to nobody who reads the database or the log', async () => {
    const { email } = await somebody();
    const { page } = await askFor(email);
    const code = await mailedCode(identity, email);
    const tables = await Promise.all(
      ['login_codes', 'accounts', 'rates', 'kept'].map((table) =>
        identity.database.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM ${table} t`),
      ),
    );
    const kept = tables.flatMap(({ rows }) => rows.map(({ row }) => row)).join('\n');
    expect(kept.length).toBeGreaterThan(1_000);
    expect(kept).not.toContain(email);
    const codes = tables[0]?.rows.map(({ row }) => row).join('\n');
    expect(codes).not.toContain(code);
    expect(codes).not.toContain(Buffer.from(code).toString('hex'));
    await browser.submit(page, 'code', { code });
    expect(identity.lines.join('')).not.toMatch(/mail\.example/);
  });
});

it('bounds the codes of all addresses together, by those that are mailed', async () => {
  const [one, other, third] = [await somebody(), await somebody(), await somebody()];
  await identity.database.query("DELETE FROM rates WHERE subject = 'codes'");
  identity.route(await identity.boot({ LOGIN_CODES_PER_HOUR: '2' }));
  const statusOf = async (address: string): Promise<number> => {
    const visitor = new Browser();
    return (await visitor.submit(await visitor.open((await app.begin(READ)).url), 'address', { address })).status;
  };
  for (let nth = 0; nth < 5; nth += 1) expect(await statusOf(`made-up-${nth}@mail.example`)).toBe(200);
  expect([await statusOf(one.email), await statusOf(other.email)]).toEqual([200, 200]);
  // From here on all are told the same, so that it says nothing about who has an account.
  expect([await statusOf('made-up@mail.example'), await statusOf(third.email)]).toEqual([429, 429]);
  expect([await statusOf('more-made-up@mail.example'), await statusOf(third.email)]).toEqual([429, 429]);
  identity.route(await identity.boot());
});

it('answers without waiting for a mail server that is away, and tells the log without the address', async () => {
  const { email } = await somebody();
  identity.route(await identity.boot({ SMTP_URL: 'smtp://127.0.0.1:1' }));
  await askFor(email);
  await eventually(() => expect(identity.lines.join('')).toContain('a letter could not be sent'));
  expect(identity.lines.join('')).not.toContain(email);
  identity.route(await identity.boot());
});

describe('accounts', () => {
  it('are written by a service with their scope alone', async () => {
    const { personId } = await somebody();
    const other = await serviceToken(identity, 'challenges', 'feed:read');
    const statusOf = async (token: string) =>
      (await account(identity, personId, { email: 'x@mail.example' }, token)).status;
    expect(await statusOf(other)).toBe(403);
    expect(await statusOf('rubbish')).toBe(401);
    expect(await statusOf(`${(await serviceToken(identity)).slice(0, -4)}AAAA`)).toBe(401);
    expect((await fetch(`${identity.issuer}/accounts/${personId}`, { method: 'DELETE' })).status).toBe(401);
  });

  it('take a change and a repeat, and no address of somebody else', async () => {
    const [one, other] = [await somebody(), await somebody()];
    expect((await account(identity, one.personId, { email: one.email })).status).toBe(200);
    const taken = await account(identity, one.personId, { email: other.email.toUpperCase() });
    expect([taken.status, await taken.json()]).toMatchObject([409, { code: 'address-taken' }]);
    expect((await account(identity, one.personId.toUpperCase(), { email: 'moved@mail.example' })).status).toBe(200);
    await askFor(one.email);
    browser = new Browser();
    await askFor('moved@mail.example');
    await mailedCode(identity, 'moved@mail.example');
    expect(identity.letters.map(({ to }) => to)).toEqual(['moved@mail.example']);
  });

  it('tell all faults together', async () => {
    const answer = await account(identity, 'not-a-uuid', { email: 'x', name: 'Jan' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'request-not-valid',
      errors: [
        { in: 'path', at: 'personId' },
        { in: 'body', at: '/email' },
        { in: 'body', at: '/name' },
      ],
    });
    expect((await account(identity, PERSON, '{"email')).status).toBe(400);
    expect((await account(identity, PERSON, 'null')).status).toBe(400);
    expect((await account(identity, PERSON, `{"email":"${'x'.repeat(5_000)}"}`)).status).toBe(413);
  });

  it('are erased with every session, and with all that was allowed', async () => {
    const { personId, email } = await somebody();
    const { page, begun } = await askFor(email);
    const consent = await browser.submit(page, 'code', { code: await mailedCode(identity, email) });
    const back = await browser.submit(consent, 'consent');
    const lasting = await app.begin(`${READ} offline_access`);
    const asked = await browser.open(lasting.url);
    const again = await browser.submit(asked, 'consent');
    const { refresh_token: token } = await app.tokens(again.url, lasting);
    const under = await browser.open((await app.begin(READ, { prompt: 'consent' })).url);

    expect((await account(identity, personId)).status).toBe(204);
    expect(await codeOf(app.tokens(back.url, begun))).toBe('invalid_grant');
    expect(await codeOf(app.refresh(token))).toBe('invalid_grant');
    expect((await browser.submit(under, 'consent')).status).toBe(400);
    expect((await browser.open(`${identity.issuer}/grants`)).text).toContain('niet ingelogd');
    const { rows } = await identity.database.query('SELECT FROM kept WHERE account_id = $1 OR payload::text LIKE $2', [
      personId,
      `%${personId}%`,
    ]);
    expect(rows).toHaveLength(0);
    expect((await account(identity, personId)).status).toBe(204);
  });
});
