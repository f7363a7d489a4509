import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import type { TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { delegated } from './access/permission.js';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { lamps } from './fixtures/lamps.js';
import type { CallOf } from './http/call.js';
import { Input } from './http/call.js';
import type { HttpProblem } from './http/problem.js';
import type { ProblemForm } from './http/problem-form.js';
import { get, post, Route } from './http/route.js';
import { jsonText } from './values.js';

const SCOPE = 'https://standard.example/scope/lamps.read';
const read = get('lamps', {
  summary: 'Who asks',
  permission: delegated(SCOPE),
  answer: z.object({ person: z.string() }),
});
const keep = post('lamps', {
  summary: 'What came, byte for byte',
  permission: delegated(SCOPE),
  body: jsonText,
  takes: { 'application/json': jsonText },
  answer: z.string(),
});

@Controller('standard')
class StandardController {
  @Route(read)
  who(@Input() { actor }: CallOf<typeof read>): object {
    return { person: actor.person, for: actor.for, roles: actor.roles };
  }

  @Route(keep)
  echo(@Input() { body }: CallOf<typeof keep>): object {
    return { came: body };
  }
}

const form: ProblemForm = {
  below: '/standard',
  mediaType: 'application/json',
  schema: z.object({ failure: z.string() }),
  body: ({ code }: HttpProblem) => ({ failure: code }),
};

let service: TestService<RunningService>;
const person = randomUUID();

beforeAll(async () => {
  const definition = {
    ...lamps,
    controllers: [...lamps.controllers, StandardController],
    unversioned: ['standard/lamps'],
    problemForms: [form],
  };
  service = await startTestService('lamps', ['organisations'], (env) => boot(definition, env));
});
afterAll(() => service.close());

const ask = (path: string, token: string | null, init: RequestInit = {}): Promise<Response> =>
  fetch(`${service.running.url}${path}`, {
    ...init,
    headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
  });
const theirs = (scope = SCOPE): Promise<string> => service.issuer.personToken(person, { scope });
const told = async (answer: Response): Promise<unknown> => [
  answer.status,
  answer.headers.get('content-type'),
  await answer.json(),
];

describe('a system that acts on behalf of a person', () => {
  it('does what the person let it do, as that person themselves', async () => {
    const answer = await ask('/standard/lamps', await theirs(`openid ${SCOPE}`));
    expect([answer.status, await answer.json()]).toEqual([200, { person, for: 'self', roles: [] }]);
  });

  it('does nothing else: neither what people do nor what services do, nor with another scope', async () => {
    const other = await ask('/standard/lamps', await theirs(`${SCOPE}.more`));
    expect(other.status).toBe(403);
    expect(other.headers.get('www-authenticate')).toBe(`Bearer error="insufficient_scope", scope="${SCOPE}"`);
    const lamp = await ask(`/v1/lamps/${randomUUID()}`, await theirs());
    expect(lamp.headers.get('www-authenticate')).toContain('scope="person"');
    expect(await told(lamp)).toMatchObject([403, 'application/problem+json', { code: 'scope-missing' }]);
    expect((await ask('/v1/feed', await theirs('feed:read'))).status).toBe(403);
  });

  it('is not anybody with a token of their own, nor a service, nor anybody without', async () => {
    expect((await ask('/standard/lamps', await service.issuer.personToken(person))).status).toBe(403);
    expect((await ask('/standard/lamps', await service.issuer.serviceToken('portal', SCOPE))).status).toBe(403);
    const nobody = await ask('/standard/lamps', null);
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });
});

describe('errors below an address that follows a standard of others', () => {
  it('are told in its form, also where there is nothing, and as problems everywhere else', async () => {
    const inForm = (status: number, failure: string) => [status, 'application/json', { failure }];
    expect(await told(await ask('/standard/lamps', null))).toEqual(inForm(401, 'token-missing'));
    expect(await told(await ask('/standard/lamps?x=1', await theirs()))).toEqual(inForm(400, 'request-not-valid'));
    expect(await told(await ask('/standard/nothing', null))).toEqual(inForm(404, 'no-such-address'));
    const wrong = await ask('/standard/lamps', null, { method: 'PUT', body: '{}' });
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(await told(wrong)).toEqual(inForm(405, 'method-not-allowed'));
    expect(await told(await ask('/standard/%', null))).toEqual(inForm(400, 'address-not-valid'));
    const large = { method: 'POST', body: `"${'x'.repeat(1_048_576)}"` };
    expect(await told(await ask('/standard/lamps', await theirs(), large))).toEqual(inForm(413, 'body-too-large'));
    for (const path of ['/standards', '/v1/standard', '/']) {
      expect(await told(await ask(path, null))).toMatchObject([404, 'application/problem+json', {}]);
    }
    const openapi = (await (await ask('/v1/openapi.json', null)).json()) as { paths: Record<string, unknown> };
    expect(JSON.stringify(openapi.paths['/standard/lamps'])).not.toContain('problem+json');
    expect(JSON.stringify(openapi.paths['/standard/lamps'])).toContain('failure');
    expect(JSON.stringify(openapi.paths['/v1/lamps'])).toContain('problem+json');
  });
});

describe('a JSON body that is kept as it came', () => {
  const post = async (body: string | Uint8Array<ArrayBuffer>): Promise<unknown> =>
    told(await ask('/standard/lamps', await theirs(), { method: 'POST', body }));

  it('is the text, byte for byte, whatever it says; and must be text', async () => {
    const odd = '{ "a": 1.0, "a": "\\u00e9",\n"b": 12345678901234567890 }';
    expect(await post(odd)).toMatchObject([201, expect.stringContaining('json'), { came: odd }]);
    expect(await post(Uint8Array.of(0x22, 0xff, 0x22))).toEqual([
      400,
      'application/json',
      { failure: 'body-not-text' },
    ]);
  });
});
