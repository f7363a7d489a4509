import { z } from 'zod';
import { BadArguments, explainEnd, readArguments } from './arguments.js';
import { RegionAway } from './demo/caller.js';
import { Operator, Refused, say, serviceOf } from './operator.js';
import { SERVICE_NAMES } from './run/ports.js';
import { NoRegion } from './running-region.js';

const USAGE = `npm run parked [-- list [<service>]]
npm run parked -- replay <service> <key>
npm run parked -- discard <service> <key or message id> --reason "…"
  Messages that a service could not take are set aside by key, in their order, with the cause.
  list      shows them, of one service or of all; so does nothing at all
  replay    tries a key now
  discard   throws away a message, or all that a key holds; it stays on record with the reason
  ESTAFETTE_DATA (.data) says where the data folder of the running region is.`;

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

async function main(): Promise<void> {
  const { values, positionals } = readArguments({ options: { reason: { type: 'string' } }, allowPositionals: true });
  const [action = 'list', service, key, ...more] = positionals;
  if (action !== 'list' && action !== 'replay' && action !== 'discard')
    throw new BadArguments('Say what to do: list, replay or discard.');
  if (service !== undefined) serviceOf(service);
  if (action !== 'list' && (service === undefined || key === undefined))
    throw new BadArguments(`Say which service and which key to ${action}.`);
  if (more.length > 0 || (action === 'list' && key !== undefined))
    throw new BadArguments(`That is more than ${action} takes: ${positionals.slice(1).join(' ')}`);
  if (action === 'discard' && values.reason === undefined)
    throw new BadArguments('Say why: --reason "…" stays on record.');
  const operator = await Operator.here();
  if (action === 'list') {
    for (const name of service === undefined ? SERVICE_NAMES : [service]) await list(operator, name);
    return;
  }
  const body = action === 'replay' ? { key } : { keyOrId: key, reason: values.reason };
  say(JSON.stringify(await operator.post(serviceOf(service), `/v1/parked-keys/${action}s`, body), null, 2));
}

async function list(operator: Operator, service: string): Promise<void> {
  const { keys } = keysSchema.parse(await operator.get(service, '/v1/parked-keys'));
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
