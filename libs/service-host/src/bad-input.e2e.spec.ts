import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { lamps } from './fixtures/lamps.js';

interface Problem {
  status: number;
  title: string;
  detail: string;
  code: string;
  errors?: { in: string; at: string; code: string; detail: string }[];
}

let service: TestService<RunningService>;
let shop: Caller;
let token: string;
const home = randomUUID();
const nobody = randomUUID();
const aLamp = (): Record<string, unknown> => ({ lampId: randomUUID(), name: 'Hall' });

/** A problem as every refusal must be. */
async function problemIn(answer: Response): Promise<Problem> {
  const problem = (await answer.json()) as Problem;
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.headers.get('api-version')).toBe('1.0.0');
  expect(problem).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    detail: expect.any(String),
    code: expect.stringMatching(/^[a-z0-9-]+$/),
    status: answer.status,
  });
  return problem;
}
const written = async (): Promise<string> => {
  const { rows } = await service.running.held.pool.query<{ n: string }>(
    "select (select count(*) from log.events where type like 'Lamp%') || ' ' || (select count(*) from log.once_keys where scope not like 'urn:%') as n",
  );
  return rows[0]?.n ?? '';
};
const send = (body: RequestInit['body'], headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${service.running.url}/v1/lamps`, {
    method: 'POST',
    body,
    headers: {
      authorization: `Bearer ${token}`,
      'estafette-acting-for': home,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  } as RequestInit);

beforeAll(async () => {
  service = await startTestService('lamps', ['organisations'], (env) => boot(lamps, env));
  shop = await service.person(randomUUID(), home);
  token = await service.issuer.personToken(shop.personId);
  service.grant(shop.personId, home, 'employer');
  await eventually(async () => (await shop.get(`/v1/lamps/${nobody}`)).status === 404);
});
afterAll(() => service.close());

let before = '';
beforeEach(async () => {
  before = await written();
});
afterEach(async () => {
  expect(await written(), 'nothing half done').toBe(before);
  expect((await fetch(`${service.running.url}/health/live`)).status, 'still there').toBe(200);
});

describe('a body that cannot be read', () => {
  it.each([
    ['malformed', '{"lampId":', 400, 'body-not-json'],
    ['truncated', JSON.stringify({ lampId: randomUUID(), name: 'Hall' }).slice(0, -1), 400, 'body-not-json'],
    ['no JSON', 'lampId=1&name=Hall', 400, 'body-not-json'],
    ['empty', '', 400, 'body-missing'],
    ['too deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 400, 'body-too-deep'],
    ['too deep, in arrays', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400, 'body-too-deep'],
    ['too large', JSON.stringify({ name: 'x'.repeat(1_048_576) }), 413, 'body-too-large'],
  ])('%s', async (_name, body, status, code) => {
    expect(await problemIn(await send(body))).toMatchObject({ status, code });
  });

  it('no UTF-8', async () => {
    const bytes = new Uint8Array([...Buffer.from('{"name":"'), 0xe9, ...Buffer.from('"}')]);
    expect(await problemIn(await send(bytes))).toMatchObject({ status: 400, code: 'body-not-json' });
  });

  it('too large, and nobody said how large', async () => {
    const chunk = new TextEncoder().encode(`"${'x'.repeat(600_000)}",`);
    const body = new ReadableStream({
      start: (into) => {
        for (let n = 0; n < 3; n++) into.enqueue(chunk);
        into.close();
      },
    });
    expect(await problemIn(await send(body))).toMatchObject({ status: 413, code: 'body-too-large' });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'x',
  ])('of another kind: %s', async (type) => {
    const answer = await send(JSON.stringify(aLamp()), { 'content-type': type });
    expect(await problemIn(answer)).toMatchObject({ status: 415, code: 'content-type-not-json' });
  });

  it('compressed', async () => {
    const answer = await send(gzipSync(JSON.stringify(aLamp())), { 'content-encoding': 'gzip' });
    expect(await problemIn(answer)).toMatchObject({ status: 415, code: 'content-encoding-not-taken' });
  });

  it('takes JSON with its character set', async () => {
    const answer = await send('{}', { 'content-type': 'application/json; charset=utf-8' });
    expect(await problemIn(answer)).toMatchObject({ status: 400, code: 'request-not-valid' });
  });
});

describe('a body that is read', () => {
  const errorsOf = async (body: string): Promise<string[]> => {
    const { status, errors = [] } = await problemIn(await send(body));
    expect(status).toBe(400);
    return errors.map((error) => `${error.in} ${error.at} ${error.code}`).toSorted();
  };
  const withName = (name: string): string => `{"lampId":"${nobody}","name":${name}}`;

  it.each([
    ['null', 'null', ['body  invalid-type']],
    ['an array', '[]', ['body  invalid-type']],
    ['a text', '"Hall"', ['body  invalid-type']],
    ['nothing in it', '{}', ['body /lampId missing', 'body /name missing']],
    ['another type', withName('5'), ['body /name invalid-type']],
    ['null for a text', withName('null'), ['body /name invalid-type']],
    ['an array for a text', withName('["Hall"]'), ['body /name invalid-type']],
    ['too long', withName(JSON.stringify('x'.repeat(41))), ['body /name too-big']],
    ['NUL', withName('"Ha\\u0000ll"'), ['body /name nul-character']],
    ['a lone surrogate', withName('"Ha\\ud800ll"'), ['body /name lone-surrogate']],
    ['a member twice', `{"lampId":"${nobody}","name":"a","name":"b"}`, ['body /name member-twice']],
    [
      'a prototype',
      `{"lampId":"${nobody}","name":"a","__proto__":{"x":1}}`,
      ['body /__proto__ member-name', 'body /__proto__ unknown-member'],
    ],
    ['a constructor', `{"lampId":"${nobody}","name":"a","constructor":{}}`, ['body /constructor unknown-member']],
    [
      'faults below, and a name with NUL',
      `{"lampId":"x","name":"a","colours":["red",2,""],"\\u0000":1}`,
      [
        'body  member-name',
        'body /\u0000 unknown-member',
        'body /colours/1 invalid-type',
        'body /colours/2 too-small',
        'body /lampId invalid-format',
      ],
    ],
  ])('%s', async (_name, body, errors) => {
    expect(await errorsOf(body)).toEqual(errors);
  });

  it.each(['9007199254740993', '1e400', '-9007199254740993', '1e30'])('a number past 2^53: %s', async (number) => {
    const answer = await fetch(`${service.running.url}/v1/lamps/${nobody}/light`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${token}`,
        'estafette-acting-for': home,
        'content-type': 'application/json',
      },
      body: `{"watts":${number}}`,
    });
    const { errors } = await problemIn(answer);
    expect(errors).toContainEqual(expect.objectContaining({ at: '/watts', code: 'number-too-large' }));
  });

  it('of half a million items is refused at once', async () => {
    const asked = performance.now();
    expect(await errorsOf(`{"lampId":"${nobody}","name":"a","colours":[${'1,'.repeat(500_000)}1]}`)).toEqual([
      'body /colours too-big',
    ]);
    expect(performance.now() - asked).toBeLessThan(5_000);
  });

  it('tells a hundred faults and how many more there are', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`m${n}`, n]));
    const problem = (await problemIn(await send(JSON.stringify({ ...aLamp(), ...many })))) as Problem & {
      moreErrors: number;
    };
    expect([problem.errors?.length, problem.moreErrors]).toEqual([100, 200]);
  });
});

describe('all faults together', () => {
  it('of path, query, headers and body', async () => {
    const answer = await shop.put(
      '/v1/lamps/not-an-id/light?colour=red',
      { watts: -1, more: 1 },
      { 'idempotency-key': 'with a space', 'if-match': '1', 'estafette-acting-for': 'me' },
    );
    const { status, errors = [] } = await problemIn(answer);
    expect(status).toBe(400);
    expect(errors.map((error) => `${error.in} ${error.at} ${error.code}`).toSorted()).toEqual([
      'body /more unknown-member',
      'body /watts too-small',
      'header estafette-acting-for invalid-format',
      'header idempotency-key invalid-format',
      'header if-match invalid-format',
      'path lampId invalid-format',
      'query colour unknown-member',
    ]);
  });

  it('also where it is not said for whom', async () => {
    const two = await service.person();
    service.grant(two.personId, home, 'employer');
    service.grant(two.personId, randomUUID(), 'hub-coordinator');
    const { errors } = await eventually(async () => {
      const problem = await problemIn(await two.post('/v1/lamps', { lampId: 'x', name: 'Hall' }));
      expect(problem.code).toBe('acting-for-needed');
      return problem;
    });
    expect(errors?.map(({ at }) => at)).toEqual(['estafette-acting-for', '/lampId']);
  });
});

describe('an address', () => {
  const ask = (path: string, method = 'GET', more: Record<string, string> = {}): Promise<Response> =>
    fetch(`${service.running.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'estafette-acting-for': home, ...more },
    });

  it.each([
    ['nothing there', '/v1/candles', 404],
    ['no version', '/lamps', 404],
    ['a slash at the end', '/v1/lamps/', 404],
    ['a slash after an id', `/v1/lamps/${nobody}/`, 404],
    ['another case', '/v1/Lamps', 404],
    ['doubled slashes', `/v1//lamps/${nobody}`, 404],
    ['percent-encoding that ends early', '/v1/lamps/%E0%A4%A', 400],
    ['percent-encoding of no text', '/v1/lamps/%ff', 400],
    ['NUL in an id', '/v1/lamps/%00', 400],
    ['an over-long id', `/v1/lamps/${'x'.repeat(5_000)}`, 400],
    ['NUL in a query', `/v1/lamps/${nobody}?note=%00`, 400],
    ['a query member twice', `/v1/lamps/${nobody}?unit=watt&unit=lumen`, 400],
    ['a query member of another value', `/v1/lamps/${nobody}?unit=volt`, 400],
    ['an unknown query member', `/v1/lamps/${nobody}?colour=red`, 400],
    ['a prototype in the query', `/v1/lamps/${nobody}?__proto__=1&constructor=2`, 400],
    ['a prototype as an address', '/v1/__proto__', 404],
    ['a parameter in the path', '/v1/lamps;colour=red', 404],
  ])('%s', async (_name, path, status) => {
    expect((await problemIn(await ask(path))).status).toBe(status);
  });

  it('says what is wrong with each member of a query', async () => {
    const { errors } = await problemIn(await ask(`/v1/lamps/x?unit=watt&unit=watt&note=${'x'.repeat(21)}&colour=1`));
    expect(errors?.map((error) => `${error.in} ${error.at} ${error.code}`)).toEqual([
      'path lampId invalid-format',
      'query unit repeated',
      'query note too-big',
      'query colour unknown-member',
    ]);
    const undecodable = await problemIn(await ask(`/v1/lamps/${nobody}?note=%E0%A4%A`));
    expect(undecodable.errors).toMatchObject([{ in: 'query', at: '', code: 'percent-encoding' }]);
  });

  it('is answered in JSON, whatever else the caller would rather have', async () => {
    for (const accept of ['text/html', 'image/png;q=x,,;', 'application/vnd.nothing', '']) {
      expect(await problemIn(await ask(`/v1/lamps/${nobody}`, 'GET', { accept }))).toMatchObject({ status: 404 });
    }
  });

  it('says what can be done where something else was tried', async () => {
    const tries = [
      ['DELETE', `/v1/lamps/${nobody}`, 'GET, HEAD'],
      ['PATCH', `/v1/lamps/${nobody}/light`, 'PUT'],
      ['GET', '/v1/lamps', 'POST'],
      ['OPTIONS', '/v1/lamps', 'POST'],
      ['POST', '/health/ready', 'GET, HEAD'],
    ] as const;
    for (const [method, path, allow] of tries) {
      const answer = await ask(path, method);
      expect([method, answer.headers.get('allow')]).toEqual([method, allow]);
      expect(await problemIn(answer)).toMatchObject({ status: 405, code: 'method-not-allowed' });
    }
  });

  it('answers HEAD as GET, without the body', async () => {
    for (const [path, status] of [
      ['/health/live', 200],
      [`/v1/lamps/${nobody}`, 404],
      ['/v1/candles', 404],
    ] as const) {
      const answer = await ask(path, 'HEAD');
      expect([path, answer.status, await answer.text()]).toEqual([path, status, '']);
    }
  });
});

describe('bytes that are no request', () => {
  /** Sends bytes as they are; `ends` says that nothing more will come. */
  const raw = async (bytes: string | Buffer, ends = true): Promise<string> => {
    const socket = connect(Number(new URL(service.running.url).port), '127.0.0.1');
    const heard: Buffer[] = [];
    socket.on('data', (data) => heard.push(data));
    socket.on('error', () => undefined);
    socket.write(bytes);
    if (ends) socket.end();
    await once(socket, 'close');
    return Buffer.concat(heard).toString();
  };
  const headers = (): string => `Host: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;
  const said = (answer: string): unknown => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));

  it.each([
    ['garbage', 'garbage\r\n\r\n', 400, 'not-http'],
    ['binary', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), 400, 'not-http'],
    [
      'two lengths',
      'POST /v1/lamps HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
      400,
      'not-http',
    ],
    [
      'a length and chunks',
      'POST /v1/lamps HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'not-http',
    ],
    ['headers without end', `GET /v1/lamps HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['an address without end', `GET /v1/${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, 'headers-too-large'],
    ['a method that nobody knows', 'BREW /v1/lamps HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'not-http'],
    ['a tunnel', 'CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'not-http'],
    ['no host', 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'host-missing'],
    ['great expectations', 'POST /v1/lamps HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\n\r\n', 417, 'expectation-not-met'],
    ['another character than ASCII', 'GET /v1/lamps/\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'not-http'],
    [
      'a method of others',
      'PROPFIND /v1/lamps HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      405,
      'method-not-allowed',
    ],
    ['nowhere', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404, 'no-such-address'],
  ])('%s', async (_name, bytes, status, code) => {
    const answer = await raw(bytes, false);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    expect(said(answer)).toMatchObject({ status, code, title: expect.any(String), detail: expect.any(String) });
  });

  it('a body shorter than it says has no effect', async () => {
    const body = JSON.stringify(aLamp());
    const request = `POST /v1/lamps HTTP/1.1\r\n${headers()}Content-Length: ${body.length + 10}\r\n\r\n${body}`;
    expect(await raw(request)).not.toMatch(/^HTTP\/1\.1 [25]/);
  });

  it('a body longer than it says is cut there, and the rest is no request', async () => {
    const body = JSON.stringify(aLamp());
    const request = `POST /v1/lamps HTTP/1.1\r\n${headers()}Content-Length: ${body.length - 5}\r\n\r\n${body}`;
    const answer = await raw(request, false);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/body-not-json|not-http/);
  });
});
