import { parseArgs } from 'node:util';
import type { Bench } from './bench.js';

/** What was asked for cannot be done; says what can. */
export class BadArguments extends Error {}

export interface Wanted {
  readonly benches: readonly Bench[];
  readonly list: boolean;
  readonly help: boolean;
  readonly json: boolean;
  readonly write: boolean;
  readonly events: number;
  readonly profiles: string | null;
}

export const USAGE = `npm run bench -- [--only NAME]… [--json] [--write] [--events N] [--profile FOLDER]
  --only     this bench; may be given several times, and with a name's beginning: append
  --list     which benches there are, and what each must reach
  --json     one JSON object per line and bench: {name, ratio, goal, met, spread}
  --write    keeps the figures in bench/RESULTS.md; only with all benches
  --events   how many events the large log of the growth benches holds (10000000)
  --profile  a folder that takes a CPU profile of every process`;

const FEWEST_EVENTS = 20_000;
const MOST_EVENTS = 10_000_000;

/** @throws BadArguments naming everything that is wrong */
export function readArguments(given: readonly string[], benches: readonly Bench[]): Wanted {
  const { only = [], events, ...values } = parsed(given);
  const names = benches.map(({ name }) => name);
  const unknown = only.filter((one) => !names.some((name) => isMeant(name, one)));
  const faults = [
    ...unknown.map((one) => `There is no bench ${one}. There are: ${names.join(', ')}.`),
    ...(Number.isInteger(Number(events)) && Number(events) >= FEWEST_EVENTS
      ? []
      : [`--events is a whole number from ${FEWEST_EVENTS}.`]),
    ...(values.write && (only.length > 0 || Number(events) !== MOST_EVENTS)
      ? ['--write keeps the figures of a whole run: leave --only and --events out.']
      : []),
  ];
  if (faults.length > 0) throw new BadArguments(faults.join('\n'));
  return {
    benches: only.length === 0 ? benches : benches.filter(({ name }) => only.some((one) => isMeant(name, one))),
    list: values.list,
    help: values.help,
    json: values.json,
    write: values.write,
    events: Number(events),
    profiles: values.profile ?? null,
  };
}

/** A name, or whole words that it begins with: `append` means `append-1` and `append-32`. */
function isMeant(name: string, wish: string): boolean {
  return name === wish || name.startsWith(`${wish}-`);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true },
        list: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        events: { type: 'string', default: String(MOST_EVENTS) },
        profile: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new BadArguments((error as Error).message);
  }
}
