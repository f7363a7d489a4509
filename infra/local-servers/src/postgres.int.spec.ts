import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processIdentity } from './processes.js';
import { postmasterOf } from './postmaster.js';
import { removePostgres, startPostgres, type PostgresServer } from './postgres.js';

let dataDir: string;
let running: PostgresServer[] = [];

beforeEach(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'estafette-postgres-'));
  await chmod(parent, 0o755);
  dataDir = join(parent, 'data');
});

afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()));
  running = [];
  await rm(join(dataDir, '..'), { recursive: true, force: true });
});

async function start(options: { port?: number; log?: (line: string) => void } = {}): Promise<PostgresServer> {
  const server = await startPostgres({ dataDir, fast: true, ...options });
  running.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows.flatMap((row) => Object.values(row));
  } finally {
    await client.end();
  }
}

/** A start in a process of its own, which is then killed without a chance to stop anything. */
async function startAndKill(): Promise<{ pid: number; port: number; adminUrl: string }> {
  const script = fileURLToPath(new URL('fixtures/start-and-wait.mjs', import.meta.url));
  const options = JSON.stringify({ dataDir, fast: true });
  const child = spawn(process.execPath, [script, 'postgres', 'startPostgres', options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const server = JSON.parse(line) as { pid: number; port: number; adminUrl: string };
  await ask(server.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
  child.kill('SIGKILL');
  await once(child, 'exit');
  return server;
}

describe('a start', () => {
  it('makes a cluster that sorts by code point, keeps data between starts and leaves no process', async () => {
    const first = await start();
    expect(await ask(first.adminUrl, 'SHOW server_encoding')).toEqual(['UTF8']);
    expect(await ask(first.adminUrl, 'SHOW max_connections')).toEqual(['150']);
    expect(await ask(first.adminUrl, 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
    expect(await ask(first.adminUrl, 'SHOW unix_socket_directories')).toEqual(['']);
    expect(await ask(first.adminUrl, `SELECT n FROM unnest(ARRAY['b','é','a','B']) n ORDER BY n`)).toEqual([
      'B',
      'a',
      'b',
      'é',
    ]);
    expect(await ask(first.adminUrl, `SELECT upper('é')`)).toEqual(['É']);
    await ask(first.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await first.stop();
    expect(processIdentity(first.pid)).toBeUndefined();
    expect(existsSync(join(dataDir, 'in-use-by.json'))).toBe(false);

    const second = await start();
    expect(await ask(second.adminUrl, 'SELECT answer FROM kept')).toEqual([42]);
  });

  it('stops in order and quickly while clients are connected', async () => {
    const lines: string[] = [];
    const server = await start({ log: (line) => lines.push(line) });
    const client = new pg.Client({ connectionString: server.adminUrl });
    const cutOff = once(client, 'error');
    client.on('error', () => undefined);
    await client.connect();
    const before = Date.now();
    await server.stop();
    expect(Date.now() - before).toBeLessThan(3_000);
    await cutOff;
    expect(lines.join('\n')).toContain('database system is shut down');
    await start({ log: (line) => lines.push(`again: ${line}`) });
    expect(lines.filter((line) => line.startsWith('again:') && line.includes('not properly shut down'))).toEqual([]);
  });

  it('lets nobody in without the password', async () => {
    const server = await start();
    const stranger = new URL(server.adminUrl);
    stranger.password = 'guess';
    await expect(ask(stranger.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect((await stat(join(dataDir, 'admin-password'))).mode & 0o777).toBe(0o600);
  });

  it('writes down what failed, and nothing that anybody sent', async () => {
    const lines: string[] = [];
    const server = await startPostgres({ dataDir, fast: true, output: (line) => lines.push(line) });
    running.push(server);
    const sql = (text: string): Promise<unknown> => ask(server.adminUrl, text);
    await sql('CREATE TABLE once_keys (scope text, key text PRIMARY KEY, n int CHECK (n > 0))');
    const insert = `INSERT INTO once_keys VALUES ('person-planted', 'key-planted', 1)`;
    await sql(insert);
    await expect(sql(insert)).rejects.toMatchObject({ code: '23505', detail: expect.stringContaining('key-planted') });
    await expect(sql(insert.replace('1)', '0)'))).rejects.toMatchObject({ code: '23514' });
    await expect(sql(`SELECT 1 / 0 /* statement-planted */`)).rejects.toMatchObject({ code: '22012' });
    await server.stop();
    const log = lines.join('\n');
    expect(log).toContain('duplicate key value violates unique constraint "once_keys_pkey"');
    expect(log).toContain('division by zero');
    expect(log).not.toContain('planted');
  });

  it('takes a port that it is given, and says which one is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(start({ port })).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining(String(port)),
    });
    other.close();
    await once(other, 'close');
    expect((await start({ port })).port).toBe(port);
  });
});

describe('what a killed start left', () => {
  it('is taken over: the orphan is stopped in order and its data are there', async () => {
    const orphan = await startAndKill();
    expect(processIdentity(orphan.pid)).toBeDefined();
    expect(await postmasterOf(join(dataDir, 'cluster'))).toBe(orphan.pid);
    const lines: string[] = [];
    // On its own port too: the orphan must be gone before the port is looked at.
    const server = await start({ port: orphan.port, log: (line) => lines.push(line) });
    expect(processIdentity(orphan.pid)).toBeUndefined();
    expect(lines.join('\n')).toContain(`process ${orphan.pid}`);
    expect(lines.join('\n')).not.toContain('not properly shut down');
    expect(await ask(server.adminUrl, 'SELECT answer FROM kept')).toEqual([42]);
  });

  it('is mended when server and start were both killed', async () => {
    const orphan = await startAndKill();
    process.kill(orphan.pid, 'SIGKILL');
    const server = await start();
    expect(await ask(server.adminUrl, 'SELECT answer FROM kept')).toEqual([42]);
  });

  it('never signals a stranger whose number a stale pid file names', async () => {
    await (await start()).stop();
    // Under the server's own account, so that PostgreSQL itself would take it for the server and refuse to start.
    const { uid, gid } = await stat(join(dataDir, 'cluster'));
    const stranger = spawn('sleep', ['600'], { uid, gid, cwd: '/' });
    const gone = once(stranger, 'exit');
    try {
      await writeFile(join(dataDir, 'cluster/postmaster.pid'), `${stranger.pid ?? 0}\n${dataDir}/cluster\n1\n5432\n`);
      await writeFile(
        join(dataDir, 'in-use-by.json'),
        JSON.stringify({ pid: stranger.pid, identity: 'an earlier one' }),
      );
      expect(await postmasterOf(join(dataDir, 'cluster'))).toBeUndefined();
      await (await start()).stop();
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill();
      await gone;
    }
  });

  it('never signals the PostgreSQL of another folder', async () => {
    const other = await start();
    const mine = join(dataDir, '../mine');
    await (await startPostgres({ dataDir: mine, fast: true })).stop();
    await writeFile(join(mine, 'cluster/postmaster.pid'), await readFile(join(dataDir, 'cluster/postmaster.pid')));
    expect(await postmasterOf(join(mine, 'cluster'))).toBeUndefined();
    expect(await ask(other.adminUrl, 'SELECT 1')).toEqual([1]);
  });

  it('is mended when it was killed while making the cluster', async () => {
    await mkdir(join(dataDir, 'cluster.new/base'), { recursive: true });
    await writeFile(join(dataDir, 'estafette.json'), '{"layout":1}');
    expect(await ask((await start()).adminUrl, 'SELECT 1')).toEqual([1]);
  });

  it('goes with its server when the folder is removed', async () => {
    const orphan = await startAndKill();
    await removePostgres(dataDir);
    expect(processIdentity(orphan.pid)).toBeUndefined();
    expect(existsSync(dataDir)).toBe(false);
    await removePostgres(dataDir);
  });
});

describe('a folder', () => {
  it('in use by a living start is refused, for starting and for removing', async () => {
    const server = await start();
    await expect(start()).rejects.toMatchObject({ code: 'folder-in-use' });
    await expect(removePostgres(dataDir)).rejects.toMatchObject({ code: 'folder-in-use' });
    expect(await ask(server.adminUrl, 'SELECT 1')).toEqual([1]);
  });

  it('of somebody else is refused and left as it is', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'thesis.txt'), 'years of work');
    await expect(start()).rejects.toMatchObject({ code: 'foreign-folder', message: expect.stringContaining(dataDir) });
    await expect(removePostgres(dataDir)).rejects.toMatchObject({ code: 'foreign-folder' });
    expect(await readFile(join(dataDir, 'thesis.txt'), 'utf8')).toBe('years of work');
  });

  it('of a newer Estafette is refused', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'estafette.json'), '{"layout":2}');
    await expect(start()).rejects.toMatchObject({ code: 'newer-folder', message: expect.stringContaining('layout 2') });
  });

  it.each([
    ['19', 'newer-folder'],
    ['17', 'other-version'],
  ])('of PostgreSQL %s is refused as %s', async (version, code) => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'cluster/PG_VERSION'), `${version}\n`);
    await expect(start()).rejects.toMatchObject({ code, message: expect.stringContaining(`PostgreSQL ${version}`) });
  });

  it.runIf(process.getuid?.() === 0)(
    'that root closed to the database account is refused, saying which and how to mend it',
    async () => {
      const closed = join(dataDir, '..');
      await chmod(closed, 0o700);
      await expect(start()).rejects.toMatchObject({
        code: 'folder-not-reachable',
        message: expect.stringContaining(`chmod o+x ${closed}`),
      });
      await chmod(closed, 0o711);
      expect(await ask((await start()).adminUrl, 'SELECT 1')).toEqual([1]);
    },
  );
});
