import { eventually } from '@estafette/test-kit';
import { afterAll, beforeAll } from 'vitest';
import { holding } from './chain/cluster.js';
import { Metrics } from './chain/metrics.js';
import { headsOf, unread } from './checks/drained.js';
import { fault } from './fault.js';
import { postChallenge } from './traffic/relay-story.js';

const SEEN_WITHIN_MS = 5_000;
/** The metric counts from when it first saw the transaction, and is sent every second. */
const METRIC_LATE_S = 3;

let metrics: Metrics;
const environment: Record<string, string> = {};
beforeAll(async () => {
  metrics = await Metrics.collect();
  environment['OTEL_EXPORTER_OTLP_ENDPOINT'] = metrics.url;
});
afterAll(() => metrics.close());

fault({
  name: 'hidden',
  promise:
    'a transaction left open in another database of the cluster hides events, tells so by a metric, and loses none: they are seen as soon as it ends',
  longOnly: true,
  chain: { environment },
  always: {
    edits: [
      // The idle poll must not be what makes an event seen.
      {
        file: 'event-store/dist/subscriptions.js',
        find: 'options.idleMs ?? 5_000',
        put: 'options.idleMs ?? 3_600_000',
      },
      {
        file: 'service-host/dist/telemetry.js',
        find: `exporter: new OTLPMetricExporter(to('metrics'))`,
        put: `exporter: new OTLPMetricExporter(to('metrics')), exportIntervalMillis: 1000, exportTimeoutMillis: 900`,
      },
    ],
  },
  run: async (run) => {
    const { chain } = run;
    const faults: string[] = [];
    await chain.cluster.sql('create database elsewhere');
    await chain.cluster.sql('create table busy (id integer); insert into busy values (1)', 'elsewhere');
    const elsewhere = chain.cluster.urlOf('elsewhere');
    const openFor = run.scaled(5, 120);
    const traffic = await run.traffic({ commands: 60 });
    // What is written afterwards would wake readers: then nobody could tell what made an event seen.
    await traffic.finish();
    for (const statement of ['insert into busy values (2)', 'select * from busy for update']) {
      const holder = await holding(elsewhere, 'set transaction_timeout = 0', 'begin', statement);
      await postChallenge(traffic.client, traffic.cast);
      const written = await headsOf(chain);
      const opened = performance.now();
      // How long it stays open is the fault itself.
      while (performance.now() - opened < openFor * 1_000) await postChallenge(traffic.client, traffic.cast);
      if ((await unread(chain, written)).length === 0) faults.push(`shown: ${statement} was open and hid nothing`);
      const told = metrics.last('estafette.xmin.age');
      if (told < openFor - METRIC_LATE_S) faults.push(`metric: ${statement} was open, the metric says ${told} s`);
      const heads = await headsOf(chain);
      await holder.end();
      const began = performance.now();
      await eventually(async () => (await unread(chain, heads)).length === 0, { timeoutMs: 30_000 }).catch(
        () => undefined,
      );
      const ms = Math.round(performance.now() - began);
      if (ms > SEEN_WITHIN_MS) faults.push(`late: ${statement} had ended, and events were seen ${ms} ms later`);
    }
    return [...faults, ...(await run.judge(traffic))];
  },
  breaks: [
    {
      what: 'readers that wait to be told',
      inside: {
        edits: [
          {
            file: 'event-store/dist/runner.js',
            find: 'await this.around.wake.past(seen, backoff);',
            put: 'await this.around.wake.past(seen, this.around.idleMs);',
          },
        ],
      },
      seenAs: /^(late|behind)/m,
    },
    {
      what: 'readers that do not look whether something earlier is still open',
      inside: {
        edits: [
          {
            file: 'event-store/dist/log.js',
            find: 'or e.transaction_id < pg_snapshot_xmin(pg_current_snapshot()))',
            put: 'or true)',
          },
        ],
      },
      seenAs: /^shown/m,
    },
  ],
});
