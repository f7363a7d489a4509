import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { theWorld } from './addresses.js';
import type { Elsewhere } from './fixtures/elsewhere.js';
import { ASKED, certificate, refusal, startHttp, startHttps, startRaw, worldOf } from './fixtures/elsewhere.js';
import type { GuardedFetchOptions, GuardedGet } from './guarded-fetch.js';
import { createGuardedFetch } from './guarded-fetch.js';

let school: Elsewhere;
let seen: { url: string; headers: IncomingHttpHeaders }[];
let respond: RequestListener;

const TRUST = { ca: [certificate.cert] };
const guarded = (names: Record<string, readonly string[]> = {}, options: GuardedFetchOptions = {}): GuardedGet =>
  createGuardedFetch({ ...TRUST, ...options }, worldOf(names));
const at = (path: string, host = 'school.example'): string => `https://${host}:${school.port}${path}`;
const text = (body: Uint8Array): string => new TextDecoder().decode(body);

beforeEach(async () => {
  seen = [];
  respond = (request, response) => response.end(request.url);
  school = await startHttps((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    respond(request, response);
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await school.close();
});

describe('what lies elsewhere', () => {
  it('is fetched under the name it has, with nothing of ours', async () => {
    respond = (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/did+json', 'cache-control': 'max-age=60' }).end('{}');
    const fetched = await guarded()(at('/did.json?a=b#c'), ASKED);
    expect({ ...fetched, body: text(fetched.body) }).toEqual({
      status: 200,
      contentType: 'application/did+json',
      body: '{}',
      url: at('/did.json?a=b'),
      secondsFresh: 60,
    });
    expect(school.names).toEqual(['school.example']);
    const headers = {
      host: `school.example:${school.port}`,
      accept: 'application/did+json',
      'accept-encoding': 'identity',
      'user-agent': 'estafette-credentials',
      connection: 'close',
    };
    expect(seen).toEqual([{ url: '/did.json?a=b', headers }]);
  });

  it('is given whatever its status', async () => {
    respond = (_request, response) => response.writeHead(404).end('Not here.');
    const { status, body } = await guarded()(at('/'), ASKED);
    expect([status, text(body)]).toEqual([404, 'Not here.']);
  });

  it('is not fetched when the certificate is another host’s or nobody’s, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    expect(await refusal(guarded()(at('/', 'evil.example'), ASKED))).toBe('not-reachable');
    const untrusting = createGuardedFetch({}, worldOf());
    await expect(untrusting(at('/'), ASKED)).rejects.toThrow('valid certificate');
    expect(seen).toEqual([]);
  });

  it('is fetched by its address, when that is what the URL says', async () => {
    expect((await guarded()(at('/', '127.0.0.1'), ASKED)).status).toBe(200);
    expect(school.names).toEqual([false]);
  });
});

describe('the addresses of a host', () => {
  it('are looked up once, and the connection goes to what was judged', async () => {
    let lookUps = 0;
    const rebinding = {
      ...worldOf(),
      // Whoever asks a second time is led inside, where nothing listens in this spec.
      addressesOf: () => Promise.resolve([(lookUps += 1) === 1 ? '127.0.0.1' : '127.0.0.2']),
    };
    expect((await createGuardedFetch(TRUST, rebinding)(at('/'), ASKED)).status).toBe(200);
    expect([lookUps, school.connections]).toEqual([1, 1]);
    expect(await refusal(createGuardedFetch(TRUST, rebinding)(at('/'), ASKED))).toBe('address-not-public');
    expect(school.connections).toBe(1);
  });

  it('must all be public', async () => {
    const names = { 'school.example': ['127.0.0.1', '127.0.0.2'], 'other.example': ['10.0.0.1'], 'none.example': [] };
    const get = guarded(names);
    expect(await refusal(get(at('/'), ASKED))).toBe('address-not-public');
    expect(await refusal(get(at('/', 'other.example'), ASKED))).toBe('address-not-public');
    expect(await refusal(get(at('/', 'none.example'), ASKED))).toBe('host-unknown');
    expect(school.connections).toBe(0);
  });

  it('are judged in every spelling, without anybody asked or called', async () => {
    const asked: string[] = [];
    const addressesOf = (name: string): Promise<readonly string[]> => {
      asked.push(name);
      return Promise.resolve(['127.0.0.1']);
    };
    const get = createGuardedFetch(TRUST, { ...theWorld, addressesOf });
    const hosts = [
      ...['127.0.0.1', '2130706433', '0177.0.0.1', '0x7f.1', '127.1', '127.0.0.1.', '１２７.0.0.1', '0', '0.0.0.0'],
      ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]'],
      ...['169.254.169.254', '[fd00:ec2::254]', '10.0.0.1', '[fe80::1]', 'localhost', 'localhost.', 'db'],
    ];
    for (const host of hosts) expect(await refusal(get(at('/', host), ASKED)), host).toBe('address-not-public');
    expect(asked).toEqual([]);
    expect(await refusal(get(at('/', 'school.example'), ASKED))).toBe('address-not-public');
    expect(asked).toEqual(['school.example']);
    expect(school.connections).toBe(0);
  });

  it('are tried one after the other', async () => {
    const world = { ...worldOf({ 'school.example': ['127.0.0.2', '127.0.0.1'] }), isPublic: () => true };
    expect((await createGuardedFetch(TRUST, world)(at('/'), ASKED)).status).toBe(200);
  });
});

describe('a redirect', () => {
  const to = (location: string | undefined, status = 302): RequestListener => {
    return (request, response) => {
      if (request.url === '/end') response.writeHead(200, { 'cache-control': 'max-age=60' }).end('there');
      else response.writeHead(status, location === undefined ? {} : { location }).end('x'.repeat(2_000));
    };
  };

  it.each([301, 302, 303, 307, 308])(
    '(%i) is followed, also to another host, and its end is not kept',
    async (status) => {
      respond = to(at('/end', 'other.example'), status);
      const fetched = await guarded()(at('/'), ASKED);
      expect(fetched).toMatchObject({ status: 200, url: at('/end', 'other.example'), secondsFresh: 0 });
      expect(text(fetched.body)).toBe('there');
      expect(school.names).toEqual(['school.example', 'other.example']);
    },
  );

  it('may say where from where it stands, three times', async () => {
    respond = (request, response) => {
      const steps = Number(request.url?.slice(1));
      response.writeHead(steps === 0 ? 200 : 302, { location: `${steps - 1}` }).end();
    };
    expect((await guarded()(at('/3'), ASKED)).url).toBe(at('/0'));
    expect(await refusal(guarded()(at('/4'), ASKED))).toBe('redirect-refused');
  });

  it.each([
    ['http://school.example/end', 'redirect-refused'],
    ['file:///etc/passwd', 'redirect-refused'],
    [undefined, 'redirect-refused'],
    ['https://', 'url-malformed'],
    ['https://a:b@other.example/', 'url-with-credentials'],
    ['https://other.example:22/', 'port-not-allowed'],
    ['https://169.254.169.254/latest/meta-data', 'address-not-public'],
    ['//0x7f000002/', 'address-not-public'],
    ['https://inside.example/', 'address-not-public'],
  ])('to %s is refused: %s', async (location, code) => {
    respond = to(location);
    expect(await refusal(guarded({ 'inside.example': ['127.0.0.2'] })(at('/'), ASKED))).toBe(code);
    expect(seen).toHaveLength(1);
  });

  it('to a host that is looked up again is judged again', async () => {
    respond = to(at('/end'));
    let lookUps = 0;
    const rebinding = {
      ...worldOf(),
      addressesOf: () => Promise.resolve([(lookUps += 1) === 1 ? '127.0.0.1' : '127.0.0.2']),
    };
    expect(await refusal(createGuardedFetch(TRUST, rebinding)(at('/'), ASKED))).toBe('address-not-public');
    expect(seen).toHaveLength(1);
  });

  it('that is none, such as 304 or 300, is an answer', async () => {
    for (const status of [300, 304]) {
      respond = to(at('/end'), status);
      expect((await guarded()(at('/'), { ...ASKED, maxBytes: 2_000 })).status).toBe(status);
    }
  });
});

describe('an origin that this installation vouches for', () => {
  it('is reached over http and on loopback, and no other origin is', async () => {
    const own = await startHttp((_request, response) => response.end('own'));
    const allow = (origin: string): boolean =>
      [`http://127.0.0.1:${own.port}`, `http://localhost:${own.port}`].includes(origin);
    const get = createGuardedFetch({ allow });
    expect(text((await get(`http://127.0.0.1:${own.port}/`, ASKED)).body)).toBe('own');
    expect(text((await get(`http://localhost:${own.port}/`, ASKED)).body)).toBe('own');
    expect(await refusal(get(`http://127.0.0.2:${own.port}/`, ASKED))).toBe('url-scheme-not-allowed');
    expect(await refusal(get(`https://127.0.0.1:${own.port}/`, ASKED))).toBe('address-not-public');
    expect(await refusal(createGuardedFetch()(`http://127.0.0.1:${own.port}/`, ASKED))).toBe('url-scheme-not-allowed');
    await own.close();
  });

  it('may not redirect over http, nor be redirected to over http', async () => {
    const own = await startHttp((request, response) => {
      response.writeHead(302, { location: request.url === '/up' ? at('/') : '/down' }).end();
    });
    const origin = `http://127.0.0.1:${own.port}`;
    const get = guarded({}, { allow: (each) => each === origin });
    expect(await refusal(get(`${origin}/up`, ASKED))).toBe('redirect-refused');
    expect(await refusal(get(`${origin}/`, ASKED))).toBe('redirect-refused');
    respond = (_request, response) => response.writeHead(302, { location: origin }).end();
    expect(await refusal(get(at('/'), ASKED))).toBe('redirect-refused');
    expect(own.connections).toBe(2);
    await own.close();
  });
});

describe('what does not answer as it should', () => {
  const raw = async (answer: string): Promise<string> => {
    const host = await startRaw((socket) => socket.once('data', () => socket.end(answer)));
    const origin = `http://127.0.0.1:${host.port}`;
    const said = await refusal(createGuardedFetch({ allow: () => true })(origin, ASKED));
    await host.close();
    return said;
  };

  it.each([
    ['nothing', '', 'not-reachable'],
    ['another protocol', '220 mail.example ESMTP\r\n', 'not-reachable'],
    ['half an answer', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', 'not-reachable'],
    ['half a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nhalf', 'not-reachable'],
    ['a change of protocol', 'HTTP/1.1 101 Over\r\nconnection: upgrade\r\nupgrade: tcp\r\n\r\n', 'not-reachable'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 'not-reachable'],
    ['endless headers', `HTTP/1.1 200 OK\r\na: ${'b'.repeat(20_000)}\r\n\r\n`, 'response-too-large'],
    ['another transfer', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 'response-encoded'],
  ])('with %s is refused', async (_what, answer, code) => {
    expect(await raw(answer)).toBe(code);
  });

  it('because nothing listens there is not reachable', async () => {
    const { port } = school;
    await school.close();
    expect(await refusal(guarded()(`https://school.example:${port}/`, ASKED))).toBe('not-reachable');
  });

  it('because it speaks no TLS is not reachable', async () => {
    const plain = await startHttp((_request, response) => response.end());
    expect(await refusal(guarded()(`https://school.example:${plain.port}/`, ASKED))).toBe('not-reachable');
    await plain.close();
  });
});
