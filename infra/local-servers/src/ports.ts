import { createServer } from 'node:net';
import { LocalServerError } from './local-server-error.js';

/** A TCP port on the loopback address that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return bind(0);
}

/** @throws LocalServerError `port-taken` when somebody listens on this loopback port already */
export async function requireFreePort(port: number, forWhat: string): Promise<void> {
  try {
    await bind(port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw portTaken(port, forWhat);
    if (code === 'EACCES') {
      throw new LocalServerError('port-taken', `Port ${port} for ${forWhat} is reserved. Choose one above 1023.`);
    }
    throw error;
  }
}

/** The fault for a port that another program holds. */
export function portTaken(port: number, forWhat: string): LocalServerError {
  return new LocalServerError(
    'port-taken',
    `Port ${port} on 127.0.0.1 is taken, so ${forWhat} cannot listen there. ` +
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
