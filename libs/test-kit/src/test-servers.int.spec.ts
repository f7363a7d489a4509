import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { kafkaAvailable } from './servers.js';
import { startTestServers, type ProvidedServers, type TestServers } from './test-servers.js';

let servers: TestServers | undefined;

afterEach(async () => {
  vi.unstubAllEnvs();
  await servers?.stop();
  servers = undefined;
});

/** As on a machine without Docker and without servers of its own; Kafka's tools are there or not. */
function bareMachine(path = process.env['PATH']): void {
  vi.stubEnv('DATABASE_URL', undefined);
  vi.stubEnv('KAFKA_BROKERS', undefined);
  vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:9');
  vi.stubEnv('PATH', path);
}

async function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('the servers of a test run', () => {
  it('are those that the environment names, and none is started', async () => {
    vi.stubEnv('DATABASE_URL', 'postgres://admin:secret@db.test/postgres');
    vi.stubEnv('KAFKA_BROKERS', 'kafka.test:9092');
    servers = await startTestServers();
    expect(servers.provided).toMatchObject({ postgres: 'postgres://admin:secret@db.test/postgres' });
    expect(servers.provided.kafkaMissing).toBeUndefined();
    expect(await (await fetch(servers.provided.kafkaDesk, { method: 'POST' })).text()).toBe('kafka.test:9092');
  });

  it('come without Kafka where its tools are missing, saying what to install', async () => {
    bareMachine('/nowhere');
    vi.stubEnv('DATABASE_URL', 'postgres://admin:secret@db.test/postgres');
    servers = await startTestServers();
    expect(servers.provided.kafkaMissing).toMatch(/Java .*Install it, or point KAFKA_BROKERS/);
    const answer = await fetch(servers.provided.kafkaDesk, { method: 'POST' });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toBe(servers.provided.kafkaMissing);
  });

  it('of a run that was killed are ended and cleared away by the next run', async () => {
    bareMachine();
    const script = fileURLToPath(new URL('fixtures/start-and-wait.mjs', import.meta.url));
    const run = spawn(process.execPath, ['--conditions', '@estafette/source', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: run.stdout }), 'line')) as [string];
    const orphaned = JSON.parse(line) as ProvidedServers;
    run.kill('SIGKILL');
    await once(run, 'exit');
    expect(await listens(orphaned.postgres)).toBe(true);

    servers = await startTestServers();
    expect(await listens(orphaned.postgres)).toBe(false);
    expect(await listens(servers.provided.postgres)).toBe(true);
    const folders = await readdir(join(tmpdir(), `estafette-tests-${process.getuid?.() ?? 'me'}`));
    expect(folders.filter((name) => name.startsWith(`${run.pid ?? 0}-`))).toEqual([]);
  });
});

describe('tests with Kafka', () => {
  const missing = 'Kafka without Docker needs Java';

  it('are skipped where Kafka is missing, saying what to install', () => {
    vi.stubEnv('CI', undefined);
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    expect(kafkaAvailable(missing)).toBe(false);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining(missing));
    warn.mockRestore();
  });

  it('are never skipped with CI=true', () => {
    vi.stubEnv('CI', 'true');
    expect(kafkaAvailable(missing)).toBe(true);
  });
});
