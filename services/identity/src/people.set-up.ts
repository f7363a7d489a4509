import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@estafette/test-kit';
import * as oauth from 'oauth4webapi';
import pg from 'pg';
import { pino } from 'pino';
import { SMTPServer } from 'smtp-server';
import { Browser } from './browser.set-up.js';
import { bootIdentity } from './index.js';
import type { RunningIdentity } from './index.js';

// What the specs of login work with: the service with a database behind a front that takes its prefix off, a mail server, a browser, and
// an application that talks to it through a library of others.

export const READ = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly';
export const UPSERT = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert';
export const PERSON = '0198c0de-1234-7abc-8def-0123456789ab';
export const CALLBACK = 'https://wallet.example/callback';
export const SERVICE_SECRET = 'organisations-secret-0123456789-abcdef';
export const SERVICES = JSON.stringify([
  { clientId: 'organisations', clientSecret: SERVICE_SECRET, scopes: ['accounts:write'] },
  { clientId: 'challenges', clientSecret: SERVICE_SECRET, scopes: ['feed:read'] },
]);

/** Says that plain http is meant: everything runs on this machine. */
// Deprecated so that it stands out; that is what it is for.
// eslint-disable-next-line @typescript-eslint/no-deprecated
export const insecure = { [oauth.allowInsecureRequests]: true };

export interface Letter {
  readonly to: string;
  readonly text: string;
}

export interface TestIdentity {
  readonly issuer: string;
  readonly database: pg.Pool;
  readonly databaseUrl: string;
  readonly letters: Letter[];
  /** What stands in the log, a line each. */
  readonly lines: string[];
  /** Starts one more instance with the same settings. */
  boot(more?: Readonly<Record<string, string>>): Promise<RunningIdentity>;
  /** Lets all requests from now on go to these, in turns. */
  route(...instances: readonly RunningIdentity[]): void;
  close(): Promise<void>;
}

/** The service with a database. @param more settings; with `SMTP_URL: 'test'` the mail server of the spec */
export async function startIdentity(more: Readonly<Record<string, string>> = {}): Promise<TestIdentity> {
  const [folder, database] = await Promise.all([mkdtemp(join(tmpdir(), 'identity-')), createTestDatabase('identity')]);
  const letters: Letter[] = [];
  const lines: string[] = [];
  const mail = await startMail(letters);
  let instances: readonly RunningIdentity[] = [];
  const running: RunningIdentity[] = [];
  const front = await startFront(() => instances);
  const settings = {
    PORT: '0',
    ISSUER_URL: `${front.url}/identity`,
    INSTALLATION: 'test',
    IDENTITY_KEY_FILE: join(folder, 'keys.json'),
    DATABASE_URL: database.runtimeUrl,
    IDENTITY_SECRET: randomBytes(32).toString('base64'),
    SERVICE_CLIENTS: SERVICES,
    ...more,
    ...(more['SMTP_URL'] === 'test' ? { SMTP_URL: mail.url, MAIL_FROM: 'no-reply@region.example' } : {}),
  };
  const boot = async (changed: Readonly<Record<string, string>> = {}): Promise<RunningIdentity> => {
    const logger = pino({}, { write: (line: string) => void lines.push(line) });
    const one = await bootIdentity({ ...settings, ...changed }, { logger });
    running.push(one);
    return one;
  };
  const pool = new pg.Pool({ connectionString: database.runtimeUrl, options: '-c search_path=app' });
  instances = [await boot()];
  return {
    issuer: settings.ISSUER_URL,
    database: pool,
    databaseUrl: database.runtimeUrl,
    letters,
    lines,
    boot,
    route: (...others) => void (instances = others),
    close: async () => {
      await Promise.all(running.map((one) => one.close()));
      await Promise.all([front.close(), mail.close(), pool.end()]);
      await Promise.all([database.drop(), rm(folder, { recursive: true })]);
    },
  };
}

/** Everything below /identity goes to the instances in turns, without that prefix. */
async function startFront(instances: () => readonly RunningIdentity[]) {
  const agent = new Agent({ keepAlive: false });
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const all = instances();
    const target = all[turn++ % all.length];
    if (!incoming.url?.startsWith('/identity/') || !target) return void outgoing.writeHead(404).end();
    const options = { agent, method: incoming.method ?? 'GET', headers: incoming.headers };
    const inner = httpRequest(target.url + incoming.url.slice('/identity'.length), options, (answer) => {
      const { location } = answer.headers;
      // As the region's front does: a path is taken for one of this service's own.
      const moved = location?.startsWith('/') === true ? { location: `/identity${location}` } : {};
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...moved });
      answer.pipe(outgoing);
    });
    inner.on('error', () => outgoing.destroy());
    incoming.pipe(inner);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function startMail(letters: Letter[]) {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join(',');
        letters.push({ to, text: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

/** An application of somebody else's, registered here. */
export class Application {
  private constructor(
    readonly server: oauth.AuthorizationServer,
    readonly client: oauth.Client,
    readonly secret: string,
    readonly registration: Readonly<Record<string, unknown>>,
  ) {}

  static async register(issuer: string, more: Readonly<Record<string, unknown>> = {}): Promise<Application> {
    const found = await oauth.discoveryRequest(new URL(issuer), insecure);
    const server = await oauth.processDiscoveryResponse(new URL(issuer), found);
    const asked = { client_name: 'Wallet of Others', redirect_uris: [CALLBACK], ...more };
    const answer = await oauth.dynamicClientRegistrationRequest(server, asked, insecure);
    const client = await oauth.processDynamicClientRegistrationResponse(answer);
    const { client_secret: secret } = client;
    if (typeof secret !== 'string') throw new Error('the application got no secret');
    return new Application(server, client, secret, { ...client });
  }

  /** Begins a login: where the browser goes, and what the application keeps meanwhile. */
  async begin(scope: string, more: Readonly<Record<string, string>> = {}) {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const url = new URL(String(this.server.authorization_endpoint));
    const params = {
      client_id: this.client.client_id,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...more,
    };
    for (const [name, value] of Object.entries(params)) if (value !== '') url.searchParams.set(name, value);
    return { url, verifier, state };
  }

  /** Swaps the code that came back for tokens; throws what the library makes of an error. */
  async tokens(
    back: URL,
    { verifier, state }: { verifier: string; state: string },
  ): Promise<oauth.TokenEndpointResponse> {
    const params = oauth.validateAuthResponse(this.server, this.client, back, state);
    const answer = await oauth.authorizationCodeGrantRequest(
      this.server,
      this.client,
      this.auth,
      params,
      `${back.origin}${back.pathname}`,
      verifier,
      insecure,
    );
    return oauth.processAuthorizationCodeResponse(this.server, this.client, answer);
  }

  async refresh(token: string | undefined): Promise<oauth.TokenEndpointResponse> {
    const answer = await oauth.refreshTokenGrantRequest(this.server, this.client, this.auth, String(token), insecure);
    return oauth.processRefreshTokenResponse(this.server, this.client, answer);
  }

  async revoke(token: string | undefined): Promise<void> {
    const answer = await oauth.revocationRequest(this.server, this.client, this.auth, String(token), insecure);
    await oauth.processRevocationResponse(answer);
  }

  get auth(): oauth.ClientAuth {
    return oauth.ClientSecretBasic(this.secret);
  }

  /** The whole way of somebody in a demo, up to where the application gets them back. */
  async logIn(scope: string, browser = new Browser(), more: Readonly<Record<string, string>> = {}) {
    const begun = await this.begin(scope, more);
    let page = await browser.open(begun.url);
    if (page.forms.some((form) => form.endsWith('/person')))
      page = await browser.submit(page, 'person', { person: PERSON });
    if (page.forms.some((form) => form.endsWith('/consent'))) page = await browser.submit(page, 'consent');
    return { ...begun, back: page.url, page, browser };
  }
}

/** The code of an error that the library threw: `invalid_grant`. */
export const codeOf = async (doing: Promise<unknown>): Promise<unknown> => {
  try {
    return await doing;
  } catch (error) {
    return error instanceof Error && 'error' in error ? error.error : error;
  }
};
