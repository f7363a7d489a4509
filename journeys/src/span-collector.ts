import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A span as it was exported. */
export interface Span {
  readonly traceId: string;
  readonly name: string;
  /** The process that it comes from. */
  readonly process: string;
}

export interface SpanCollector {
  readonly url: string;
  /** All that came in, as it came. */
  readonly raw: () => string;
  readonly spans: () => readonly Span[];
  close(): Promise<void>;
}

/** What a request for traces holds, as far as it is read here (OTLP 1, JSON over HTTP). */
interface TraceRequest {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly { traceId: string; name: string }[] }[];
  }[];
}

/** Takes what an OpenTelemetry collector would be sent. */
export async function startSpanCollector(): Promise<SpanCollector> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    raw: () => bodies.join('\n'),
    spans: () => bodies.flatMap(spansIn),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function spansIn(body: string): readonly Span[] {
  const { resourceSpans = [] } = JSON.parse(body) as TraceRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const process = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) => spans.map(({ traceId, name }) => ({ traceId, name, process })));
  });
}
