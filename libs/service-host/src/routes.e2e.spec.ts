import { randomUUID } from 'node:crypto';
import type { AccessOptions, AccessRow, TestService } from '@estafette/test-kit';
import {
  accessSpec,
  eventually,
  faultsOfAccessRows,
  settlePeople,
  startTestService,
  walkAccess,
  walkRevocation,
} from '@estafette/test-kit';
import { Controller } from '@nestjs/common';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { open, ROLES, roles as allow } from './access/permission.js';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { describe as describeService, routesOf } from './describe.js';
import { lamps } from './fixtures/lamps.js';
import type { CallOf } from './http/call.js';
import { Input } from './http/call.js';
import { get, post, Route } from './http/route.js';
import { bytes } from './values.js';

let service: TestService<RunningService>;
const home = randomUUID();
beforeAll(async () => {
  service = await startTestService('lamps', ['organisations'], (env) => boot(lamps, env));
});
afterAll(() => service.close());

/** A lamp of the own organisation, hung by somebody who may. */
const ownLamp = async (): Promise<{ path: { lampId: string }; body: object }> => {
  const lampId = randomUUID();
  const owner = await service.person(randomUUID(), home);
  service.grant(owner.personId, home, 'employer');
  await eventually(async () => (await owner.post('/v1/lamps', { lampId, name: 'Hall' })).status === 201);
  return { path: { lampId }, body: { watts: 5 } };
};
const rows: Record<string, AccessRow> = {
  'POST /v1/lamps': { call: () => ({ body: { lampId: randomUUID(), name: 'Hall' } }), own: 201, foreign: 201 },
  'PUT /v1/lamps/:lampId/light': { call: ownLamp, own: 200, foreign: 403, self: 403 },
  'GET /v1/lamps/:lampId': { call: ownLamp, own: 200, foreign: 200, self: 200 },
};
// Its only use is to fail.
const routes = routesOf(lamps).filter(({ path }) => !path.endsWith('/broken'));
const options: AccessOptions = { routes, roles: ROLES, service: () => service, own: home, rows };

accessSpec(options);

describe('the walk over all routes', () => {
  it('catches a route that lets in others than it declares', async () => {
    const people = await settlePeople(options);
    const declared = { method: 'POST', path: '/v1/lamps', permission: allow('employer') };
    const { actual, expected } = await walkAccess(declared, people, options);
    const wrong = Object.keys(actual).filter((who) => actual[who] !== expected[who]);
    expect(wrong).toEqual(['hub-coordinator, own', 'hub-coordinator, foreign']);
  });

  it('catches a route that answers 403 where 404 is due', async () => {
    const people = await settlePeople(options);
    const declared = routes.find(({ method }) => method === 'PUT');
    if (!declared) throw new Error('lamps are lit by PUT');
    const unseen = { call: ownLamp, own: 200, foreign: 404, self: 404 };
    const hidden = { ...options, rows: { 'PUT /v1/lamps/:lampId/light': unseen } };
    const { actual, expected } = await walkAccess(declared, people, hidden);
    const wrong = Object.keys(actual).filter((who) => actual[who] !== expected[who]);
    expect(wrong).toEqual(['employer, foreign', 'for oneself']);
    expect(wrong.map((who) => actual[who])).toEqual(['403', '403']);
  });

  it('catches a membership that still lets in when its end is known', async () => {
    const grant = (...membership: [string, string, string]) => Promise.resolve(service.grant(...membership));
    const never = { grant, revoke: () => Promise.resolve() };
    const { nowRefused } = await walkRevocation({ ...options, memberships: never });
    expect(nowRefused).toEqual(['200', '404 parked-key-unknown']);
  });

  it('catches rows that are missing, belong to nothing, or let foreign organisations write', () => {
    const wrong: Record<string, AccessRow> = {
      ...rows,
      'PUT /v1/lamps/:lampId/light': { own: 200, foreign: 200 },
      'GET /v1/candles': { own: 1, foreign: 1 },
    };
    const { ['POST /v1/lamps']: _left, ...rest } = wrong;
    expect(faultsOfAccessRows({ routes, rows: rest })).toEqual([
      'POST /v1/lamps: has no row',
      'GET /v1/candles: is no route',
      'PUT /v1/lamps/:lampId/light: a foreign organisation gets 403 where it may see the thing, else 404',
      'PUT /v1/lamps/:lampId/light: say what one gets for oneself',
    ]);
  });
});

describe('what is told of the routes', () => {
  it('names all of them with who may call them', () => {
    expect(routesOf(lamps).map(({ method, path, permission }) => `${method} ${path} ${permission.kind}`)).toEqual([
      'POST /v1/lamps person',
      'PUT /v1/lamps/:lampId/light person',
      'GET /v1/lamps/:lampId person',
      'GET /v1/lamps/:lampId/broken open',
      'GET /health/live open',
      'GET /health/ready open',
      'GET /v1/openapi.json open',
      'GET /v1/feed service',
      'GET /v1/parked-keys person',
      'POST /v1/parked-keys/replays person',
      'POST /v1/parked-keys/discards person',
      'GET /v1/republications person',
      'POST /v1/republications person',
      'GET /v1/views person',
      'POST /v1/views/:view/rebuilds person',
    ]);
  });

  it('is valid OpenAPI 3.1, the same from the code and from the running service', async () => {
    const served = (await (await fetch(`${service.running.url}/v1/openapi.json`)).json()) as object;
    const told = JSON.parse(JSON.stringify(await describeService(lamps))) as Record<string, unknown>;
    expect(served).toEqual(told);
    const validator = new Validator();
    expect(await validator.validate(structuredClone(told))).toMatchObject({ valid: true });
    expect(validator.version).toBe('3.1');
    // The validator judges: what is no document is refused.
    expect(await new Validator().validate({ ...told, paths: { lamps: 1 } })).toMatchObject({ valid: false });
  });

  it('says what each operation takes and answers', async () => {
    const { paths, components } = await describeService(lamps);
    expect(Object.keys(paths).toSorted()).toEqual(
      [...new Set(routesOf(lamps).map(({ path }) => path.replaceAll(/:(\w+)/g, '{$1}')))].toSorted(),
    );
    const hang = paths['/v1/lamps']?.post;
    expect(Object.keys(hang?.responses ?? {})).toEqual([
      '201',
      '400',
      '401',
      '403',
      '404',
      '409',
      '412',
      '413',
      '415',
      '503',
    ]);
    expect(hang?.requestBody).toMatchObject({
      content: {
        'application/json': {
          schema: {
            type: 'object',
            additionalProperties: false,
            required: ['lampId', 'name'],
            properties: {
              lampId: { type: 'string', format: 'uuid' },
              name: { type: 'string', minLength: 1, maxLength: 40 },
            },
          },
        },
      },
    });
    expect(components?.schemas).toHaveProperty('Problem');
  });
});

const inJson = z.strictObject({ words: z.string().min(1) });
const asItIs = z.string().min(1);
const write = post('', {
  summary: 'Write a label',
  permission: open,
  body: z.union([inJson, asItIs, bytes]),
  takes: { 'application/json': inJson, 'text/markdown': asItIs, 'image/png': bytes },
  success: 200,
  answer: z.object({ length: z.number(), last: z.number().optional() }),
});
const read = get('', {
  summary: 'Read a label',
  permission: open,
  answer: z.string(),
  gives: 'text/markdown',
  alsoGives: { 'text/html': z.string() },
  gone: 'The label was taken off.',
  headers: { 'Label-Colour': 'What it is printed on.' },
});

@Controller('labels')
class LabelController {
  @Route(write)
  write(@Input() { body }: CallOf<typeof write>): object {
    if (body instanceof Uint8Array) return { length: body.length, last: body.at(-1) };
    return { length: (typeof body === 'string' ? body : body.words).length };
  }

  @Route(read)
  read(): string {
    return '*Hall*';
  }
}

describe('a route that takes and gives more than JSON', () => {
  const labels = { ...lamps, controllers: [LabelController] };
  let running: RunningService;
  beforeAll(async () => {
    running = await boot(labels, { ...service.environment, PORT: '0' });
  });
  afterAll(() => running.close());
  const send = async (body: string | Uint8Array<ArrayBuffer>, type: string, path = '/v1/labels'): Promise<string> => {
    const answer = await fetch(`${running.url}${path}`, { method: 'POST', body, headers: { 'content-type': type } });
    return `${answer.status} ${await answer.text()}`;
  };

  it('takes each kind as what it is, and no other', async () => {
    expect(await send('{"words":"Hall"}', 'application/json')).toBe('200 {"length":4}');
    expect(await send('{"words":"Hall"}', 'Text/Markdown; charset=utf-8')).toBe('200 {"length":16}');
    expect(await send('"Hall"', 'application/json')).toMatch(/^400 .*"request-not-valid"/);
    expect(await send('a\0b', 'text/markdown')).toMatch(/^400 .*"nul-character"/);
    expect(await send('Hall', 'text/plain')).toMatch(/^415 .*"content-type-not-json"/);
    expect(await send('Hall', 'text/markdown', '/v1/parked-keys/replays')).toMatch(/^415 .*"content-type-not-json"/);
  });

  it('takes bytes as they came, and more of them than of text', async () => {
    expect(await send(Uint8Array.of(0x89, 0, 0xff), 'image/png')).toBe('200 {"length":3,"last":255}');
    const large = new Uint8Array(4 * 1024 * 1024);
    expect(await send(large, 'image/png')).toBe('200 {"length":4194304,"last":0}');
    expect(await send(new Uint8Array(large.length + 1), 'image/png')).toMatch(/^413 .*"body-too-large"/);
    expect(await send('a'.repeat(1024 * 1024 + 1), 'text/markdown')).toMatch(/^413 .*"body-too-large"/);
    expect(await send('Hall', 'image/png', '/v1/parked-keys/replays')).toMatch(/^415 .*"content-type-not-json"/);
  });

  it('gives what it says, and problems as ever', async () => {
    const answer = await fetch(`${running.url}/v1/labels`);
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual(['text/markdown', '*Hall*']);
    const problem = await fetch(`${running.url}/v1/labels?colour=red`);
    expect(problem.headers.get('content-type')).toContain('application/problem+json');
  });

  it('tells so in OpenAPI', async () => {
    const { paths } = await describeService(labels);
    expect(Object.keys((await describeService({ ...labels, unversioned: ['labels'] })).paths)).toContain('/labels');
    expect(paths['/v1/labels']?.get?.responses['410']).toMatchObject({ description: 'The label was taken off.' });
    expect(paths['/v1/labels']?.post?.responses).not.toHaveProperty('410');
    expect(paths['/v1/labels']?.post?.requestBody).toMatchObject({
      content: {
        'application/json': { schema: { type: 'object' } },
        'text/markdown': { schema: { type: 'string' } },
        'image/png': { schema: { type: 'string', format: 'binary' } },
      },
    });
    expect(paths['/v1/labels']?.get?.responses['200']).toMatchObject({
      content: { 'text/markdown': { schema: { type: 'string' } }, 'text/html': { schema: { type: 'string' } } },
      headers: { 'Label-Colour': { description: 'What it is printed on.' } },
    });
  });
});
