import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { BadArguments, explainEnd, readArguments } from './arguments.js';
import { RegionAway } from './demo/caller.js';
import { Operator, Refused, say, serviceOf } from './operator.js';
import { NoRegion } from './running-region.js';

const USAGE = `npm run republish -- <service> [--reason "…"]
  Has a service send all its events to Kafka again, from the first on: when its topic was emptied or lost.
  Nothing has a second effect. It can be repeated, and goes on by itself when this is broken off.
  ESTAFETTE_DATA (.data) says where the data folder of the running region is.`;

const PATH = '/v1/republications';
const LOOK_EVERY_MS = 500;
const TELL_EVERY_MS = 5_000;

const begunSchema = z.object({ republication: z.object({ publication: z.number() }), unsent: z.number() });
const stateSchema = z.object({ unsent: z.number() });

async function main(): Promise<void> {
  const { values, positionals } = readArguments({ options: { reason: { type: 'string' } }, allowPositionals: true });
  const [name, ...more] = positionals;
  const service = serviceOf(name);
  if (more.length > 0) throw new BadArguments(`One service at a time; not also ${more.join(' ')}.`);
  const operator = await Operator.here();
  const { reason } = values;
  const { republication, unsent } = begunSchema.parse(
    await operator.post(service, PATH, reason === undefined ? {} : { reason }),
  );
  say(`${service}: publication ${republication.publication}, ${unsent} events to send`);
  for (let told = performance.now(); ;) {
    await delay(LOOK_EVERY_MS);
    const state = await operator.look(service, PATH);
    const left = state === null ? null : stateSchema.parse(state).unsent;
    if (left === 0) break;
    if (performance.now() - told < TELL_EVERY_MS) continue;
    told = performance.now();
    say(`  ${left === null ? 'the service is away' : `${left} events left`}`);
  }
  say(`${service}: everything is sent`);
}

try {
  await main();
} catch (error) {
  process.exitCode = explainEnd(error, USAGE, [Refused, NoRegion, RegionAway]);
}
