import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';

/** A span for each request, going on from the caller's `traceparent`. The route is named, never the address asked for. */
export function traceRequests(fastify: FastifyInstance, service: string): void {
  const tracer = trace.getTracer(`estafette/${service}`);
  fastify.addHook('onRequest', (request, reply, done) => {
    const route = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
    const parent = propagation.extract(context.active(), request.headers);
    const span = tracer.startSpan(
      route,
      { kind: SpanKind.SERVER, attributes: { 'estafette.service': service } },
      parent,
    );
    reply.raw.once('close', () => {
      span.setAttribute('http.response.status_code', reply.statusCode);
      if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(parent, span), done);
  });
}
