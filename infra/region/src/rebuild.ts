import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { BadArguments, explainEnd, readArguments } from './arguments.js';
import { RegionAway } from './demo/caller.js';
import { Operator, Refused, say, serviceOf } from './operator.js';
import { NoRegion } from './running-region.js';

const USAGE = `npm run rebuild -- <service> [<view>]
  Makes a view again from the service's log, or all of its views one after the other, and waits for it.
  The live view goes on meanwhile; when it comes to nothing, that stands as it was.
  ESTAFETTE_DATA (.data) says where the data folder of the running region is.`;

const LOOK_EVERY_MS = 500;
const TELL_EVERY_MS = 5_000;

const viewSchema = z.object({
  view: z.string(),
  state: z.string(),
  cause: z.string().nullable(),
  lastRebuild: z
    .object({
      startedAt: z.string(),
      running: z.boolean(),
      events: z.number(),
      ms: z.number(),
      fault: z.string().nullable(),
    })
    .nullable(),
});
const viewsSchema = z.object({ views: z.array(viewSchema) });
type ViewTold = z.output<typeof viewSchema>;

async function main(): Promise<void> {
  const { positionals } = readArguments({ allowPositionals: true });
  const [name, view, ...more] = positionals;
  const service = serviceOf(name);
  if (more.length > 0) throw new BadArguments(`One view, or all of a service; not also ${more.join(' ')}.`);
  const operator = await Operator.here();
  const { views } = viewsSchema.parse(await operator.get(service, '/v1/views'));
  const faults: string[] = [];
  for (const one of view === undefined ? views.map((each) => each.view) : [view]) {
    const fault = await rebuild(operator, service, one);
    if (fault !== null) faults.push(`${service}: ${one} was not rebuilt, and stands as it was: ${fault}`);
  }
  if (faults.length > 0) throw new Refused(faults.join('\n'));
}

/** Null when it was rebuilt. */
async function rebuild(operator: Operator, service: string, name: string): Promise<string | null> {
  const begun = z.object({ view: viewSchema }).parse(await operator.post(service, `/v1/views/${name}/rebuilds`, {}));
  const ours = begun.view.lastRebuild?.startedAt;
  for (let told = performance.now(); ;) {
    await delay(LOOK_EVERY_MS);
    const view = await viewOf(operator, service, name);
    const last = view?.lastRebuild ?? null;
    if (view && last && last.startedAt !== ours) return 'somebody has begun another rebuild of it since';
    if (view && last && !last.running) return outcome(service, view, last);
    if (performance.now() - told < TELL_EVERY_MS) continue;
    told = performance.now();
    say(`  ${last === null ? 'the service is away' : `${name}: ${last.events} events so far`}`);
  }
}

function outcome(
  service: string,
  { view, state, cause }: ViewTold,
  { events, ms, fault }: NonNullable<ViewTold['lastRebuild']>,
): string | null {
  if (fault !== null) return fault;
  say(`${service}: ${view} rebuilt from ${events} events in ${(ms / 1_000).toFixed(1)} s`);
  if (state === 'failed')
    say(`  it has stopped (${cause ?? 'no cause told'}): start the service again, so that it goes on`);
  return null;
}

async function viewOf(operator: Operator, service: string, name: string): Promise<ViewTold | undefined> {
  const told = await operator.look(service, '/v1/views');
  return told === null ? undefined : viewsSchema.parse(told).views.find(({ view }) => view === name);
}

try {
  await main();
} catch (error) {
  process.exitCode = explainEnd(error, USAGE, [Refused, NoRegion, RegionAway]);
}
