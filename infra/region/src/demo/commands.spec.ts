import { challenges } from '@estafette/challenges';
import { credentials } from '@estafette/credentials';
import { educationPartners } from '@estafette/education-partners';
import { organisations } from '@estafette/organisations';
import type { RouteSpec, ServiceDefinition } from '@estafette/service-host';
import { ROUTE } from '@estafette/service-host';
import { validation } from '@estafette/validation';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Command } from './commands.js';
import { COMMANDS, pathMembers, requestOf } from './commands.js';

const services = [organisations, educationPartners, challenges, validation, credentials];

/** The routes that a service declares, by method and path. */
function routesOf({ name, controllers }: ServiceDefinition): [string, RouteSpec][] {
  return controllers.flatMap((controller) => {
    const base = String(Reflect.getMetadata('path', controller));
    const prototype = controller.prototype as Record<string, unknown>;
    return Object.getOwnPropertyNames(prototype).flatMap((method): [string, RouteSpec][] => {
      const handler = prototype[method];
      const spec: unknown = typeof handler === 'function' ? Reflect.getMetadata(ROUTE, handler) : undefined;
      if (spec === undefined) return [];
      const route = spec as RouteSpec;
      const path = ['v1', base, route.path].filter((part) => part !== '' && part !== '/').join('/');
      return [[`${name} ${route.method} /${path.replace(/:(\w+)/g, '{$1}')}`, route]];
    });
  });
}

const routes = new Map(services.flatMap(routesOf));
const commands: [string, Command][] = Object.entries(COMMANDS);

describe('the table of commands', () => {
  it.each(commands)('%s goes to a route that exists', (_name, { service, method, path }) => {
    expect([...routes.keys()]).toContain(`${service} ${method} ${path}`);
  });

  it('would not pass with a route that does not exist', () => {
    expect(routes.size).toBeGreaterThanOrEqual(commands.length);
    expect([...routes.keys()]).not.toContain('challenges POST /v1/challenges/{challengeId}/wishes');
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
