import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request for metrics, as far as it is read here (OTLP 1, JSON over HTTP). */
interface MetricsRequest {
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly gauge?: { readonly dataPoints: readonly { readonly asDouble?: number; readonly asInt?: number }[] };
      }[];
    }[];
  }[];
}

/** Takes what services send to an OpenTelemetry collector. */
export class Metrics {
  readonly #last = new Map<string, number>();

  private constructor(
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  static async collect(): Promise<Metrics> {
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        if (request.url === '/v1/metrics') metrics.#take(JSON.parse(body) as MetricsRequest);
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const metrics = new Metrics(url, async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    });
    return metrics;
  }

  /** The highest value of a gauge in the last message that held it; 0 before the first. */
  last(name: string): number {
    return this.#last.get(name) ?? 0;
  }

  #take({ resourceMetrics = [] }: MetricsRequest): void {
    for (const { name, gauge } of resourceMetrics.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((one) => one.metrics),
    ))
      if (gauge) this.#last.set(name, Math.max(...gauge.dataPoints.map((point) => point.asDouble ?? point.asInt ?? 0)));
  }
}
