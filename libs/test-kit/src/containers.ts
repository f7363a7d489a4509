import { brokerSettings, freePort } from '@estafette/local-servers';

/** A server for one test run, wherever it comes from. */
export interface TestServer {
  /** Connection URL of an administrator, or `host:port` of a broker. */
  address: string;
  stop(): Promise<void>;
}

const postgresImage = 'postgres:18';
const kafkaImage = 'apache/kafka:4.3.1';

/** Whether Docker answers and has the image already: a test run downloads none. */
async function hasImage(name: string): Promise<boolean> {
  try {
    const { getContainerRuntimeClient, ImageName } = await import('testcontainers');
    return await (await getContainerRuntimeClient()).image.exists(ImageName.fromString(name));
  } catch {
    return false;
  }
}

/** How to start PostgreSQL in a container; undefined when this machine cannot. */
export async function containerPostgres(): Promise<(() => Promise<TestServer>) | undefined> {
  if (!(await hasImage(postgresImage))) return undefined;
  return async () => {
    const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
    const container = await new PostgreSqlContainer(postgresImage)
      .withEnvironment({ POSTGRES_INITDB_ARGS: '--locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C' })
      .withCommand(['postgres', '-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_connections=150'])
      .start();
    return {
      address: container.getConnectionUri(),
      stop: async () => {
        await container.stop();
      },
    };
  };
}

/** How to start Kafka in a container; undefined when this machine cannot. */
export async function containerKafka(): Promise<(() => Promise<TestServer>) | undefined> {
  if (!(await hasImage(kafkaImage))) return undefined;
  return async () => {
    const { GenericContainer, Wait } = await import('testcontainers');
    // The broker tells clients its address, so the port must be the same outside and inside.
    const port = await freePort();
    const settings = {
      ...brokerSettings,
      'process.roles': 'broker,controller',
      'node.id': 1,
      'controller.quorum.voters': '1@localhost:9093',
      listeners: `PLAINTEXT://:${port},CONTROLLER://:9093`,
      'advertised.listeners': `PLAINTEXT://localhost:${port}`,
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'controller.listener.names': 'CONTROLLER',
      'inter.broker.listener.name': 'PLAINTEXT',
    };
    const environment = Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [
        `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`,
        String(value),
      ]),
    );
    const container = await new GenericContainer(kafkaImage)
      .withExposedPorts({ container: port, host: port })
      .withEnvironment(environment)
      .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
      .start();
    return {
      address: `localhost:${port}`,
      stop: async () => {
        await container.stop();
      },
    };
  };
}
