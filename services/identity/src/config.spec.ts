import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.js';

const enough = { PORT: '4007', ISSUER_URL: 'http://127.0.0.1:4000/identity', IDENTITY_KEY_FILE: 'keys.json' };
const jwk = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ format: 'jwk' }) as Record<string, string>;
const good = jwk(2048);
const secret = 'a-secret-that-no-log-may-ever-show-12345';

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('readConfig', () => {
  it('needs a port, an issuer and a key, and fills in the rest', () => {
    expect(readConfig(enough)).toEqual({
      port: 4007,
      host: '127.0.0.1',
      issuer: 'http://127.0.0.1:4000/identity',
      audience: 'urn:estafette:local',
      keySource: { file: 'keys.json' },
      serviceClients: [],
      demoMode: false,
      tokenTtlSeconds: 3600,
      drainSeconds: 8,
      requestTimeoutMs: 30_000,
      registrationsPerHour: 100,
    });
  });

  it('reads where people are kept, and how their codes are mailed', () => {
    const key = Buffer.alloc(32, 7);
    const people = {
      DATABASE_URL: 'postgresql://identity:secret@127.0.0.1/identity',
      IDENTITY_SECRET: key.toString('base64'),
      SMTP_URL: 'smtps://name:password@mail.example',
      MAIL_FROM: 'no-reply@region.example',
    };
    expect(readConfig({ ...enough, ...people }).storage).toEqual({
      databaseUrl: people.DATABASE_URL,
      secret: key,
      mail: { url: people.SMTP_URL, from: people.MAIL_FROM, perHour: 1_000 },
    });
  });

  it.each([
    ['DATABASE_URL', 'mysql://x', /^DATABASE_URL must be the address/, /^IDENTITY_SECRET must be set/],
    ['IDENTITY_SECRET', 'short', /^IDENTITY_SECRET must be 32 bytes/, /^DATABASE_URL must be set/],
    ['SMTP_URL', 'mail.example', /^SMTP_URL must be such as/, /^DATABASE_URL must be set/, /^MAIL_FROM must be set/],
    ['MAIL_FROM', 'nobody', /^MAIL_FROM must be a mail address/, /^SMTP_URL must be set/],
  ])('takes no %s that is wrong or alone', (name, value, ...faults) => {
    expect(faultsOf({ ...enough, [name]: value })).toEqual(faults.map((one): unknown => expect.stringMatching(one)));
  });

  it('gives no service what takes accounts where there are none, and no portal the name of a service', () => {
    const one = { clientId: 'organisations', clientSecret: secret };
    const SERVICE_CLIENTS = JSON.stringify([{ ...one, scopes: ['accounts:write'] }]);
    const PORTAL_CLIENT = JSON.stringify({ ...one, redirectUris: ['https://region.example/callback'] });
    expect(faultsOf({ ...enough, SERVICE_CLIENTS, PORTAL_CLIENT })).toEqual([
      expect.stringMatching(/^DATABASE_URL must be set, since PORTAL_CLIENT is/),
      expect.stringMatching(/^SERVICE_CLIENTS gives accounts:write, but/),
      expect.stringMatching(/^PORTAL_CLIENT must have a clientId of its own/),
    ]);
  });

  it('names the audience after the installation, unless it is set', () => {
    expect(readConfig({ ...enough, INSTALLATION: 'gelderland' }).audience).toBe('urn:estafette:gelderland');
    expect(readConfig({ ...enough, AUDIENCE: 'https://region.example' }).audience).toBe('https://region.example');
  });

  it('takes an empty variable for one that is left out', () => {
    expect(readConfig({ ...enough, DEMO_MODE: '', SIGNING_KEYS: '', TOKEN_TTL: '' }).tokenTtlSeconds).toBe(3600);
  });

  it('tells all faults at once, each by the name of its variable', () => {
    const faults = faultsOf({
      PORT: '70000',
      ISSUER_URL: 'https://region.example/identity/',
      INSTALLATION: 'Gelderland!',
      AUDIENCE: 'region',
      SERVICE_CLIENTS: JSON.stringify([{ clientId: 'challenges', clientSecret: 'short', scopes: ['feed:write'] }]),
      DEMO_MODE: 'yes',
      TOKEN_TTL: '5',
      DRAIN_TIMEOUT: '-1',
      REQUEST_TIMEOUT_MS: '0',
    });
    const named = ['PORT', 'ISSUER_URL', 'INSTALLATION', 'AUDIENCE', 'SERVICE_CLIENTS.0.clientSecret'];
    named.push(
      'SERVICE_CLIENTS.0.scopes.0',
      'DEMO_MODE',
      'TOKEN_TTL',
      'DRAIN_TIMEOUT',
      'REQUEST_TIMEOUT_MS',
      'IDENTITY_KEY_FILE',
    );
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual(named);
    expect(new ConfigError(faults).message.split('\n')).toHaveLength(faults.length + 1);
  });

  it('says what is missing when nothing is set', () => {
    expect(faultsOf({})).toEqual([
      'PORT must be set',
      'ISSUER_URL must be set',
      expect.stringMatching(/^IDENTITY_KEY_FILE must be set .* or SIGNING_KEYS/),
    ]);
  });

  it.each([
    ['no address', 'identity'],
    ['another scheme', 'ftp://region.example'],
    ['a query', 'https://region.example/identity?a=1'],
    ['a fragment', 'https://region.example/identity#a'],
    ['a password', 'https://me:pw@region.example/identity'],
    ['another spelling of the host', 'https://Region.Example/identity'],
    ['a port that goes without saying', 'https://region.example:443/identity'],
  ])('refuses an issuer with %s', (_what, issuer) => {
    expect(faultsOf({ ...enough, ISSUER_URL: issuer })).toEqual([expect.stringMatching(/^ISSUER_URL /)]);
  });

  it('never repeats a secret', () => {
    const client = { clientId: 'challenges', clientSecret: `${secret} !`, scopes: [], extra: 1 };
    const faults = [
      ...faultsOf({ ...enough, SERVICE_CLIENTS: JSON.stringify([client]) }),
      ...faultsOf({ ...enough, SERVICE_CLIENTS: `[{"clientSecret":"${secret}"` }),
      ...faultsOf({ PORT: '0', ISSUER_URL: 'http://127.0.0.1', SIGNING_KEYS: `{"keys":[{"d":"${secret}"}` }),
      ...faultsOf({ PORT: '0', ISSUER_URL: 'http://127.0.0.1', SIGNING_KEYS: `{"keys":[{"d":"${secret} !"}]}` }),
    ];
    expect(faults.length).toBeGreaterThan(4);
    expect(faults.join('\n')).not.toContain(secret);
  });

  it.each([
    ['a UUID, which is a person', '0198c0de-0000-7000-8000-000000000001'],
    ['the client of the demo', 'estafette-demo'],
    ['letters that Basic would encode', 'a:b'],
  ])('refuses a client id that is %s', (_what, clientId) => {
    const clients = JSON.stringify([{ clientId, clientSecret: secret, scopes: ['feed:read'] }]);
    expect(faultsOf({ ...enough, SERVICE_CLIENTS: clients })).not.toEqual([]);
  });

  it('refuses two clients of one name', () => {
    const client = { clientId: 'challenges', clientSecret: secret, scopes: ['feed:read'] };
    const faults = faultsOf({ ...enough, SERVICE_CLIENTS: JSON.stringify([client, client]) });
    expect(faults).toEqual(['SERVICE_CLIENTS holds the same clientId twice']);
  });
});

describe('SIGNING_KEYS', () => {
  const withKeys = (...keys: object[]) =>
    ({ PORT: '0', ISSUER_URL: 'http://127.0.0.1', SIGNING_KEYS: JSON.stringify({ keys }) }) as const;

  it('takes RSA keys and names each by its thumbprint', () => {
    expect(readConfig(withKeys(good)).keySource).toEqual({
      keys: [{ ...good, use: 'sig', alg: 'RS256', kid: expect.stringMatching(/^[\w-]{43}$/) }],
    });
  });

  it('refuses a key beside a key file', () => {
    const faults = faultsOf({ ...withKeys(good), IDENTITY_KEY_FILE: 'keys.json' });
    expect(faults).toEqual(['SIGNING_KEYS and IDENTITY_KEY_FILE are both set: choose one']);
  });

  it.each([
    ['no key', []],
    ['a public key', [{ kty: 'RSA', n: good['n'], e: good['e'] }]],
    ['a small key', [jwk(1024)]],
    ['a key of which the halves differ', [{ ...good, n: jwk(2048)['n'] }]],
    ['another kind of key', [generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })]],
    ['another algorithm', [{ ...good, alg: 'PS256' }]],
    ['the same key twice', [good, good]],
  ])('refuses %s', (_what, keys) => {
    expect(faultsOf(withKeys(...(keys as object[])))[0]).toMatch(/^SIGNING_KEYS/);
  });
});
