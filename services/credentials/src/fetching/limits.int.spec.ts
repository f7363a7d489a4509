import type { RequestListener, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { eventually } from '@estafette/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cached } from './cached.js';
import type { Elsewhere } from './fixtures/elsewhere.js';
import { ASKED, certificate, refusal, startHttps, startRaw, worldOf } from './fixtures/elsewhere.js';
import type { GuardedGet } from './guarded-fetch.js';
import { createGuardedFetch } from './guarded-fetch.js';

let school: Elsewhere;
let respond: RequestListener;
let gone: number;
let get: GuardedGet;

const TRUST = { ca: [certificate.cert] };
const at = (path = '/', host = 'school.example'): string => `https://${host}:${school.port}${path}`;

beforeEach(async () => {
  gone = 0;
  respond = (_request, response) => response.end();
  school = await startHttps((request, response) => {
    response.on('close', () => (gone += 1));
    respond(request, response);
  });
  get = createGuardedFetch(TRUST, worldOf());
});
afterEach(() => school.close());

describe('an answer', () => {
  const sized =
    (size: number, declared: boolean): RequestListener =>
    (_request, response) => {
      if (declared) response.setHeader('content-length', size);
      else response.flushHeaders();
      response.end(Buffer.alloc(size, 'x'));
    };

  it.each([true, false])('is as large as was asked for at most (length declared: %s)', async (declared) => {
    respond = sized(1_000, declared);
    expect((await get(at(), ASKED)).body).toEqual(new Uint8Array(1_000).fill(120));
    respond = sized(1_001, declared);
    expect(await refusal(get(at(), ASKED))).toBe('response-too-large');
  });

  it('that says it is too large is not read at all', async () => {
    respond = (_request, response) => response.writeHead(200, { 'content-length': 1_001 }).flushHeaders();
    // Long before the time is over, which would end it too.
    expect(await refusal(get(at(), { ...ASKED, timeoutMs: 60_000 }))).toBe('response-too-large');
    await eventually(() => expect(gone).toBe(1));
  });

  it('without an end is left as soon as it is too large', async () => {
    let sent = 0;
    respond = (_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1_024))) sent += 1_024;
      };
      response.on('drain', more);
      more();
    };
    expect(await refusal(get(at(), { ...ASKED, maxBytes: 100_000 }))).toBe('response-too-large');
    await eventually(() => expect(gone).toBe(1));
    // What lay in the buffers of both sides comes on top.
    expect(sent).toBeLessThan(20_000_000);
  });

  it('that comes byte by byte is put together', async () => {
    const body = Buffer.from('0123456789'.repeat(50));
    respond = (_request, response) => {
      for (const byte of body.subarray(0, 300)) response.write(Uint8Array.of(byte));
      setTimeout(() => {
        for (const byte of body.subarray(300)) response.write(Uint8Array.of(byte));
        response.end();
      }, 50);
    };
    const fetched = await get(at(), { ...ASKED, maxBytes: 900 });
    expect(Buffer.from(fetched.body)).toEqual(body);
    // No larger stretch of memory hangs on it than it says.
    expect(fetched.body.buffer.byteLength).toBe(500);
  });

  it('that is compressed is refused, however small', async () => {
    for (const encoding of ['gzip', 'br', 'identity, gzip', 'GZIP']) {
      respond = (_request, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(gzipSync(Buffer.alloc(100_000)));
      expect(await refusal(get(at(), ASKED)), encoding).toBe('response-encoded');
    }
    respond = (_request, response) => response.writeHead(200, { 'content-encoding': 'identity' }).end('plain');
    expect((await get(at(), ASKED)).body).toHaveLength(5);
  });
});

describe('the time', () => {
  const HASTY = { ...ASKED, timeoutMs: 300 };

  /** How it ended, and that it did not end much later. */
  const inTime = async (promise: Promise<unknown>): Promise<string> => {
    const began = performance.now();
    const code = await refusal(promise);
    expect(performance.now() - began).toBeLessThan(2_000);
    return code;
  };

  it('ends for an answer that does not come', async () => {
    respond = () => undefined;
    expect(await inTime(get(at(), HASTY))).toBe('timed-out');
    await eventually(() => expect(gone).toBe(1));
  });

  it('ends for a body that drips', async () => {
    respond = (_request, response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    };
    expect(await inTime(get(at(), HASTY))).toBe('timed-out');
    await eventually(() => expect(gone).toBe(1));
  });

  it('ends for headers that drip, and for words before the answer without end', async () => {
    for (const [first, drop] of [
      ['HTTP/1.1 200 OK\r\n', 'a: b\r\n'],
      ['', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
    ] as const) {
      const dripping = await startRaw((socket) => {
        socket.write(first);
        const drip = setInterval(() => socket.write(drop), 20);
        socket.on('close', () => clearInterval(drip));
      });
      const trusting = createGuardedFetch({ allow: () => true });
      expect(await inTime(trusting(`http://127.0.0.1:${dripping.port}/`, HASTY))).toBe('timed-out');
      await dripping.close();
    }
  });

  it('ends for a handshake that is not taken up', async () => {
    const silent = await startRaw(() => undefined);
    expect(await inTime(get(`https://school.example:${silent.port}/`, HASTY))).toBe('timed-out');
    await silent.close();
  });

  it('ends for a name that is not told, also when the look-up cannot be stopped', async () => {
    const world = { ...worldOf(), addressesOf: () => new Promise<never>(() => undefined) };
    expect(await inTime(createGuardedFetch(TRUST, world)(at(), HASTY))).toBe('timed-out');
  });

  it('is one for all redirects together', async () => {
    respond = (request, response) => {
      setTimeout(() => response.writeHead(302, { location: `${request.url}a` }).end(), 140);
    };
    expect(await inTime(get(at(), HASTY))).toBe('timed-out');
  });
});

describe('what is fetched at once', () => {
  let waiting: ServerResponse[];
  const arrived = (count: number): Promise<void> => eventually(() => expect(waiting).toHaveLength(count));
  const letGo = (): void => {
    for (const response of waiting.splice(0)) response.end();
  };

  beforeEach(() => {
    waiting = [];
    respond = (_request, response) => void waiting.push(response);
  });

  it('is bounded, for each host and for all together, and there is room again afterwards', async () => {
    get = createGuardedFetch({ ...TRUST, atOnce: 3, atOncePerHost: 2 }, worldOf());
    const here = [get(at(), ASKED), get(at(), ASKED)];
    await arrived(2);
    expect(await refusal(get(at(), ASKED))).toBe('too-many-at-once');
    expect(await refusal(get(at().replace('school.example', 'SCHOOL.example.'), ASKED))).toBe('too-many-at-once');
    const there = get(at('/', 'other.example'), ASKED);
    await arrived(3);
    expect(await refusal(get(at('/', '127.0.0.1'), ASKED))).toBe('too-many-at-once');
    letGo();
    await Promise.all([...here, there]);
    expect(school.connections).toBe(3);
    const again = [get(at(), ASKED), get(at(), ASKED)];
    await arrived(2);
    letGo();
    await Promise.all(again);
  });

  it('has room again after all sorts of failures', async () => {
    const world = worldOf({ 'inside.example': ['127.0.0.2'], 'none.example': [] });
    get = createGuardedFetch({ ...TRUST, atOnce: 1 }, world);
    expect(await refusal(get(at('/', 'inside.example'), ASKED))).toBe('address-not-public');
    expect(await refusal(get(at('/', 'none.example'), ASKED))).toBe('host-unknown');
    expect(await refusal(get(at('/', 'evil.example'), ASKED))).toBe('not-reachable');
    expect(await refusal(get(at(), { ...ASKED, timeoutMs: 200 }))).toBe('timed-out');
    waiting = [];
    respond = (request, response) => response.writeHead(request.url === '/' ? 302 : 200, { location: '/end' }).end();
    expect((await get(at(), ASKED)).url).toBe(at('/end'));
  });

  it('is fetched once by all who ask for the same through the cache', async () => {
    const through = cached(get);
    const many = Array.from({ length: 20 }, () => through(at(), ASKED));
    await arrived(1);
    waiting[0]?.setHeader('cache-control', 'max-age=60');
    letGo();
    for (const { status } of await Promise.all(many)) expect(status).toBe(200);
    expect((await through(at(), ASKED)).status).toBe(200);
    expect(school.connections).toBe(1);
  });
});
