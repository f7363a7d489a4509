import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inspectFolder, makeFolder, markFolder } from './data-folder.js';
import { claimFolder } from './folder-claim.js';
import { defaultCacheDir, kafkaJars } from './kafka-jars.js';
import { kafkaAnswers } from './kafka-probe.js';
import { serverProperties } from './kafka-properties.js';
import { LocalServerError } from './local-server-error.js';
import { freePort, portTaken, requireFreePort } from './ports.js';
import { commandLine, endProcess, processIdentity, signal } from './processes.js';

export interface KafkaOptions {
  /** Folder that keeps topics between starts; made when absent. */
  dir: string;
  /** Loopback port; absent or 0 takes a free one. */
  port?: number;
  /** Where the jars are kept; the user's cache folder when absent. */
  cacheDir?: string;
  /** Receives what this start has to say, line by line. The broker's own log is `kafka.log` in its folder. */
  log?: (line: string) => void;
  /** Breaks the start off: what runs by then is stopped, and the start rejects with its reason. */
  signal?: AbortSignal;
}

export interface KafkaServer {
  /** `host:port`, as KAFKA_BROKERS takes it. */
  brokers: string;
  pid: number;
  /** Resolves when the broker has ended, by `stop` or by itself. */
  ended: Promise<void>;
  /** Ends the broker in order, or by force after 8 seconds, and gives the folder free. May be called twice. */
  stop(): Promise<void>;
}

interface Plan {
  dir: string;
  jars: string;
  log: (line: string) => void;
  signal: AbortSignal | undefined;
}

const shutdownSteps = [
  ['SIGTERM', 8_000],
  ['SIGKILL', 1_500],
] as const;
const startPatience = 60_000;
const javaFlags = [
  ...['-Xms96m', '-Xmx320m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true'],
  // Log4j without a configuration file writes to the console, from this level on.
  '-Dlog4j2.level=WARN',
];

/**
 * Starts a real Kafka, one broker in KRaft mode, on the loopback address. Resolves when it answers a client. A broker
 * that a killed start left on the folder is ended first.
 * @throws LocalServerError for everything that its user can mend, saying how
 */
export async function startKafka(options: KafkaOptions): Promise<KafkaServer> {
  const dir = resolve(options.dir);
  const { log = () => undefined, signal: breakOff } = options;
  await inspectFolder(dir);
  const jars = await kafkaJars(options.cacheDir ?? defaultCacheDir(), log, breakOff);
  await makeFolder(dir);
  const release = await claimFolder(dir);
  try {
    if (!(await inspectFolder(dir))) await markFolder(dir);
    await endOrphan(dir, log);
    if (options.port) await requireFreePort(options.port, 'Kafka');
    const server = await run({ dir, jars, log, signal: breakOff }, options.port ?? 0);
    return {
      ...server,
      stop: async () => {
        await server.stop();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Ends a broker that a killed start left running on this folder, in order. Only for who may use the folder. */
export async function endOrphanedKafka(dir: string, log: (line: string) => void): Promise<void> {
  await endOrphan(resolve(dir), log);
}

/**
 * Removes a Kafka folder with all that is in it, after ending a broker that a killed start left on it.
 * An absent folder is fine.
 * @throws LocalServerError `folder-in-use`, `foreign-folder`
 */
export async function removeKafka(dir: string, log: (line: string) => void = () => undefined): Promise<void> {
  const folder = resolve(dir);
  if (!(await inspectFolder(folder))) return;
  const release = await claimFolder(folder);
  try {
    await endOrphan(folder, log);
    await rm(folder, { recursive: true, force: true });
  } finally {
    await release();
  }
}

async function run(plan: Plan, wanted: number): Promise<KafkaServer> {
  for (let attempt = 1; ; attempt += 1) {
    const [port, controllerPort] = [wanted === 0 ? await freePort() : wanted, await freePort()];
    await writeFile(join(plan.dir, 'server.properties'), serverProperties(plan.dir, port, controllerPort));
    await format(plan);
    try {
      return await launch(plan, port);
    } catch (error) {
      // Either port may be taken by somebody else between the look and the start: then others are tried.
      if (!(error instanceof LocalServerError) || error.code !== 'port-taken' || attempt === 5) throw error;
      if (wanted !== 0) await requireFreePort(wanted, 'Kafka');
    }
  }
}

/** Gives the storage its cluster id, once. Killed halfway it is done again. */
async function format({ dir, jars, log, signal: breakOff }: Plan): Promise<void> {
  if (existsSync(join(dir, 'data/meta.properties'))) return;
  log('formatting the storage of Kafka');
  const clusterId = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
  // In one word: an id may begin with a hyphen.
  const command = ['format', `--cluster-id=${clusterId}`, '--config', join(dir, 'server.properties')];
  try {
    const java = [...javaFlags, '-cp', `${jars}/*`, 'kafka.tools.StorageTool', ...command];
    const broken = breakOff === undefined ? {} : { signal: breakOff };
    await promisify(execFile)('java', java, { env: environment(), ...broken });
  } catch (error) {
    breakOff?.throwIfAborted();
    const said = `${(error as Said).stdout ?? ''}${(error as Said).stderr ?? ''}`;
    throw new LocalServerError(
      'start-failed',
      `Kafka could not format its storage in ${dir} (${endOf(error as Said)}). It said:\n${said || 'nothing'}`,
      { cause: error },
    );
  }
}

/** What `execFile` rejects with. */
type Said = Error & { stdout?: string; stderr?: string; code?: number | string | null; signal?: string | null };

function endOf({ signal, code, message }: Said): string {
  if (signal) return `ended by ${signal}${signal === 'SIGKILL' ? ', as a machine without free memory does' : ''}`;
  return typeof code === 'number' ? `exit code ${code}` : message;
}

/** Java takes the letters of a path by the language of the shell, and plain C would have none beyond ASCII. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C.UTF-8' };
}

async function launch({ dir, jars, log, signal: breakOff }: Plan, port: number): Promise<KafkaServer> {
  const logFile = join(dir, 'kafka.log');
  const output = await open(logFile, 'w', 0o600);
  // One of an earlier start may be open to others.
  await output.chmod(0o600);
  // A process group of its own: Ctrl-C must not stop the broker under services that still drain.
  const child = spawn('java', [...javaFlags, '-cp', `${jars}/*`, 'kafka.Kafka', join(dir, 'server.properties')], {
    detached: true,
    env: environment(),
    stdio: ['ignore', output.fd, output.fd],
  });
  const exited = once(child, 'exit');
  const { pid } = child;
  if (pid !== undefined) writeFileSync(pidFile(dir), JSON.stringify({ pid, identity: processIdentity(pid) }));
  await output.close();
  const gone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const until = Date.now() + startPatience;
  // Another program may have taken the port meanwhile and answer in our broker's name: hence the look at the process.
  const waits = (): boolean => !gone() && Date.now() < until && breakOff?.aborted !== true;
  while (waits() && !((await kafkaAnswers('127.0.0.1', port)) && !gone())) {
    await Promise.race([delay(50), exited]);
  }
  if (breakOff?.aborted) {
    if (pid !== undefined) await Promise.all([exited, endProcess(pid, shutdownSteps)]);
    await rm(pidFile(dir), { force: true });
    throw breakOff.reason;
  }
  if (pid === undefined || gone() || Date.now() >= until) {
    if (pid !== undefined) await endProcess(pid, [['SIGKILL', 5_000]]);
    const said = (await readFile(logFile, 'utf8')).split('\n').slice(-40).join('\n');
    if (/Address already in use|BindException/.test(said)) throw portTaken(port, 'Kafka');
    throw new LocalServerError('start-failed', `Kafka did not start in ${dir}. The end of its log:\n${said}`);
  }
  log(`Kafka answers on 127.0.0.1:${port}`);
  // A process that exits without stopping its broker takes it along.
  const onExit = (): void => {
    signal(pid, 'SIGTERM');
  };
  process.once('exit', onExit);
  void exited.then(() => process.off('exit', onExit));
  return {
    brokers: `127.0.0.1:${port}`,
    pid,
    ended: exited.then(() => undefined),
    stop: async () => {
      if (!gone()) await Promise.all([exited, endProcess(pid, shutdownSteps)]);
      await rm(pidFile(dir), { force: true });
    },
  };
}

async function endOrphan(dir: string, log: (line: string) => void): Promise<void> {
  const text = await readFile(pidFile(dir), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const { pid, identity } = readPid(text);
  // Start time and command line: never somebody else who got the number later.
  const alive = identity !== undefined && processIdentity(pid) === identity;
  if (alive && commandLine(pid).includes('kafka.Kafka')) {
    log(`a start that was killed left Kafka running here (process ${pid}): stopping it`);
    await endProcess(pid, shutdownSteps);
  }
  await rm(pidFile(dir), { force: true });
}

function readPid(text: string): { pid: number; identity?: string } {
  try {
    return JSON.parse(text) as { pid: number; identity?: string };
  } catch {
    return { pid: 0 };
  }
}

function pidFile(dir: string): string {
  return join(dir, 'kafka-process.json');
}
