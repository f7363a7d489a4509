import { randomUUID } from 'node:crypto';
import type { Producer } from 'kafkajs';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { TEXT } from '../given/noted.js';
import { paced } from '../measure/asking.js';
import { serve } from './serve.js';

// A message to another process and its answer back, with nothing in between: no database, no rules.

interface Opened {
  readonly brokers: string;
  readonly as: 'asker' | 'answerer';
  readonly asked: string;
  readonly answered: string;
}

const PATIENCE_MS = 30_000;
const awaited = new Map<string, () => void>();
let producer: Producer | undefined;
let topic = '';

async function send(to: string, key: string): Promise<void> {
  const value = JSON.stringify({ key, text: TEXT });
  await producer?.send({ topic: to, acks: -1, messages: [{ key, value }] });
}

/** There and back, in milliseconds. */
async function ask(): Promise<number> {
  const key = randomUUID();
  const began = performance.now();
  const answer = new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error(`no answer within ${PATIENCE_MS} ms`));
    }, PATIENCE_MS);
    awaited.set(key, () => {
      clearTimeout(late);
      resolve(performance.now() - began);
    });
  });
  await send(topic, key);
  return answer;
}

const tasks = {
  open: async ({ brokers, as, asked, answered }: Opened): Promise<void> => {
    const kafka = new Kafka({ clientId: `bench-${as}`, brokers: [brokers], logLevel: logLevel.NOTHING });
    producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    topic = asked;
    const consumer = kafka.consumer({ groupId: `bench-${as}-${randomUUID()}` });
    await consumer.connect();
    await consumer.subscribe({ topic: as === 'asker' ? answered : asked, fromBeginning: true });
    const joined = new Promise<unknown>((resolve) => {
      consumer.on(consumer.events.GROUP_JOIN, resolve);
    });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const key = message.key?.toString() ?? '';
        if (as === 'answerer') await send(answered, key);
        awaited.get(key)?.();
        awaited.delete(key);
      },
    });
    await joined;
  },
  pace: ({ ms, rate }: { ms: number; rate: number }): Promise<readonly number[]> => paced(ms, rate, ask),
};

export type BareKafka = typeof tasks;
serve(tasks);
