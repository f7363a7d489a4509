import type { RouteSpec } from '@estafette/service-host';
import { routesOf } from '@estafette/service-host';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Command } from './commands.js';
import { SERVICES } from '../run/services.js';
import { COMMANDS, pathMembers, requestOf } from './commands.js';
import { scenarioSchema } from './scenario.js';

const routes = new Map(
  SERVICES.flatMap((definition) =>
    routesOf(definition).map(({ method, path, spec }): [string, RouteSpec] => [
      `${definition.name} ${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
      spec,
    ]),
  ),
);
const commands: [string, Command][] = Object.entries(COMMANDS);

describe('the table of commands', () => {
  it.each(commands)('%s goes to a route that exists', (_name, { service, method, path }) => {
    expect([...routes.keys()]).toContain(`${service} ${method} ${path}`);
  });

  it('would not pass with a route that does not exist', () => {
    expect(routes.size).toBeGreaterThanOrEqual(commands.length);
    expect([...routes.keys()]).not.toContain('challenges POST /v1/challenges/{challengeId}/wishes');
  });

  const A_WALLET = 'is for a wallet, which has a key';
  const A_FILE = 'takes a file, which a scenario does not hold';
  /** What changes something, and is no step of a story. */
  const NO_STEPS = {
    'credentials POST /c/{token}': 'takes the form of a page, which changes nothing',
    'credentials POST /organisations/{organisationId}/token': A_WALLET,
    'credentials POST /organisations/{organisationId}/nonce': A_WALLET,
    'credentials POST /organisations/{organisationId}/credential': A_WALLET,
    'credentials POST /presentations/{reference}/response': A_WALLET,
    'credentials POST /v1/nonces': A_WALLET,
    'credentials POST /v1/credentials/{credentialId}/copies': A_WALLET,
    'credentials POST /ims/ob/v3p0/credentials': 'is for systems that a person let in',
    'credentials PUT /ims/ob/v3p0/profile': 'is for systems that a person let in',
    'credentials POST /v1/achievements/{achievementId}/award-dry-runs': A_FILE,
    'credentials POST /v1/achievements/{achievementId}/bulk-awards/{bulkAwardId}': A_FILE,
    'credentials POST /v1/bulk-awards/{bulkAwardId}/correction-dry-runs': A_FILE,
    'credentials POST /v1/bulk-awards/{bulkAwardId}/corrections/{correctionId}': A_FILE,
    'credentials POST /v1/achievements/{achievementId}/direct-awards': 'changes nothing',
    'credentials POST /v1/credentials/{credentialId}/european-digital-credentials': 'changes nothing',
    'credentials POST /v1/images': 'takes the bytes of an image, which a scenario does not hold',
    'credentials POST /v1/verifications': 'takes bytes; each credential at the end of a play is sent to it',
    'credentials POST /v1/clrs': 'gives a file, and changes nothing',
    'credentials POST /v1/instance/keys': 'is for who runs it',
    'credentials POST /v1/instance/keys/{keyId}/revocations': 'is for who runs it',
    'credentials POST /vc-api/credentials/issue': 'is for other systems, with tokens of their own',
    'credentials POST /vc-api/credentials/status': 'is for other systems, with tokens of their own',
    'credentials POST /vc-api/credentials/verify': 'is for other systems, and changes nothing',
    'credentials POST /vc-api/presentations/verify': 'is for other systems, and changes nothing',
    ...Object.fromEntries(
      SERVICES.flatMap(({ name }) => [
        [`${name} POST /v1/parked-keys/replays`, 'is for who runs it: npm run parked'],
        [`${name} POST /v1/parked-keys/discards`, 'is for who runs it: npm run parked'],
        [`${name} POST /v1/republications`, 'is for who runs it: npm run republish'],
        [`${name} POST /v1/views/{view}/rebuilds`, 'is for who runs it: npm run rebuild'],
      ]),
    ),
  };

  it('has every command that a service takes', () => {
    const changing = [...routes.keys()].filter((route) => !route.includes(' GET '));
    const known = new Set(commands.map(([, { service, method, path }]) => `${service} ${method} ${path}`));
    expect(changing.filter((route) => !known.has(route)).toSorted()).toEqual(Object.keys(NO_STEPS).toSorted());
  });

  it('goes with a scenario that knows the kinds and roles which the routes take, and no others', () => {
    const { organisations, people, hubs } = scenarioSchema.shape;
    const taken = (route: string): unknown => {
      const body = routes.get(route)?.body;
      return body && z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }).properties;
    };
    expect(taken('organisations POST /v1/organisations')).toMatchObject({
      kind: { enum: organisations.valueType.shape.kind.options },
    });
    expect(taken('organisations POST /v1/hubs')).toMatchObject({
      kind: { enum: hubs.unwrap().valueType.shape.kind.options },
    });
    expect(taken('organisations POST /v1/people/{personId}/memberships')).toMatchObject({
      role: { enum: people.valueType.shape.roles.unwrap().element.shape.role.options },
    });
  });

  it.each(commands)('%s makes, and tells in public, only what its route takes', (_name, command) => {
    const route = routes.get(`${command.service} ${command.method} ${command.path}`);
    const taken = JSON.stringify(
      route?.body ? z.toJSONSchema(route.body, { io: 'input', unrepresentable: 'any' }) : {},
    );
    for (const member of [...(command.makes ?? []), ...(command.publicWords ?? [])]) {
      expect(taken).toContain(`"${member}":`);
    }
  });

  it('takes members of the path out of the body, and sends those of a read as a query', () => {
    expect(pathMembers(COMMANDS['accept-baton'])).toEqual(['challengeId', 'batonId']);
    expect(requestOf(COMMANDS['accept-baton'], { challengeId: 'c', batonId: 'b', digest: 'd' })).toEqual({
      address: '/challenges/v1/challenges/c/batons/b/acceptances',
      body: { digest: 'd' },
    });
    expect(requestOf(COMMANDS['read-challenge-board'], { status: 'posted' }).address).toBe(
      '/challenges/v1/challenges?status=posted',
    );
  });
});
