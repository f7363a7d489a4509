import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestIssuer } from '../test-issuer.js';
import type { Caller } from '../test-service.js';
import type { AccessOptions, AccessRoute, AccessRow, Asking } from './access-options.js';
import { isMember, membershipsOf, tell, walkRevocation } from './revocation.js';

/** The routes that every service has. */
const HOST_ROWS: Readonly<Record<string, AccessRow>> = {
  'GET /v1/parked-keys': { own: 200, foreign: 200 },
  'POST /v1/parked-keys/replays': { call: () => ({ body: { key: 'x/y' } }), own: 404, foreign: 404 },
  'POST /v1/parked-keys/discards': {
    call: () => ({ body: { keyOrId: 'x/y', reason: 'none' } }),
    own: 404,
    foreign: 404,
  },
  'GET /v1/views': { own: 200, foreign: 200 },
  'POST /v1/views/:view/rebuilds': { own: 404, foreign: 404 },
  'GET /v1/republications': { own: 200, foreign: 200 },
  // On feeds nothing is sent.
  'POST /v1/republications': { own: 409, foreign: 409 },
};

interface Someone {
  readonly asking: Asking;
  readonly caller: Caller;
}
type Told = Record<string, string>;

/**
 * Walks every route with every role, for the organisation whose thing it is, for a foreign one and for oneself, without a
 * token and with a service's, and expects the exact code; then revokes a membership, and expects that nothing is let in by
 * it any more. Call it at the top of an e2e spec, below its `beforeAll`.
 */
export function accessSpec(options: AccessOptions): void {
  describe('access', () => {
    let people: readonly Someone[];
    beforeAll(async () => {
      people = await settlePeople(options);
    });

    it('is written down for every route', () => {
      expect(faultsOfAccessRows(options)).toEqual([]);
    });

    it.each(options.routes.map((route) => ({ route, name: nameOf(route) })))('of $name', async ({ route }) => {
      const { actual, expected } = await walkAccess(route, people, options);
      expect(actual).toEqual(expected);
    });

    it('ends with the membership, as soon as its end is known', async () => {
      const { asWas, nowRefused, elsewhere } = await walkRevocation(options);
      expect(asWas).toEqual(['200', '404 parked-key-unknown']);
      expect(nowRefused).toEqual(['403 not-a-member', '403 not-a-member']);
      expect(elsewhere).toBe('200');
    });
  });
}

/** Rows that are missing, belong to no route, or would let a foreign organisation write. */
export function faultsOfAccessRows({ routes, rows }: Pick<AccessOptions, 'routes' | 'rows'>): string[] {
  const all = { ...HOST_ROWS, ...rows };
  const names = new Set(routes.map(nameOf));
  const missing = routes.filter(({ permission }) => permission.kind === 'person').map(nameOf);
  return [
    ...missing.filter((name) => !all[name]).map((name) => `${name}: has no row`),
    ...Object.keys(rows).flatMap((name) => (names.has(name) ? [] : [`${name}: is no route`])),
    ...routes.flatMap((route) => faultsOfRow(route, all[nameOf(route)])),
  ];
}

function faultsOfRow(route: AccessRoute, row: AccessRow | undefined): string[] {
  if (!row || route.permission.kind !== 'person') return [];
  // The region's admin runs the installation: no organisation of it is foreign to them, where the row says so by name.
  const foreign =
    typeof row.foreign === 'number'
      ? [row.foreign]
      : Object.entries(row.foreign).flatMap(([role, status]) => (role === 'region-admin' ? [] : [status]));
  const writes = route.method !== 'GET' && route.path.includes(':') && row.shared !== true;
  return [
    ...(writes && foreign.some((status) => ![400, 403, 404].includes(status))
      ? [`${nameOf(route)}: a foreign organisation gets 403 where it may see the thing, else 404`]
      : []),
    ...(route.permission.self && row.self === undefined ? [`${nameOf(route)}: say what one gets for oneself`] : []),
  ];
}

/** One person for each role, in the own organisation and in a foreign one, and one without any; known to the service. */
export async function settlePeople(options: AccessOptions): Promise<readonly Someone[]> {
  const { roles, service, own, foreign = randomUUID() } = options;
  const asked = roles.flatMap((role) => [
    { role, as: 'own' as const, organisationId: own },
    { role, as: 'foreign' as const, organisationId: foreign },
  ]);
  const people = await Promise.all(
    [...asked, { role: 'none', as: 'self' as const, organisationId: '' }].map(async (one) => {
      const caller = await service().person(randomUUID(), one.as === 'self' ? 'self' : one.organisationId);
      return { caller, asking: { ...one, personId: caller.personId } };
    }),
  );
  for (const { asking } of people) {
    if (asking.as === 'self') continue;
    await membershipsOf(options).grant(asking.personId, asking.organisationId, asking.role);
  }
  for (const { caller, asking } of people) if (asking.as !== 'self') await isMember(caller);
  return people;
}

/** What a route answered everybody, and what it should have. */
export async function walkAccess(
  route: AccessRoute,
  people: readonly Someone[],
  { service, rows }: AccessOptions,
): Promise<{ actual: Told; expected: Told }> {
  const { permission } = route;
  const row = { ...HOST_ROWS, ...rows }[nameOf(route)] ?? { own: 0, foreign: 0 };
  const actual: Told = {};
  const expected: Told = {};
  const stranger = { role: 'none', as: 'foreign', personId: '', organisationId: '' } as const;
  const withToken = async (token: string | null): Promise<string> => {
    const { path, body } = await callOf(route, row, stranger);
    const headers = { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...JSON_BODY };
    const init = route.method === 'GET' ? {} : { body: JSON.stringify(body) };
    return tell(await fetch(`${service().running.url}${path}`, { method: route.method, headers, ...init }));
  };
  const { issuer } = service();
  if (permission.kind === 'open') {
    // A 401 without a code of ours is told by a handler that asks for a token of another kind, as wallets have one.
    actual['without a token'] = (await withToken(null)).replace(/^(?:(?:2\d\d|400|404).*|401 )$/, 'open');
    return { actual, expected: { 'without a token': 'open' } };
  }
  actual['without a token'] = await withToken(null);
  expected['without a token'] = '401 token-missing';
  if (permission.kind === 'delegated') return walkDelegated(permission.scope, withToken, issuer);
  if (permission.kind === 'service') {
    actual['a person'] = await withToken(await issuer.personToken(randomUUID()));
    expected['a person'] = '403 scope-missing';
    actual['a service without the scope'] = await withToken(await issuer.serviceToken('spec', 'other'));
    expected['a service without the scope'] = '403 scope-missing';
    actual['a service'] = (await withToken(await issuer.serviceToken('spec', permission.scope))).replace(
      /^2\d\d.*/,
      'done',
    );
    expected['a service'] = 'done';
    return { actual, expected };
  }
  actual['a service'] = await withToken(await issuer.serviceToken('spec', 'feed:read'));
  expected['a service'] = '403 not-a-person';
  actual['a system of theirs'] = await withToken(await issuer.personToken(randomUUID(), { scope: 'other' }));
  expected['a system of theirs'] = '403 scope-missing';
  for (const { caller, asking } of people) {
    const who = asking.as === 'self' ? 'for oneself' : `${asking.role}, ${asking.as}`;
    const allowed = asking.as === 'self' ? permission.self : permission.roles.includes(asking.role);
    const told = await ask(caller, route, row, asking);
    actual[who] = allowed ? told.slice(0, 3) : told;
    expected[who] = allowed ? String(expectedOf(row, asking)) : '403 role-missing';
  }
  return { actual, expected };
}

/** Whom a route lets in that is for systems on behalf of a person; it may tell its errors in a form of its own. */
async function walkDelegated(
  scope: string,
  withToken: (token: string | null) => Promise<string>,
  issuer: TestIssuer,
): Promise<{ actual: Told; expected: Told }> {
  const status = async (token: string | null): Promise<string> => (await withToken(token)).slice(0, 3);
  const actual = {
    'without a token': await status(null),
    'a person themselves': await status(await issuer.personToken(randomUUID())),
    'a system with another scope': await status(await issuer.personToken(randomUUID(), { scope: `${scope}.other` })),
    'a service with the scope': await status(await issuer.serviceToken('spec', scope)),
    'a system with the scope': (
      await status(await issuer.personToken(randomUUID(), { scope: `other ${scope}` }))
    ).replace(/^(2\d\d|400)$/, 'let in'),
  };
  const expected = {
    'without a token': '401',
    'a person themselves': '403',
    'a system with another scope': '403',
    'a service with the scope': '403',
    'a system with the scope': 'let in',
  };
  return { actual, expected };
}

const JSON_BODY = { 'content-type': 'application/json' };

function expectedOf(row: AccessRow, { as, role }: Asking): number {
  const expected = as === 'self' ? (row.self ?? 0) : row[as];
  return typeof expected === 'number' ? expected : (expected[role] ?? expected['others'] ?? 0);
}

async function ask(caller: Caller, route: AccessRoute, row: AccessRow, asking: Asking): Promise<string> {
  const { path, body, type } = await callOf(route, row, asking);
  if (route.method === 'GET') return tell(await caller.get(path));
  const headers = type === undefined ? {} : { 'content-type': type };
  return tell(await (route.method === 'PUT' ? caller.put(path, body, headers) : caller.post(path, body, headers)));
}

async function callOf(
  route: AccessRoute,
  row: AccessRow,
  asking: Asking,
): Promise<{ path: string; body: unknown; type: string | undefined }> {
  const { path = {}, query = {}, body = {}, type } = (await row.call?.(asking)) ?? {};
  const address = route.path.replaceAll(/:(\w+)/g, (_all, name: string) => path[name] ?? randomUUID());
  const search = new URLSearchParams(query).toString();
  return { path: search === '' ? address : `${address}?${search}`, body, type };
}

function nameOf({ method, path }: AccessRoute): string {
  return `${method} ${path}`;
}
