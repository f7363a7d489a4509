import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** Stands between a service and PostgreSQL, and cuts a connection right after a statement was sent on it. */
export class CuttingProxy {
  /** How many connections were cut. */
  cuts = 0;
  #left = 0;
  #pattern: string | null = null;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async before(port: number): Promise<CuttingProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new CuttingProxy(server, (server.address() as AddressInfo).port);
    server.on('connection', (client) => {
      proxy.#join(client, connect(port, '127.0.0.1'));
    });
    return proxy;
  }

  /** Cuts the next connections on which such text is sent: the server has it all, the answer never arrives. */
  cutAfter(pattern: string, times: number): void {
    this.#pattern = pattern;
    this.#left = times;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  #join(client: Socket, upstream: Socket): void {
    let mute = false;
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (sent) => {
      if (!mute && this.#left > 0 && this.#pattern !== null && sent.includes(this.#pattern)) {
        this.#left--;
        this.cuts++;
        mute = true;
        // The server reads it to the end and does it; only then is the line gone, for both.
        upstream.once('data', () => client.destroy());
      }
      upstream.write(sent);
    });
    upstream.on('data', (answered) => {
      if (!mute) client.write(answered);
    });
  }
}
