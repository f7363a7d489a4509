import { topicOf } from '../publisher.js';
import type { BrokerOptions } from './client.js';
import { kafkaClient } from './client.js';

const PARTITIONS = 12;
const REPLICAS = 3;

/**
 * Makes the topics of these services where they are missing: 12 partitions, kept forever and never compacted, so that a
 * service that comes later finds all of history; 3 replicas, or as many as there are brokers.
 */
export async function provisionTopics(
  brokers: readonly string[],
  services: readonly string[],
  more: Omit<BrokerOptions, 'brokers'> = {},
): Promise<void> {
  const admin = kafkaClient('estafette-topics', { brokers, ...more }).admin();
  try {
    await admin.connect();
    const there = new Set(await admin.listTopics());
    const missing = services.map(topicOf).filter((topic) => !there.has(topic));
    if (missing.length === 0) return;
    const cluster = await admin.describeCluster();
    const replicas = Math.min(REPLICAS, cluster.brokers.length);
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        topic,
        numPartitions: PARTITIONS,
        replicationFactor: replicas,
        configEntries: [
          { name: 'retention.ms', value: '-1' },
          { name: 'cleanup.policy', value: 'delete' },
          // Written is what a second replica has too, where there is one.
          { name: 'min.insync.replicas', value: String(Math.min(2, replicas)) },
        ],
      })),
    });
  } finally {
    await admin.disconnect();
  }
}
