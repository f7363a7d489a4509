import type { KafkaConfig } from 'kafkajs';
import { Kafka, logLevel } from 'kafkajs';
import type { LogLine } from '../delivery-options.js';

export interface BrokerOptions {
  /** `host:port`, some of the cluster's brokers. */
  readonly brokers: readonly string[];
  /** TLS and login, as kafkajs takes them. */
  readonly security?: Pick<KafkaConfig, 'ssl' | 'sasl'>;
  readonly log?: LogLine;
}

// Connecting gives up early: whoever connects tries again anyway, and must be able to stop meanwhile.
const CONNECT = { connectionTimeout: 3_000, retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 500 } };

export function kafkaClient(clientId: string, { brokers, security, log = () => undefined }: BrokerOptions): Kafka {
  return new Kafka({
    clientId,
    brokers: [...brokers],
    ...security,
    ...CONNECT,
    logLevel: logLevel.WARN,
    // kafkajs calls much an error that it then mends by itself: whoever uses it says what failed in the end.
    logCreator:
      () =>
      ({ namespace, log: { message, error } }) => {
        log('debug', `kafkajs ${namespace}: ${message}`, error === undefined ? {} : { error: String(error) });
      },
  });
}
