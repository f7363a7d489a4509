import type { FastifyInstance } from 'fastify';

/** Remembers which methods each address takes, so that a wrong method is told from a wrong address. */
export function watchAddresses(fastify: FastifyInstance): (path: string) => readonly string[] {
  const known = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  fastify.addHook('onRoute', ({ url, method }) => {
    const escaped = url.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:[A-Za-z0-9_]+/g, '[^/]+');
    const entry = known.get(url) ?? { pattern: new RegExp(`^${escaped}$`), methods: new Set<string>() };
    for (const one of [method].flat()) entry.methods.add(one);
    known.set(url, entry);
  });
  return (path) => [
    ...new Set([...known.values()].filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods])),
  ];
}
