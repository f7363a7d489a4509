import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Answer } from './demo/caller.js';
import { Caller, RegionAway } from './demo/caller.js';
import { SERVICE_NAMES } from './run/ports.js';

const USAGE = `npm run parked -- list [<service>]
npm run parked -- replay <service> <key>
npm run parked -- discard <service> <key or message id> --reason "…"
  Messages that a service could not take are set aside by key, in their order, with the cause.
  list      shows them, of one service or of all
  replay    tries a key now
  discard   throws away a message, or all that a key holds; it stays on record with the reason
  ESTAFETTE_DATA (.data) says where the data folder of the running region is.`;

class BadArguments extends Error {}

const regionSchema = z.object({ url: z.url(), firstAdmin: z.uuid() });
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

async function findRegion(): Promise<z.output<typeof regionSchema>> {
  const file = join(process.env['ESTAFETTE_DATA'] ?? '.data', 'region.json');
  try {
    return regionSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new BadArguments(`${file} does not say where a region runs. Start one with: npm start`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function answered(answer: Answer): unknown {
  if (answer.status < 300) return answer.json;
  throw new BadArguments(
    `${answer.problem?.code ?? answer.status}: ${answer.problem?.detail ?? answer.text.slice(0, 200)}`,
  );
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { reason: { type: 'string' } }, allowPositionals: true });
  const [action, service, key] = positionals;
  const names: readonly string[] = SERVICE_NAMES;
  if (action !== 'list' && action !== 'replay' && action !== 'discard')
    throw new BadArguments('Say what to do: list, replay or discard.');
  if (service !== undefined && !names.includes(service))
    throw new BadArguments(`There is no service ${service}; there are ${names.join(', ')}.`);
  const { url, firstAdmin } = await findRegion();
  const caller = new Caller(url);
  if (action === 'list') {
    for (const name of service === undefined ? names : [service]) await list(caller, firstAdmin, name);
    return;
  }
  if (service === undefined || key === undefined)
    throw new BadArguments(`Say which service and which key to ${action}.`);
  if (action === 'discard' && values.reason === undefined)
    throw new BadArguments('Say why: --reason "…" stays on record.');
  const body = action === 'replay' ? { key } : { keyOrId: key, reason: values.reason };
  const address = `/${service}/v1/parked-keys/${action}s`;
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
  const expected = error instanceof BadArguments || error instanceof RegionAway;
  process.stderr.write(`${expected ? error.message : String((error as Error).stack)}\n`);
  if (error instanceof BadArguments) process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
}
