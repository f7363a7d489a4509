import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { lamps } from './fixtures/lamps.js';

const JSON_TYPE = 'Content-Type: application/json\r\n';
const BOUND_MS = 400;
/** The bound, the second in which Node looks, and what a busy machine takes. */
const SOON_MS = BOUND_MS + 3_000;

let service: TestService<RunningService>;

beforeAll(async () => {
  const hurried = { REQUEST_TIMEOUT_MS: String(BOUND_MS) };
  service = await startTestService('lamps', ['organisations'], (env) => boot(lamps, { ...env, ...hurried }));
});
afterAll(() => service.close());

describe('a request that does not arrive in time', () => {
  it.each([
    ['head', 'GET /health/live HTTP/1.1\r\nHost: x\r\n'],
    ['body', `POST /v1/lamps HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Content-Length: 9\r\n\r\n{`],
    [
      'body in chunks',
      `POST /v1/lamps HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
    ],
  ])('is refused for its %s', async (_what, bytes) => {
    const began = performance.now();
    const socket = connect(Number(new URL(service.running.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes);
    const answer = await text(socket);
    const took = performance.now() - began;
    expect(took).toBeGreaterThan(BOUND_MS - 50);
    expect(took).toBeLessThan(SOON_MS);
    expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*application\/problem\+json[^]*"code":"request-too-slow"/);
  });

  it('has its connection cut, even when the caller neither sends on nor hangs up', async () => {
    const server = service.running.app.getHttpServer() as Server;
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const socket = connect({ port: Number(new URL(service.running.url).port), host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined).resume();
    socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n');
    await once(socket, 'end');
    const [theirs] = await accepted;
    await expect.poll(() => theirs.destroyed, { timeout: 5_000 }).toBe(true);
    socket.destroy();
  });
});
