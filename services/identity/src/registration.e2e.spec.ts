import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Application, CALLBACK, READ, startIdentity, UPSERT } from './people.set-up.js';
import type { TestIdentity } from './people.set-up.js';

let identity: TestIdentity;

beforeAll(async () => {
  identity = await startIdentity({ DEMO_MODE: 'true', REGISTRATIONS_PER_HOUR: '10000' });
});
afterAll(() => identity.close());

const good = { client_name: 'Wallet of Others', redirect_uris: [CALLBACK] };

const register = async (body: unknown, type = 'application/json', issuer = identity.issuer) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${issuer}/reg`, { method: 'POST', body: text, headers: { 'content-type': type } });
  return { answer, status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe('a registration', () => {
  it('is answered with all that was registered, and a secret', async () => {
    const asked = {
      ...good,
      client_uri: 'https://wallet.example',
      logo_uri: 'https://wallet.example/logo.png',
      tos_uri: 'https://wallet.example/terms',
      policy_uri: 'https://wallet.example/privacy',
      software_id: 'c1a2',
      software_version: '1.0',
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      scope: `${READ} ${UPSERT} offline_access`,
      contacts: ['jan@mail.example'],
      jwks_uri: 'http://169.254.169.254/keys',
      sector_identifier_uri: 'https://10.0.0.1/sector',
      default_acr_values: ['x'],
      unheard_of: { deep: true },
    };
    const { status, body, answer } = await register(asked);
    const { contacts, jwks_uri, sector_identifier_uri, default_acr_values, unheard_of, ...registered } = asked;
    expect([contacts, jwks_uri, sector_identifier_uri, default_acr_values, unheard_of]).toHaveLength(5);
    expect(status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({
      ...registered,
      client_id: expect.stringMatching(/^app\.[\w-]{22}$/),
      client_secret: expect.stringMatching(/^[\w-]{43}$/),
      client_secret_expires_at: 0,
      client_id_issued_at: expect.any(Number),
    });
    for (const left of ['contacts', 'jwks_uri', 'sector_identifier_uri', 'default_acr_values', 'unheard_of']) {
      expect(body).not.toHaveProperty(left);
    }
  });

  it.each([
    ['client_name', 'a\u0000b'],
    ['client_name', 'ab\ud800'],
    ['client_name', 'two\nlines'],
    ['client_name', 'turned \u202e round'],
    ['software_id', '\u0000'],
    ['client_uri', 'https://wallet.example/\ud800'],
  ])('holds only what can be kept and shown as it is: %s %j', async (name, value) => {
    const { status, body } = await register({ ...good, [name]: value });
    expect([status, body['error']]).toEqual([400, 'invalid_client_metadata']);
    expect(body['error_description']).toContain(`${name} must be one line of text`);
  });

  it('needs a name and an address, and gets what is offered', async () => {
    const { body } = await register(good);
    expect(body).toMatchObject({ grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] });
    expect(String(body['scope']).split(' ')).toHaveLength(5);
    const narrow = await register({ ...good, scope: READ });
    expect(narrow.body).toMatchObject({ scope: READ, grant_types: ['authorization_code'] });
  });

  it('cannot choose its own id or secret', async () => {
    const own = { client_id: 'challenges', client_secret: 'x'.repeat(40), client_secret_expires_at: 1 };
    const { status, body } = await register({ ...good, ...own });
    expect(status).toBe(201);
    expect(body['client_id']).not.toBe(own.client_id);
    expect(body['client_secret']).not.toBe(own.client_secret);
  });

  it.each([
    ['no name', { client_name: undefined }, 'client_name'],
    ['a name that shows nothing', { client_name: ' \u200B\u202E' }, 'client_name'],
    ['a long name', { client_name: 'x'.repeat(101) }, 'client_name'],
    ['a name that is none', { client_name: { nl: 'x' } }, 'client_name'],
    ['grants of services', { grant_types: ['client_credentials'] }, 'grant_types'],
    ['the grant of the demo', { grant_types: ['urn:estafette:params:oauth:grant-type:demo'] }, 'grant_types'],
    ['the implicit grant', { grant_types: ['authorization_code', 'implicit'] }, 'grant_types'],
    ['the token itself', { response_types: ['token'] }, 'response_types'],
    ['no secret', { token_endpoint_auth_method: 'none' }, 'token_endpoint_auth_method'],
    ['a key', { token_endpoint_auth_method: 'private_key_jwt' }, 'token_endpoint_auth_method'],
    ['the scope of people', { scope: `${READ} person` }, 'scope'],
    ['the scope of services', { scope: 'feed:read' }, 'scope'],
    ['names', { scope: 'names:read' }, 'scope'],
    ['accounts', { scope: 'accounts:write' }, 'scope'],
    ['openid', { scope: 'openid' }, 'scope'],
    ['an address that is a script', { policy_uri: 'javascript:alert(1)' }, 'policy_uri'],
    ['a long address', { tos_uri: `https://x.example/${'x'.repeat(500)}` }, 'tos_uri'],
  ])('is refused with %s', async (_what, change, member) => {
    const { status, body } = await register({ ...good, ...change });
    expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_client_metadata' });
    expect(body['error_description']).toMatch(new RegExp(`^${member}`));
  });

  it.each([
    ['none', undefined],
    ['none in the list', []],
    ['plain http', ['http://wallet.example/callback']],
    ['a loopback that is not', ['http://127.0.0.1.evil.example/']],
    ['a script', ['javascript:alert(1)']],
    ['data', ['data:text/html,x']],
    ['a scheme of its own', ['wallet://callback']],
    ['a fragment', [`${CALLBACK}#x`]],
    ['a name in it', ['https://wallet.example@evil.example/']],
    ['a line break', ['https://wallet.example/\ncallback']],
    ['no address', ['callback']],
    ['a number', [7]],
    ['one that is too long', [`https://wallet.example/${'x'.repeat(500)}`]],
    ['too many', Array.from({ length: 6 }, (_, nth) => `https://wallet.example/${nth}`)],
    ['a text', CALLBACK],
  ])('is refused with redirect URIs that are %s', async (_what, uris) => {
    const { status, body } = await register({ ...good, redirect_uris: uris });
    expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_redirect_uri' });
  });

  it.each(['http://127.0.0.1:8123/callback', 'http://[::1]/callback', 'http://localhost:3000/'])(
    'takes an address on the own machine: %s',
    async (uri) => {
      expect((await register({ ...good, redirect_uris: [uri] })).status).toBe(201);
    },
  );

  it('tells all faults at once', async () => {
    const { body } = await register({ redirect_uris: ['http://x.example'], scope: 'person', grant_types: [] });
    for (const member of ['redirect_uris.0', 'client_name', 'scope', 'grant_types']) {
      expect(body['error_description']).toContain(member);
    }
  });

  it.each([
    ['no JSON', '{"client_name":', 'application/json'],
    ['a list', '[]', 'application/json'],
    ['null', 'null', 'application/json'],
    ['a form', 'client_name=x', 'application/x-www-form-urlencoded'],
    ['a prototype', '{"__proto__":{"client_name":"x","redirect_uris":["https://x.example"]}}', 'application/json'],
    ['too much', JSON.stringify({ ...good, more: 'x'.repeat(60_000) }), 'application/json'],
    ['depth', `{"client_name":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, 'application/json'],
  ])('is refused when it is %s', async (_what, text, type) => {
    const { status, body } = await register(text, type);
    expect([status, body['error']]).toEqual([400, expect.stringMatching(/^invalid_/)]);
  });

  it('is bounded by the hour, over all instances', async () => {
    const bounded = await startIdentity({ DEMO_MODE: 'true', REGISTRATIONS_PER_HOUR: '5' });
    bounded.route(await bounded.boot(), await bounded.boot());
    const statuses: number[] = [];
    for (let nth = 0; nth < 7; nth += 1) {
      const { status, answer } = await register(good, 'application/json', bounded.issuer);
      statuses.push(status);
      if (status === 429) expect(answer.headers.get('retry-after')).toBe('3600');
    }
    expect(statuses).toEqual([201, 201, 201, 201, 201, 429, 429]);
    await bounded.close();
  });
});

describe('a registered application', () => {
  it('reads its registration, without the secret, and ends it with all that rests on it', async () => {
    const app = await Application.register(identity.issuer);
    const login = await app.logIn(`${READ} offline_access`);
    const { refresh_token: token } = await app.tokens(login.back, login);
    const { registration_client_uri: at, registration_access_token: key } = app.registration;
    const headers = { authorization: `Bearer ${String(key)}` };
    const read = await fetch(String(at), { headers });
    const body = (await read.json()) as object;
    expect(body).toMatchObject({
      client_id: app.client.client_id,
      client_name: 'Wallet of Others',
      scope: expect.any(String),
    });
    expect(JSON.stringify(body)).not.toMatch(/sha256|client_secret"/);

    expect((await fetch(String(at))).status).toBe(401);
    expect((await fetch(String(at), { headers: { authorization: 'Bearer x' } })).status).toBe(401);
    const other = await Application.register(identity.issuer);
    const theirs = { authorization: `Bearer ${String(other.registration['registration_access_token'])}` };
    expect((await fetch(String(at), { method: 'DELETE', headers: theirs })).status).toBe(401);
    expect((await fetch(String(at), { method: 'PUT', headers, body: '{}' })).status).toBe(405);

    expect((await fetch(String(at), { method: 'DELETE', headers })).status).toBe(204);
    await expect(app.refresh(token)).rejects.toMatchObject({ status: 401 });
    const { rows } = await identity.database.query('SELECT FROM kept WHERE client_id = $1', [app.client.client_id]);
    expect(rows).toHaveLength(0);
  });

  it('is not let in by what the database keeps of its secret', async () => {
    const app = await Application.register(identity.issuer);
    const { rows } = await identity.database.query<{ kept: string }>(
      "SELECT payload->>'client_secret' AS kept FROM kept WHERE client_id = $1 AND kind = 'Client'",
      [app.client.client_id],
    );
    const kept = String(rows[0]?.kept);
    expect(kept).toMatch(/^sha256\$/);
    const tokenFor = async (secret: string) => {
      const authorization = `Basic ${btoa(`${app.client.client_id}:${encodeURIComponent(secret)}`)}`;
      const body = new URLSearchParams({ grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK });
      const answer = await fetch(`${identity.issuer}/token`, { method: 'POST', body, headers: { authorization } });
      return ((await answer.json()) as { error: string }).error;
    };
    expect(await tokenFor(kept)).toBe('invalid_client');
    expect(await tokenFor(app.secret)).toBe('invalid_grant');
  });

  it('may revoke its own tokens alone', async () => {
    const [app, other] = [await Application.register(identity.issuer), await Application.register(identity.issuer)];
    const login = await app.logIn(`${READ} offline_access`);
    const { refresh_token: token } = await app.tokens(login.back, login);
    await other.revoke(token);
    expect((await app.refresh(token)).scope).toBe(READ);
  });
});
