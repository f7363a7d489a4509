import { join } from 'node:path';

/**
 * What a single Kafka broker for one machine needs besides addresses, kept small and quick; also for one in a container.
 */
export const brokerSettings: Readonly<Record<string, string | number>> = {
  // A topic is provisioned with its partitions and retention, never made by a typing error.
  'auto.create.topics.enable': 'false',
  // One broker: internal topics cannot have replicas, and few partitions start faster.
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 4,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'share.coordinator.state.topic.num.partitions': 4,
  // Consumers join at once, and a test may let a dead one be noticed within a second.
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 1_000,
  // The defaults are meant for a large machine: the cleaner alone would take 128 MB of heap.
  'log.cleaner.dedupe.buffer.size': 8 * 1024 * 1024,
  'log.index.size.max.bytes': 1024 * 1024,
  'num.network.threads': 2,
  'num.io.threads': 2,
  'background.threads': 2,
};

/**
 * The configuration of a Kafka node that is broker and controller at once.
 * @param dir the server's folder; topics go to `data` below it
 */
export function serverProperties(dir: string, port: number, controllerPort: number): string {
  const properties: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(dir, 'data'),
    ...brokerSettings,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${escape(String(value))}\n`)
    .join('');
}

/** Java reads a backslash in a properties file as the start of an escape, and the file as Latin-1. */
function escape(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
