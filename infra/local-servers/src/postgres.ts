import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { adminPassword, inspectCluster, inspectFolder, makeFolder, markFolder } from './data-folder.js';
import { claimFolder } from './folder-claim.js';
import { LocalServerError } from './local-server-error.js';
import { freePort, portTaken, requireFreePort } from './ports.js';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { endOrphan, shutdownSteps } from './postmaster.js';
import { endProcess, signal } from './processes.js';
import { requireReach, serverAccount, type ServerAccount } from './server-account.js';

export interface PostgresOptions {
  /** Folder that keeps the cluster between starts; made when absent. */
  dataDir: string;
  /** Loopback port; absent or 0 takes a free one. */
  port?: number;
  /** Gives up durability for speed (fsync off). For tests only. */
  fast?: boolean;
  /** Receives what this start has to say, line by line. */
  log?: (line: string) => void;
  /** Receives PostgreSQL's own log, line by line; `log` when absent. */
  output?: (line: string) => void;
  /** Breaks the start off: what runs by then is stopped, and the start rejects with its reason. */
  signal?: AbortSignal;
}

export interface PostgresServer {
  /** Connection URL of the cluster's administrator, database `postgres`. */
  adminUrl: string;
  port: number;
  /** Process id of the postmaster. */
  pid: number;
  /** Resolves when the server has ended, by `stop` or by itself. */
  ended: Promise<void>;
  /** Ends connections and server in order, within 10 seconds, and gives the folder free. May be called twice. */
  stop(): Promise<void>;
}

interface Plan {
  dataDir: string;
  cluster: string;
  binaries: PostgresBinaries;
  account: ServerAccount;
  fast: boolean;
  log: (line: string) => void;
  output: (line: string) => void;
  signal: AbortSignal | undefined;
}

/**
 * Starts PostgreSQL 18 on the loopback address, making the cluster on the first start. What a killed start left behind
 * (a running server, a stale pid file, half a cluster) is put in order first.
 * @throws LocalServerError for everything that its user can mend, saying how
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  await inspectFolder(dataDir);
  await makeFolder(dataDir);
  const release = await claimFolder(dataDir);
  try {
    if (!(await inspectFolder(dataDir))) await markFolder(dataDir);
    const cluster = join(await realpath(dataDir), 'cluster');
    const account = await serverAccount(cluster, log);
    const binaries = await postgresBinaries();
    const { fast = false, output = log, signal } = options;
    const plan: Plan = { dataDir, cluster, binaries, account, fast, log, output, signal };
    const exists = await inspectCluster(cluster, binaries.major);
    requireReach(account, [binaries.postgres, cluster]);
    await endOrphan(cluster, log);
    if (options.port) await requireFreePort(options.port, 'PostgreSQL');
    const password = await adminPassword(dataDir, !exists);
    if (!exists) await makeCluster(plan, password);
    const server = await run(plan, options.port ?? 0);
    return {
      adminUrl: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`,
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

/** Ends a PostgreSQL that a killed start left running on this data folder, in order. Only for who may use the folder. */
export async function endOrphanedPostgres(dataDir: string, log: (line: string) => void): Promise<void> {
  const cluster = join(resolve(dataDir), 'cluster');
  if (existsSync(cluster)) await endOrphan(await realpath(cluster), log);
}

/**
 * Removes a data folder with all that is in it, after ending a server that a killed start left on it.
 * An absent folder is fine.
 * @throws LocalServerError `folder-in-use`, `foreign-folder`
 */
export async function removePostgres(dataDir: string, log: (line: string) => void = () => undefined): Promise<void> {
  const folder = resolve(dataDir);
  if (!(await inspectFolder(folder))) return;
  const release = await claimFolder(folder);
  try {
    await endOrphan(join(await realpath(folder), 'cluster'), log);
    await rm(folder, { recursive: true, force: true });
  } finally {
    await release();
  }
}

/** The cluster is made aside and put in place at once, so that a start killed here leaves nothing half made. */
async function makeCluster({ dataDir, cluster, binaries, account, fast, log }: Plan, password: string): Promise<void> {
  const aside = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  log('making the database cluster');
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) {
    await chown(aside, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const options = [
    `--pgdata=${aside}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The builtin provider sorts by code point everywhere; the system's locales differ between machines.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--set=timezone=UTC',
    '--set=log_timezone=UTC',
    ...(fast ? ['--no-sync'] : []),
  ];
  try {
    await promisify(execFile)(binaries.initdb, options, { ...account, cwd: '/', env: environment() });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new LocalServerError(
      'start-failed',
      `PostgreSQL could not make its cluster in ${dataDir}:\n${stderr ?? ''}`,
      {
        cause: error,
      },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(aside, cluster);
}

async function run(plan: Plan, wanted: number): Promise<Omit<PostgresServer, 'adminUrl'>> {
  for (let attempt = 1; ; attempt += 1) {
    plan.signal?.throwIfAborted();
    try {
      return await launch(plan, wanted === 0 ? await freePort() : wanted);
    } catch (error) {
      if (!(error instanceof LocalServerError) || attempt === 20) throw error;
      // A free port may be taken by somebody else between the look and the start: then another is tried.
      const otherPort = wanted === 0 && error.code === 'port-taken';
      // Backends outlive a server that was killed by a moment.
      const lingering = error.message.includes('pre-existing shared memory block');
      if (!otherPort && !lingering) throw error;
      if (lingering) await delay(100);
    }
  }
}

async function launch(plan: Plan, port: number): Promise<Omit<PostgresServer, 'adminUrl'>> {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 150,
    // Details and statements repeat what people sent, such as keys with their ids: the services log codes instead.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...(plan.fast ? { fsync: 'off', full_page_writes: 'off' } : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // A process group of its own: Ctrl-C must not stop the database under services that still drain.
  const child = spawn(plan.binaries.postgres, ['-D', plan.cluster, '-p', String(port), ...flags], {
    ...plan.account,
    cwd: '/',
    env: environment(),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  const closed = once(child, 'close');
  const lines: string[] = [];
  const ready = Promise.withResolvers<undefined>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    plan.output(line);
    if (lines.push(line) > 30) lines.shift();
    if (line.includes('database system is ready to accept connections')) ready.resolve(undefined);
  });
  const { pid } = child;
  // A recovery after a crash may take long: who wants to stop need not wait for it.
  const breakOff = (): void => {
    if (pid !== undefined) signal(pid, 'SIGINT');
  };
  plan.signal?.addEventListener('abort', breakOff);
  await Promise.race([ready.promise, closed]);
  plan.signal?.removeEventListener('abort', breakOff);
  if (plan.signal?.aborted) {
    if (pid !== undefined) await Promise.all([exited, endProcess(pid, shutdownSteps)]);
    throw plan.signal.reason;
  }
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    const said = lines.join('\n');
    if (/could not bind|Address already in use/.test(said)) throw portTaken(port, 'PostgreSQL');
    throw new LocalServerError('start-failed', `PostgreSQL did not start in ${plan.dataDir}. It said:\n${said}`);
  }
  // A process that exits without stopping its database takes it along.
  const onExit = (): void => {
    signal(pid, 'SIGINT');
  };
  process.once('exit', onExit);
  void exited.then(() => process.off('exit', onExit));
  return {
    port,
    pid,
    ended: exited.then(() => undefined),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      await Promise.all([exited, endProcess(pid, shutdownSteps)]);
    },
  };
}

/** Only what PostgreSQL needs: variables such as PGDATA or PGPORT of the user's shell would steer it elsewhere. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' };
}
