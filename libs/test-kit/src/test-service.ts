import { randomBytes, randomUUID } from 'node:crypto';
import type { TestDatabase } from './servers.js';
import { createTestDatabase } from './servers.js';
import type { TestFeeds } from './test-feeds.js';
import { startTestFeeds } from './test-feeds.js';
import type { TestIssuer } from './test-issuer.js';
import { startTestIssuer, TEST_AUDIENCE } from './test-issuer.js';

interface Bootable {
  readonly url: string;
  close(): Promise<void>;
}

/** Somebody who calls a service, with a token of their own. */
export interface Caller {
  readonly personId: string;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  put(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

/** A service on its own, on a database of its own, with an issuer and feeds that the spec holds. */
export interface TestService<Running extends Bootable> {
  readonly running: Running;
  readonly issuer: TestIssuer;
  readonly feeds: TestFeeds;
  readonly database: TestDatabase;
  readonly environment: Readonly<Record<string, string>>;
  /** A person; new unless an id is given. `actingFor` is sent with every call. */
  person(personId?: string, actingFor?: string): Promise<Caller>;
  /** Tells the service that a person holds a role for an organisation; gives the membership's id. */
  grant(personId: string, organisationId: string, role: string): string;
  /** Tells the service that a membership ended; gives the id of the message. */
  revoke(membershipId: string): string;
  close(): Promise<void>;
}

/**
 * Starts one service for a spec: `startTestService('challenges', ['organisations'], (env) => boot(challenges, env))`.
 * @param upstreams whose feeds it follows; or feeds that stand already, which outlive the service
 */
export async function startTestService<Running extends Bootable>(
  name: string,
  upstreams: readonly string[] | TestFeeds,
  boot: (environment: Readonly<Record<string, string>>) => Promise<Running>,
  more: Readonly<Record<string, string>> = {},
): Promise<TestService<Running>> {
  const [database, issuer, feeds] = await Promise.all([
    createTestDatabase(name),
    startTestIssuer(),
    'tell' in upstreams ? upstreams : startTestFeeds(upstreams),
  ]);
  const environment = {
    PORT: '0',
    INSTALLATION: 'test',
    DATABASE_URL: database.runtimeUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    VAULT_KEY: randomBytes(32).toString('base64'),
    ISSUER_URL: issuer.url,
    AUDIENCE: TEST_AUDIENCE,
    SERVICE_CLIENT_ID: 'estafette-test',
    SERVICE_CLIENT_SECRET: randomBytes(32).toString('hex'),
    TRANSPORT: 'feed',
    FEEDS: feeds.feeds,
    LOG_LEVEL: 'error',
    // A spec in another database of the cluster may keep a transaction open, which hides events here for as long.
    VIEWS_WAIT_MS: '20000',
    ...more,
  };
  const running = await boot(environment);
  const granted = new Map<string, { membershipId: string; personId: string; organisationId: string; role: string }>();
  const tellOf = (what: 'granted' | 'revoked', membershipId: string): string => {
    const data = granted.get(membershipId);
    if (!data) throw new Error('this membership was not granted here');
    const type = `nl.estafette.organisations.membership-${what}.v1`;
    return feeds.tell({ type, subject: `person-${data.personId}`, data });
  };
  const service: TestService<Running> = {
    running,
    issuer,
    feeds,
    database,
    environment,
    person: async (personId = randomUUID(), actingFor) => {
      const authorization = `Bearer ${await issuer.personToken(personId)}`;
      const call =
        (method: string) =>
        (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
          fetch(`${service.running.url}${path}`, {
            method,
            headers: {
              authorization,
              ...(body === undefined ? {} : { 'content-type': 'application/json' }),
              ...(actingFor === undefined ? {} : { 'estafette-acting-for': actingFor }),
              ...headers,
            },
            ...(body === undefined ? {} : { body: asBody(body) }),
          });
      return {
        personId,
        get: (path, headers) => call('GET')(path, undefined, headers),
        post: call('POST'),
        put: call('PUT'),
      };
    },
    grant: (personId, organisationId, role) => {
      const membershipId = randomUUID();
      granted.set(membershipId, { membershipId, personId, organisationId, role });
      tellOf('granted', membershipId);
      return membershipId;
    },
    revoke: (membershipId) => tellOf('revoked', membershipId),
    close: async () => {
      // A spec may have started it again.
      await service.running.close();
      await Promise.all([issuer.close(), ...(feeds === upstreams ? [] : [feeds.close()]), database.drop()]);
    },
  };
  return service;
}

/** Text and bytes as they are, all else as JSON. */
function asBody(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}
