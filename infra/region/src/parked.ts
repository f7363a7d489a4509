import { z } from 'zod';
import { BadArguments, explainEnd, readArguments } from './arguments.js';
import type { Answer } from './demo/caller.js';
import { Caller, RegionAway } from './demo/caller.js';
import { SERVICE_NAMES } from './run/ports.js';
import { dataFolder, NoRegion, runningRegion } from './running-region.js';

const USAGE = `npm run parked [-- list [<service>]]
npm run parked -- replay <service> <key>
npm run parked -- discard <service> <key or message id> --reason "…"
  Messages that a service could not take are set aside by key, in their order, with the cause.
  list      shows them, of one service or of all; so does nothing at all
  replay    tries a key now
  discard   throws away a message, or all that a key holds; it stays on record with the reason
  ESTAFETTE_DATA (.data) says where the data folder of the running region is.`;

/** A service did not do what it was asked, in its own words. */
class Refused extends Error {}

const keysSchema = z.object({
  keys: z.array(
    z.object({
      key: z.string(),
      parkedAt: z.string(),
      nextTryAt: z.string().nullable(),
      messages: z.number(),
      head: z
        .object({ id: z.string(), type: z.string().nullable(), cause: z.string().nullable(), attempts: z.number() })
        .nullable(),
    }),
  ),
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function answered(answer: Answer): unknown {
  if (answer.status < 300) return answer.json;
  throw new Refused(`${answer.problem?.code ?? answer.status}: ${answer.problem?.detail ?? answer.text.slice(0, 200)}`);
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments({ options: { reason: { type: 'string' } }, allowPositionals: true });
  const [action = 'list', service, key, ...more] = positionals;
  const names: readonly string[] = SERVICE_NAMES;
  if (action !== 'list' && action !== 'replay' && action !== 'discard')
    throw new BadArguments('Say what to do: list, replay or discard.');
  if (service !== undefined && !names.includes(service))
    throw new BadArguments(`There is no service ${service}; there are ${names.join(', ')}.`);
  if (action !== 'list' && (service === undefined || key === undefined))
    throw new BadArguments(`Say which service and which key to ${action}.`);
  if (more.length > 0 || (action === 'list' && key !== undefined))
    throw new BadArguments(`That is more than ${action} takes: ${positionals.slice(1).join(' ')}`);
  if (action === 'discard' && values.reason === undefined)
    throw new BadArguments('Say why: --reason "…" stays on record.');
  const { url, firstAdmin } = await runningRegion(dataFolder());
  const caller = new Caller(url);
  if (action === 'list') {
    for (const name of service === undefined ? names : [service]) await list(caller, firstAdmin, name);
    return;
  }
  const body = action === 'replay' ? { key } : { keyOrId: key, reason: values.reason };
  const address = `/${String(service)}/v1/parked-keys/${action}s`;
  say(JSON.stringify(answered(await caller.send(firstAdmin, { method: 'POST', address, body })), null, 2));
}

async function list(caller: Caller, admin: string, service: string): Promise<void> {
  const answer = await caller.send(admin, { method: 'GET', address: `/${service}/v1/parked-keys` });
  const { keys } = keysSchema.parse(answered(answer));
  say(`${service}: ${keys.length === 0 ? 'nothing is parked' : `${keys.length} parked`}`);
  for (const { key, parkedAt, nextTryAt, messages, head } of keys) {
    say(
      `  ${key}  since ${parkedAt}, ${messages} waiting, ${nextTryAt === null ? 'waits for you' : `tries again at ${nextTryAt}`}`,
    );
    if (head)
      say(`    ${head.type ?? 'no type'} (${head.id}), tried ${head.attempts} times: ${head.cause ?? 'not tried yet'}`);
  }
}

try {
  await main();
} catch (error) {
  process.exitCode = explainEnd(error, USAGE, [Refused, NoRegion, RegionAway]);
}
