import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { defaultCacheDir, kafkaJars } from './kafka-jars.js';

/** How long nothing may come before everything is taken to have come, in milliseconds. */
const SILENCE_MS = 5_000;
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * All that lies on the topics whose names match, as lines of `headers<TAB>key<TAB>value`, read by Kafka's own console
 * consumer: for tests and operators who want to see what is there, not what a client of ours makes of it.
 */
export async function dumpTopics(brokers: string, pattern: string): Promise<string[]> {
  const jars = await kafkaJars(defaultCacheDir(), () => undefined);
  const properties = ['print.headers=true', 'print.key=true'].flatMap((property) => ['--formatter-property', property]);
  const ask = [
    '--bootstrap-server',
    brokers,
    '--include',
    pattern,
    '--from-beginning',
    '--timeout-ms',
    String(SILENCE_MS),
  ];
  const { stdout } = await promisify(execFile)(
    'java',
    [
      '-Dlog4j2.level=OFF',
      '-cp',
      `${jars}/*`,
      'org.apache.kafka.tools.consumer.ConsoleConsumer',
      ...ask,
      ...properties,
    ],
    { maxBuffer: MOST_BYTES },
  );
  return stdout.split('\n').filter((line) => line !== '');
}
