import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { topicOf } from '../publisher.js';
import type { BrokerOptions } from './client.js';
import { kafkaClient } from './client.js';

/** So many has each topic that is made here. */
export const PARTITIONS = 12;
const REPLICAS = 3;
const READY_WITHIN_MS = 15_000;
const LOOK_AGAIN_MS = 100;

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
      // kafkajs waits for leaders, but gives up on a broker that has not heard of the topic yet.
      waitForLeaders: false,
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
    await ready(admin, missing);
  } finally {
    await admin.disconnect();
  }
}

/** A topic that was just made is not known to every broker at once. */
async function ready(admin: Admin, topics: string[]): Promise<void> {
  for (const until = performance.now() + READY_WITHIN_MS; ;) {
    try {
      const metadata = await admin.fetchTopicMetadata({ topics });
      if (metadata.topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))) return;
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    if (performance.now() > until)
      throw new Error(`${topics.join(', ')}: made, but without leaders; look at the brokers`);
    await delay(LOOK_AGAIN_MS);
  }
}
