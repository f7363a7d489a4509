import { createServer } from 'node:net';
import { LocalServerError } from './local-server-error.js';

/** A TCP port on the loopback address that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return bind(0);
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

interface PortFault extends WantedPort {
  readonly why: 'taken' | 'reserved (choose ports above 1023)';
}

async function faultOf({ port, forWhat }: WantedPort): Promise<PortFault | undefined> {
  try {
    await bind(port);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return { port, forWhat, why: 'taken' };
    if (code === 'EACCES') return { port, forWhat, why: 'reserved (choose ports above 1023)' };
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

function bind(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const bound = address !== null && typeof address === 'object' ? address.port : port;
      server.close(() => {
        resolve(bound);
      });
    });
  });
}
