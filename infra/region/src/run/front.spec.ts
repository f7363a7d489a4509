import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { freePort } from '@estafette/local-servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFront } from './front.js';
import type { Launched } from './launched.js';

type Replica = { -readonly [Member in keyof Launched]: Launched[Member] } & { server: Server };

let replicas: Replica[];
let front: Awaited<ReturnType<typeof startFront>>;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  answer = (_request, response) => response.end('{}');
  replicas = await Promise.all([replica(), replica()]);
  const port = await freePort();
  front = await startFront({ port, services: new Map([['challenges', replicas]]) });
});
afterEach(async () => {
  for (const { server } of replicas) {
    server.close();
    server.closeAllConnections();
  }
  await front.close();
});

/** A service that tells in a header which replica it is. */
async function replica(): Promise<Replica> {
  const server = createServer((asked, response) => {
    response.setHeader('which', String((server.address() as AddressInfo).port));
    answer(asked, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { name: 'challenges', port, up: true, stop: () => Promise.resolve(), server };
}

async function ask(address: string, init: RequestInit = {}) {
  const response = await fetch(`${front.url}${address}`, init);
  const body = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: body === '' ? null : (JSON.parse(body) as object),
  };
}

const problem = (status: number, code: string) => ({
  status,
  body: expect.objectContaining({ status, code }) as object,
});

describe('the one address', () => {
  it('takes a service by its name, and passes on path, query, body and answer as they are', async () => {
    answer = (asked, response) => {
      void text(asked).then((body) => {
        response.writeHead(201, { etag: '"3"', location: '/v1/challenges/7' });
        response.end(JSON.stringify({ url: asked.url, method: asked.method, body }));
      });
    };
    const taken = await ask('/challenges/v1/challenges?title=a%20b&x=%2F', { method: 'POST', body: '{ "a": 1 }' });
    expect(taken).toMatchObject({
      status: 201,
      body: { url: '/v1/challenges?title=a%20b&x=%2F', method: 'POST', body: '{ "a": 1 }' },
    });
    expect(taken.headers.get('etag')).toBe('"3"');
    expect(taken.headers.get('location')).toBe('/challenges/v1/challenges/7');
  });

  it('takes what is found between host and path to the service that the path is of', async () => {
    answer = (asked, response) => response.end(JSON.stringify({ url: asked.url }));
    for (const name of ['openid-credential-issuer', 'oauth-authorization-server']) {
      expect(await ask(`/.well-known/${name}/challenges/organisations/7?x=1`)).toMatchObject({
        status: 200,
        body: { url: `/.well-known/${name}/organisations/7?x=1` },
      });
      expect((await ask(`/.well-known/${name}/elsewhere/organisations/7`)).status).toBe(404);
    }
    expect((await ask('/.well-known/other/challenges/organisations/7')).status).toBe(404);
  });

  it('says who asked and where, whatever the caller claims', async () => {
    let seen: IncomingHttpHeaders = {};
    answer = (asked, response) => {
      seen = asked.headers;
      response.end('{}');
    };
    const claimed = { 'x-forwarded-for': '8.8.8.8', forwarded: 'for=8.8.8.8', 'x-forwarded-host': 'evil.example' };
    await ask('/challenges/v1/challenges', {
      headers: { ...claimed, 'x-real-ip': '8.8.8.8', authorization: 'Bearer x' },
    });
    expect(seen).toMatchObject({
      authorization: 'Bearer x',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': new URL(front.url).host,
      'x-forwarded-proto': 'http',
    });
    expect(JSON.stringify(seen)).not.toMatch(/8\.8\.8\.8|evil/);
  });

  it('takes a service where a standard wants it, at that very path', async () => {
    answer = (asked, response) => response.end(JSON.stringify({ url: asked.url }));
    const port = await freePort();
    const paths = new Map([
      ['/ims/ob/v3p0', 'challenges'],
      ['/of/nobody', 'credentials'],
    ]);
    const other = await startFront({ port, services: new Map([['challenges', replicas]]), paths });
    try {
      const at = async (path: string): Promise<unknown> => (await fetch(`${other.url}${path}`)).json();
      expect(await at('/ims/ob/v3p0/credentials?limit=2')).toEqual({ url: '/ims/ob/v3p0/credentials?limit=2' });
      expect(await at('/challenges/ims/ob/v3p0/profile')).toEqual({ url: '/ims/ob/v3p0/profile' });
      for (const path of ['/ims/ob', '/ims/ob/v3p0x/profile', '/of/nobody/x']) {
        expect(await at(path)).toMatchObject({ status: 404, code: 'no-such-address' });
      }
    } finally {
      await other.close();
    }
    expect((await ask('/ims/ob/v3p0/profile')).status).toBe(404);
  });

  it('takes a request whose sender waits for 100-continue', async () => {
    let seen: IncomingHttpHeaders = {};
    answer = (asked, response) => {
      seen = asked.headers;
      void text(asked).then((body) => response.end(body));
    };
    const sent = request(`${front.url}/challenges/v1/challenges`, {
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': '7' },
    });
    sent.on('continue', () => sent.end('{"a":1}'));
    const [heard] = (await once(sent, 'response')) as [IncomingMessage];
    expect([heard.statusCode, await text(heard)]).toEqual([200, '{"a":1}']);
    expect(seen).not.toHaveProperty('expect');
  });

  it.each(['/challenge', '/challengesv1/challenges', '/nothing/v1', '/health'])(
    'knows nothing at %s',
    async (address) => {
      const unknown = await ask(address);
      expect(unknown).toMatchObject(problem(404, 'no-such-address'));
      expect(unknown.headers.get('content-type')).toBe('application/problem+json');
    },
  );

  it.each(['/challenges/%', '/challenges/..%2f..%2fv1', '/challenges/%2e%2e/x'])(
    'answers %s as a service or as a problem, never as something unexpected',
    async (address) => {
      const { status } = await ask(address);
      expect([200, 400, 404]).toContain(status);
    },
  );

  it('closes within bounds, whatever is still under way', async () => {
    const heard = Promise.withResolvers<undefined>();
    answer = () => {
      heard.resolve(undefined);
    };
    const waiting = ask('/challenges/v1/feed').catch(() => 'cut off');
    await heard.promise;
    const since = performance.now();
    await front.close();
    expect(performance.now() - since).toBeLessThan(4_000);
    expect(await waiting).toBe('cut off');
  });

  /** Sends these very bytes and answers all that comes back until the front hangs up. */
  const raw = async (bytes: string): Promise<string> => {
    const socket = connect(Number(new URL(front.url).port), '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  };

  it.each([
    ['no request at all', 'hello\r\n\r\n', 400, 'not-http'],
    ['headers without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['no host', 'GET /challenges/v1 HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'host-missing'],
    ['great expectations', 'POST /challenges/v1 HTTP/1.1\r\nHost: x\r\nExpect: x\r\n\r\n', 417, 'expectation-not-met'],
    ['a tunnel', 'CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'not-http'],
  ])('answers %s with a problem', async (_what, bytes, status, code) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      type: `urn:estafette:problem:${code}`,
      status,
      code,
    });
  });

  it.each([
    ['POST', '/', 'GET, HEAD'],
    ['DELETE', '/health/ready', 'GET, HEAD'],
    ['OPTIONS', '/health/live', 'GET, HEAD'],
    ['PROPFIND', '/challenges/v1/challenges', 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT'],
  ])('says what can be done instead of %s %s', async (method, address, allow) => {
    const refused = await ask(address, { method });
    expect(refused).toMatchObject(problem(405, 'method-not-allowed'));
    expect(refused.headers.get('allow')).toBe(allow);
  });

  it('says in its own words what it does not pass on', async () => {
    const climbing = await ask('/challenges/..%2f..%2fv1');
    expect(climbing).toMatchObject(problem(400, 'address-not-valid'));
    expect(JSON.stringify(climbing.body)).not.toContain('source/request');
    expect(await ask('/challenges/%')).toMatchObject(problem(400, 'address-not-valid'));
  });

  it.each(['/challenges/v1/challenges', '/challenges/v1/nothing', '/health/live', '/nowhere'])(
    'closes the connection after %s when it is asked to, and keeps it otherwise',
    async (address) => {
      answer = (asked, response) => {
        response.writeHead(asked.url === '/v1/nothing' ? 404 : 200, { 'keep-alive': 'timeout=72' });
        response.end('{}');
      };
      const began = performance.now();
      const closed = await raw(`GET ${address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(closed.toLowerCase()).toContain('connection: close\r\n');
      expect(closed.toLowerCase()).not.toContain('keep-alive');
      const kept = await ask(address);
      expect([kept.headers.get('connection'), kept.headers.get('keep-alive')]).toEqual(['keep-alive', 'timeout=5']);
    },
  );
});

describe('a request that arrives too slowly', () => {
  it.each([
    ['head', 'GET /challenges/v1 HTTP/1.1\r\nHost: x\r\n'],
    ['body', 'POST /challenges/v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{'],
  ])('is refused: its %s', async (_what, bytes) => {
    answer = (asked) => asked.resume();
    const port = await freePort();
    const hurried = await startFront({ port, services: new Map([['challenges', replicas]]), arrivalMs: 300 });
    try {
      const socket = connect(port, '127.0.0.1');
      socket.write(bytes);
      expect(await text(socket)).toMatch(/^HTTP\/1.1 408 [^]*application\/problem\+json[^]*"code":"request-too-slow"/);
    } finally {
      await hurried.close();
    }
  });
});

describe('a service that gives a slow body up first', () => {
  it('is heard, and not called away', async () => {
    const told = { status: 408, code: 'request-too-slow' };
    const head = `HTTP/1.1 408 Request Timeout\r\nContent-Type: application/problem+json\r\nConnection: close\r\n`;
    const body = JSON.stringify(told);
    answer = (asked) => asked.socket.end(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
    const socket = connect(Number(new URL(front.url).port), '127.0.0.1');
    socket.write('POST /challenges/v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 408 [^]*"code":"request-too-slow"/);
  });
});

describe('a body', () => {
  it.each([4_194_305, 16 * 1_048_576])('of %i bytes is refused in good form', async (length) => {
    let heard = 0;
    answer = (_asked, response) => {
      heard += 1;
      response.end('{}');
    };
    const refused = await ask('/challenges/v1/challenges', { method: 'POST', body: 'x'.repeat(length) });
    expect(refused).toMatchObject(problem(413, 'body-too-large'));
    expect(heard).toBe(0);
  });

  it('of unknown length is refused where it passes the limit', async () => {
    answer = (asked) => asked.resume();
    const chunks = Readable.from(Array.from({ length: 80 }, () => Buffer.alloc(65_536)));
    const port = new URL(front.url).port;
    const refused = await new Promise<string>((resolve, reject) => {
      const sent = request({ port, method: 'POST', path: '/challenges/v1/challenges' }, (response) => {
        resolve(text(response));
      });
      sent.on('error', reject);
      chunks.pipe(sent);
    });
    expect(JSON.parse(refused)).toMatchObject({ status: 413, code: 'body-too-large' });
  });

  it('at the limit passes, also when its length is not said', async () => {
    answer = (asked, response) => {
      void text(asked).then((body) => response.end(JSON.stringify({ length: body.length })));
    };
    const body = 'x'.repeat(4_194_304);
    const chunked = { method: 'POST', body: new Blob([body]).stream(), duplex: 'half' };
    for (const init of [{ method: 'POST', body }, chunked as RequestInit]) {
      expect(await ask('/challenges/v1/challenges', init)).toMatchObject({ body: { length: 4_194_304 } });
    }
  });
});

describe('replicas', () => {
  const asked = async (times: number): Promise<Set<string | null>> => {
    const answers = await Promise.all(Array.from({ length: times }, () => ask('/challenges/v1/challenges')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    return new Set(answers.map(({ headers }) => headers.get('which')));
  };

  it('take turns, those that are down left out', async () => {
    expect((await asked(6)).size).toBe(2);
    const [first, second] = replicas;
    if (first) first.up = false;
    expect(await asked(6)).toEqual(new Set([String(second?.port)]));
  });

  it('that are all away: 503 with Retry-After, and the health says who', async () => {
    expect((await ask('/health/ready')).body).toEqual({
      status: 'ready',
      services: [{ name: 'challenges', replicas: 2, ready: 2 }],
    });
    for (const { server } of replicas) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    const away = await ask('/challenges/v1/challenges', { method: 'POST', body: '{}' });
    expect(away).toMatchObject(problem(503, 'service-away'));
    expect(away.headers.get('retry-after')).toBe('1');
    expect(away.headers.get('content-type')).toBe('application/problem+json');
    const ready = await ask('/health/ready');
    expect(ready).toMatchObject({ ...problem(503, 'service-away'), body: { services: [{ replicas: 2, ready: 0 }] } });
    expect(ready.headers.get('retry-after')).toBe('1');
    expect(await ask('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
  });

  it('that answer 503 themselves are heard once: whoever asks decides about another time', async () => {
    let heard = 0;
    answer = (_asked, response) => {
      heard += 1;
      response.writeHead(503, { 'retry-after': '7', 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ status: 503, code: 'draining' }));
    };
    const draining = await ask('/challenges/v1/challenges');
    expect(draining).toMatchObject(problem(503, 'draining'));
    expect(draining.headers.get('retry-after')).toBe('7');
    expect(heard).toBe(1);
  });
});
