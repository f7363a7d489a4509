import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';

/** What was asked for cannot be done; the usage is shown with it. */
export class BadArguments extends Error {}

/** The usage was asked for: nothing else is done. */
class HelpAsked extends Error {}

type Parsed<Config extends ParseArgsConfig> = ReturnType<typeof parseArgs<Config>>;

/**
 * What a program was given; every program knows `--help`.
 * @throws BadArguments when there is anything that it does not take
 */
export function readArguments<const Config extends ParseArgsConfig>(config: Config): Parsed<Config> {
  const withHelp = { ...config, options: { ...config.options, help: { type: 'boolean', short: 'h' } } } as const;
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs(withHelp);
  } catch (error) {
    throw new BadArguments((error as Error).message);
  }
  if (parsed.values['help'] === true) throw new HelpAsked();
  return parsed as Parsed<Config>;
}

/**
 * Says why a program ends: an error that was foreseen in its own words, any other with where it came from; the usage only
 * where the arguments were at fault, or when it was asked for.
 *
 * @returns the exit code
 */
export function explainEnd(
  error: unknown,
  usage: string,
  foreseen: readonly (new (...args: never) => Error)[],
): number {
  if (error instanceof HelpAsked) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const stated = [BadArguments, ...foreseen].some((kind) => error instanceof kind);
  const words = error instanceof Error ? ((stated ? error.message : error.stack) ?? error.message) : String(error);
  process.stderr.write(`${words}\n`);
  if (error instanceof BadArguments) process.stderr.write(`${usage}\n`);
  return 1;
}
