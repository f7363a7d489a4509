import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { claimFolder } from './folder-claim.js';
import { LocalServerError } from './local-server-error.js';

const run = promisify(execFile);
const pom = fileURLToPath(new URL('../../kafka/pom.xml', import.meta.url));
const oldestJava = 17;

/** Where downloads are kept between starts and between projects. */
export function defaultCacheDir(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'estafette');
}

/**
 * What this machine lacks to run Kafka, as a sentence that says what to install; undefined when it can.
 * Maven is only needed until the jars have been fetched once.
 */
export async function missingForKafka(cacheDir = defaultCacheDir()): Promise<string | undefined> {
  const [java, jars, maven] = await Promise.all([javaMajor(), jarsFolder(cacheDir), works('mvn', ['-v'])]);
  const missing: string[] = [];
  if (java === undefined) missing.push(`Java (for instance: apt install openjdk-${oldestJava}-jre-headless)`);
  else if (java < oldestJava) missing.push(`Java ${oldestJava} or newer instead of Java ${java}`);
  if (!existsSync(jars) && !maven) missing.push('Maven (for instance: apt install maven)');
  if (missing.length === 0) return undefined;
  return `Kafka without Docker needs ${missing.join(' and ')} on the PATH. Install it, or point KAFKA_BROKERS at a Kafka of your own.`;
}

/**
 * The folder with Kafka's jars, fetched with Maven on the first call. Safe while other processes do the same: one
 * fetches, the others wait for it.
 * @throws LocalServerError `tool-missing` when Java or Maven is absent, `start-failed` when the download fails
 */
export async function kafkaJars(cacheDir: string, log: (line: string) => void, signal?: AbortSignal): Promise<string> {
  const missing = await missingForKafka(cacheDir);
  if (missing !== undefined) throw new LocalServerError('tool-missing', missing);
  const jars = await jarsFolder(cacheDir);
  if (existsSync(jars)) return jars;
  await mkdir(cacheDir, { recursive: true });
  const release = await claimWhenFree(cacheDir, log, signal);
  try {
    if (existsSync(jars)) return jars;
    log('fetching Kafka with Maven, once (43 MB)');
    const aside = `${jars}.new`;
    await rm(aside, { recursive: true, force: true });
    await fetchJars(aside, signal);
    await rename(aside, jars);
    return jars;
  } finally {
    await release();
  }
}

async function fetchJars(folder: string, signal: AbortSignal | undefined): Promise<void> {
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'];
  try {
    const broken = signal === undefined ? {} : { signal };
    await run('mvn', ['-q', '-B', '-f', pom, ...goal], { maxBuffer: 64 * 1024 * 1024, ...broken });
  } catch (error) {
    signal?.throwIfAborted();
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new LocalServerError(
      'start-failed',
      `Maven could not fetch Kafka. Check the network, or Maven's settings when a mirror is used. It said:\n${stdout}${stderr}`,
      { cause: error },
    );
  }
}

async function claimWhenFree(
  folder: string,
  log: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<() => Promise<void>> {
  for (let waited = false; ; waited = true) {
    try {
      return await claimFolder(folder);
    } catch (error) {
      if (!(error instanceof LocalServerError) || error.code !== 'folder-in-use') throw error;
      if (!waited) log('another process is fetching Kafka: waiting for it');
      await delay(100, undefined, { ...(signal === undefined ? {} : { signal }) });
    }
  }
}

/** Named after the content of the pom, so that another Kafka version gets a folder of its own. */
async function jarsFolder(cacheDir: string): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex');
  return join(cacheDir, `kafka-${digest.slice(0, 12)}`);
}

async function javaMajor(): Promise<number | undefined> {
  try {
    // "17.0.15", and "1.8.0" before Java 9.
    const version = /version "(?:1\.)?(\d+)/.exec((await run('java', ['-version'])).stderr);
    return version === null ? undefined : Number(version[1]);
  } catch {
    return undefined;
  }
}

async function works(command: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(command, args);
    return true;
  } catch {
    return false;
  }
}
