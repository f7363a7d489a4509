import { setTimeout as delay } from 'node:timers/promises';
import { fault } from './fault.js';

/** Megabytes a minute, over the last three quarters. */
const SLOPE_AT_MOST = 2;
const LOOK_EVERY_MS = 2_000;

fault({
  name: 'soak',
  promise: 'at a steady rate memory does not grow, and the tables that remember grow by what they must remember only',
  longOnly: true,
  always: { collectEveryMs: 5_000 },
  run: async (run) => {
    const { chain } = run;
    const faults: string[] = [];
    const traffic = await run.traffic({ commands: 1, atOnce: 2, pauseMs: 100 });
    const until = performance.now() + run.either(90_000, 1_200_000);
    const seen = new Map(chain.processes.map((service) => [service.name, [] as { minutes: number; mb: number }[]]));
    while (performance.now() < until) {
      for (const service of chain.processes)
        if (service.keptMb !== null)
          seen.get(service.name)?.push({ minutes: performance.now() / 60_000, mb: service.keptMb });
      await delay(LOOK_EVERY_MS);
    }
    for (const [name, all] of seen) {
      const slope = slopeOf(all.slice(Math.floor(all.length / 4)));
      if (!(slope <= SLOPE_AT_MOST)) faults.push(`memory: ${name} grows by ${slope.toFixed(1)} MB a minute`);
    }
    faults.push(...(await run.judge(traffic)));
    for (const { name } of chain.definitions) {
      const { rows } = await chain.pool(name).query<{ keys: number; kept: number }>(
        `select count(*)::integer as keys, count(distinct (scope, key))::integer as kept from log.once_keys
         where scope like '%|%'`,
      );
      const asked = traffic.ledger.entries.filter(({ wish }) => wish.service === name).length;
      if (rows[0]?.keys !== asked)
        faults.push(`once-keys: ${name} keeps ${String(rows[0]?.keys)} of ${asked} commands`);
    }
    return faults;
  },
  breaks: [
    {
      what: 'a command that is kept in memory',
      inside: {
        edits: [
          {
            file: 'service-host/dist/http/commands.js',
            find: 'const outcome = await this.store.handle(',
            put: '(globalThis.kept ??= []).push(Buffer.alloc(300_000, 1)); const outcome = await this.store.handle(',
          },
        ],
      },
      // Whoever warms up grows by some too.
      seenAs: /^memory.* by \d\d/m,
    },
  ],
});

/** By least squares, in megabytes a minute. */
function slopeOf(points: readonly { readonly minutes: number; readonly mb: number }[]): number {
  const mean = (of: (point: (typeof points)[number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [minutes, mb] = [mean((point) => point.minutes), mean((point) => point.mb)];
  const above = points.reduce((sum, point) => sum + (point.minutes - minutes) * (point.mb - mb), 0);
  return above / points.reduce((sum, point) => sum + (point.minutes - minutes) ** 2, 0);
}
