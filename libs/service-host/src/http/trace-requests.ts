import type { Context } from '@opentelemetry/api';
import { context, metrics, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../log.js';

/**
 * A span, a measurement and (at level debug) a log line for each request, going on from the caller's `traceparent`. The
 * route is named, never the address asked for: ids and words of people stand in addresses.
 */
export function traceRequests(fastify: FastifyInstance, service: string, logger: Logger): void {
  const tracer = trace.getTracer('@estafette/service-host');
  const duration = metrics.getMeter('@estafette/service-host').createHistogram('http.server.request.duration', {
    unit: 's',
    description: 'from the arrival of a request to its last byte, by method, route and status',
  });
  const within = new WeakMap<FastifyRequest, Context>();
  fastify.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const parent = propagation.extract(context.active(), request.headers);
    const span = tracer.startSpan(
      `${request.method} ${route}`,
      { kind: SpanKind.SERVER, attributes: { 'estafette.service': service } },
      parent,
    );
    const inSpan = trace.setSpan(parent, span);
    within.set(request, inSpan);
    reply.raw.once('close', () => {
      const { statusCode } = reply;
      span.setAttribute('http.response.status_code', statusCode);
      if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      const labels = { 'http.request.method': request.method, 'http.route': route };
      duration.record(reply.elapsedTime / 1_000, { ...labels, 'http.response.status_code': statusCode, service });
      context.with(inSpan, () => {
        logger.debug(
          { method: request.method, route, status: statusCode, ms: Math.round(reply.elapsedTime) },
          'request answered',
        );
      });
    });
    context.with(inSpan, done);
  });
  // A body arrives in the context of its connection, not of its request: what comes after it goes back into the span.
  fastify.addHook('preValidation', (request, _reply, done) => {
    context.with(within.get(request) ?? context.active(), done);
  });
}
