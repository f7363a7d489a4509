import { join } from 'node:path';
import type { KafkaServer } from '@estafette/local-servers';
import { startKafka } from '@estafette/local-servers';

/** A Kafka of the fault's own, that can be stopped and started again. */
export class Broker {
  private constructor(
    private readonly folder: string,
    private server: KafkaServer,
  ) {}

  static async start(folder: string): Promise<Broker> {
    return new Broker(folder, await startKafka({ dir: join(folder, 'kafka') }));
  }

  /** `host:port` */
  get address(): string {
    return this.server.brokers;
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** On the same port, with what it kept. */
  async startAgain(): Promise<void> {
    const port = Number(this.address.split(':')[1]);
    this.server = await startKafka({ dir: join(this.folder, 'kafka'), port });
  }
}
