import { randomInt } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalServerError } from './local-server-error.js';
import { processIdentity } from './processes.js';

/** Below those that systems give to outgoing connections: one of these would be in the way of whoever comes to listen. */
const FREE = { from: 10_000, below: 32_000 };
/** One file for each port that was given out, which names the process that has it. */
const GIVEN = join(tmpdir(), `estafette-ports-${process.getuid?.() ?? 'me'}`);
const mine = new Set<string>();

/**
 * A TCP port on the loopback address that nobody listens on at this moment. As long as this process lives it is given to
 * nobody else: whoever is to listen there may be started later, and again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FREE.from, FREE.below);
    if (take(port) && (await whyNot(port)) === null) return port;
  }
}

function take(port: number): boolean {
  if (mine.size === 0) begin();
  const file = join(GIVEN, String(port));
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    mine.add(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** What processes that were killed have left goes; what this one takes goes when it ends. */
function begin(): void {
  mkdirSync(GIVEN, { recursive: true });
  for (const name of readdirSync(GIVEN)) if (isLeft(join(GIVEN, name))) rmSync(join(GIVEN, name), { force: true });
  process.once('exit', () => {
    for (const file of mine) rmSync(file, { force: true });
  });
}

function isLeft(file: string): boolean {
  try {
    const holder = readFileSync(file, 'utf8');
    // Empty: somebody is just taking it.
    return holder !== '' && processIdentity(Number(holder)) === undefined;
  } catch {
    return false;
  }
}

/** A loopback port that something is to listen on. */
export interface WantedPort {
  readonly port: number;
  /** What for, as a user knows it: `PostgreSQL`. */
  readonly forWhat: string;
}

/** @throws LocalServerError `port-taken` when somebody listens on this loopback port already */
export async function requireFreePort(port: number, forWhat: string): Promise<void> {
  await requireFreePorts([{ port, forWhat }]);
}

/** @throws LocalServerError `port-taken` naming every port that cannot be had */
export async function requireFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  const faults = (await Promise.all(wanted.map(faultOf))).filter((fault) => fault !== undefined);
  const [first] = faults;
  if (first === undefined) return;
  if (faults.length === 1) throw unavailable(first);
  const lines = faults.map(({ port, forWhat, why }) => `\n  ${port} for ${forWhat}: ${why}`).join('');
  throw new LocalServerError('port-taken', `These ports on 127.0.0.1 cannot be had:${lines}\n${WHAT_TO_DO}`);
}

type WhyNot = 'taken' | 'reserved (choose ports above 1023)';

interface PortFault extends WantedPort {
  readonly why: WhyNot;
}

async function faultOf(wanted: WantedPort): Promise<PortFault | undefined> {
  const why = await whyNot(wanted.port);
  return why === null ? undefined : { ...wanted, why };
}

/** Why nobody can listen there; null when somebody can. */
async function whyNot(port: number): Promise<WhyNot | null> {
  try {
    await listen(port);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return 'taken';
    if (code === 'EACCES') return 'reserved (choose ports above 1023)';
    throw error;
  }
}

/** The fault for a port that another program holds. */
export function portTaken(port: number, forWhat: string): LocalServerError {
  return unavailable({ port, forWhat, why: 'taken' });
}

const WHAT_TO_DO = 'Stop the programs that use them, or choose other ports (ESTAFETTE_PORT).';

function unavailable({ port, forWhat, why }: PortFault): LocalServerError {
  return new LocalServerError(
    'port-taken',
    `Port ${port} on 127.0.0.1 is ${why}, so ${forWhat} cannot listen there. ` +
      `Stop the program that uses it, or choose other ports (ESTAFETTE_PORT).`,
  );
}

/** Listens for a moment. */
function listen(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        resolve();
      });
    });
  });
}
