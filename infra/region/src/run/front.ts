import httpProxy from '@fastify/http-proxy';
import fastify from 'fastify';
import type { Ports } from './services.js';

const on = (port: number): string => `http://127.0.0.1:${port}`;

/** One address in front of all services: each below its own name. Replicas take turns. */
export async function startFront(ports: Ports): Promise<{ url: string; close(): Promise<void> }> {
  const front = fastify({ forceCloseConnections: 'idle', keepAliveTimeout: 5_000 });
  const upstreams = new Map([...ports.services, ['identity', [ports.identity]] as const]);
  for (const [name, [first = 0, ...others]] of upstreams) {
    const replicas = [first, ...others].map(on);
    let turn = 0;
    await front.register(httpProxy, {
      prefix: `/${name}`,
      rewritePrefix: '/',
      upstream: replicas.length === 1 ? on(first) : '',
      replyOptions: {
        ...(replicas.length === 1 ? {} : { getUpstream: () => replicas[turn++ % replicas.length] ?? on(first) }),
        onError: (reply) => {
          void reply
            .code(503)
            .header('content-type', 'application/problem+json')
            .header('retry-after', '1')
            .send(JSON.stringify(away(name)));
        },
      },
    });
  }
  front.get('/', () => ({
    region: 'estafette',
    services: [...upstreams.keys()].map((name) => ({ name, api: `/${name}/v1/openapi.json` })),
  }));
  await front.listen({ port: ports.front, host: '127.0.0.1' });
  return { url: on(ports.front), close: () => front.close() };
}

function away(name: string): object {
  return {
    type: 'urn:estafette:problem:service-away',
    status: 503,
    title: 'Not available right now',
    detail: `The ${name} service does not answer at this moment. Try again shortly.`,
    code: 'service-away',
  };
}
