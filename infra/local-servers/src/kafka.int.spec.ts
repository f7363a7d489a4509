import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultCacheDir, kafkaJars, missingForKafka } from './kafka-jars.js';
import { kafkaAnswers } from './kafka-probe.js';
import { removeKafka, startKafka, type KafkaServer } from './kafka.js';
import { processIdentity } from './processes.js';

const missing = await missingForKafka();
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing);

let parent: string;
let dir: string;
let path: string | undefined;
let running: KafkaServer[] = [];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'estafette-kafka-'));
  dir = join(parent, 'kafka é');
  path = process.env['PATH'];
});

afterEach(async () => {
  vi.unstubAllEnvs();
  process.env['PATH'] = path;
  await Promise.all(running.map((server) => server.stop()));
  running = [];
  await rm(parent, { recursive: true, force: true });
});

async function start(options: { port?: number; log?: (line: string) => void } = {}): Promise<KafkaServer> {
  const server = await startKafka({ dir, ...options });
  running.push(server);
  return server;
}

/** Asks with Kafka's own admin client, which shares no code with the probe that judges readiness. */
async function brokerConfig(brokers: string): Promise<string> {
  const jars = await kafkaJars(defaultCacheDir(), () => undefined);
  const ask = ['--bootstrap-server', brokers, '--entity-type', 'brokers', '--entity-name', '1', '--describe', '--all'];
  return (await promisify(execFile)('java', ['-cp', `${jars}/*`, 'kafka.admin.ConfigCommand', ...ask])).stdout;
}

/** An installed program in a folder of its own, as on a machine that has only that one. */
async function onlyOnPath(script: Record<string, string>): Promise<void> {
  const bin = join(parent, 'bin');
  await mkdir(bin);
  for (const [name, text] of Object.entries(script)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(bin, name), 0o755);
  }
  process.env['PATH'] = bin;
}

describe.skipIf(missing !== undefined)(`Kafka from Maven's jars${missing === undefined ? '' : ` (${missing})`}`, () => {
  it('answers an admin client, makes no topic by itself, restarts on its data and leaves no process', async () => {
    const first = await start();
    const config = await brokerConfig(first.brokers);
    expect(config).toContain('auto.create.topics.enable=false');
    expect(config).toContain('group.initial.rebalance.delay.ms=0');
    const storage = await readFile(join(dir, 'data/meta.properties'), 'utf8');
    const before = Date.now();
    await first.stop();
    await first.stop();
    expect(Date.now() - before).toBeLessThan(8_000);
    expect(processIdentity(first.pid)).toBeUndefined();
    expect(await kafkaAnswers('127.0.0.1', Number(first.brokers.split(':')[1]))).toBe(false);

    const second = await start();
    expect(await readFile(join(dir, 'data/meta.properties'), 'utf8')).toBe(storage);
    await expect(start()).rejects.toMatchObject({ code: 'folder-in-use' });
    await expect(removeKafka(dir)).rejects.toMatchObject({ code: 'folder-in-use' });
    await second.stop();
    await removeKafka(dir);
    expect(existsSync(dir)).toBe(false);
  });

  it('takes the place of a broker that a killed start left running', async () => {
    const script = fileURLToPath(new URL('fixtures/start-and-wait.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, 'kafka', 'startKafka', JSON.stringify({ dir })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const orphan = JSON.parse(line) as { pid: number; brokers: string };
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(processIdentity(orphan.pid)).toBeDefined();
    const server = await start({ port: Number(orphan.brokers.split(':')[1]) });
    expect(processIdentity(orphan.pid)).toBeUndefined();
    expect(server.brokers).toBe(orphan.brokers);
  });

  it('never signals a stranger whose number a stale pid file names', async () => {
    const stranger = spawn('sleep', ['600']);
    const gone = once(stranger, 'exit');
    try {
      await mkdir(dir);
      await writeFile(join(dir, 'estafette.json'), '{"layout":1}');
      const pid = stranger.pid ?? 0;
      for (const identity of ['an earlier one', processIdentity(pid)]) {
        await writeFile(join(dir, 'kafka-process.json'), JSON.stringify({ pid, identity }));
        await removeKafka(dir);
        expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
        await mkdir(dir);
        await writeFile(join(dir, 'estafette.json'), '{"layout":1}');
      }
    } finally {
      stranger.kill();
      await gone;
    }
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(start({ port })).rejects.toMatchObject({ code: 'port-taken' });
    other.close();
    await once(other, 'close');
  });

  it('starts where the shell knows no language, and keeps its log for the starting user alone', async () => {
    vi.stubEnv('LC_ALL', 'C');
    await mkdir(dir);
    await writeFile(join(dir, 'estafette.json'), '{"layout":1}');
    await writeFile(join(dir, 'kafka.log'), 'of an earlier start\n', { mode: 0o644 });
    await start();
    expect((await stat(join(dir, 'kafka.log'))).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['echo out of words; echo really >&2; exit 3', /\(exit code 3\)[^]*out of words\n[^]*really/],
    ['kill -9 $$', /\(ended by SIGKILL[^]*memory[^]*nothing/],
  ])('says what came of the storage when Java does: %s', async (script, expected) => {
    await kafkaJars(defaultCacheDir(), () => undefined);
    await onlyOnPath({ java: `[ "$1" = -version ] && { echo 'openjdk version "17"' >&2; exit; }\n${script}` });
    await expect(start()).rejects.toMatchObject({
      code: 'start-failed',
      message: expect.stringMatching(expected) as string,
    });
  });

  it('says why a broker did not start', async () => {
    await (await start()).stop();
    await writeFile(join(dir, 'data/meta.properties'), 'version=1\nnode.id=7\ncluster.id=another\n');
    await expect(start()).rejects.toMatchObject({
      code: 'start-failed',
      message: expect.stringMatching(/node.?id/i) as string,
    });
  });

  it('fetches the jars once while two want them', async () => {
    const cacheDir = join(parent, 'cache');
    const lines: string[] = [];
    const [one, two] = await Promise.all([1, 2].map(() => kafkaJars(cacheDir, (line) => lines.push(line))));
    expect(one).toBe(two);
    expect(lines.filter((line) => line.startsWith('fetching'))).toHaveLength(1);
    expect(existsSync(join(cacheDir, 'in-use-by.json'))).toBe(false);
  });
});

describe('a machine that lacks something', () => {
  const java = (version: string): string => `echo 'openjdk version "${version}" 2025-04-15' >&2`;

  it.each([
    ['Java and Maven', {}, /openjdk.*Maven/],
    ['Maven', { java: java('21.0.1') }, /needs Maven/],
    ['a newer Java', { java: java('11.0.2'), mvn: 'exit 0' }, /Java 17 or newer instead of Java 11/],
    ['a much newer Java', { java: java('1.8.0_402'), mvn: 'exit 0' }, /instead of Java 8/],
  ])('is told to install %s', async (_what, programs, expected) => {
    await onlyOnPath(programs);
    const cacheDir = join(parent, 'cache');
    expect(await missingForKafka(cacheDir)).toMatch(expected);
    await expect(startKafka({ dir, cacheDir })).rejects.toMatchObject({ code: 'tool-missing' });
    expect(existsSync(dir)).toBe(false);
  });

  it('is told what Maven said when the download fails', async () => {
    await onlyOnPath({ java: java('17'), mvn: 'test "$1" = -v || { echo no route to host; exit 1; }' });
    await expect(startKafka({ dir, cacheDir: join(parent, 'cache') })).rejects.toMatchObject({
      code: 'start-failed',
      message: expect.stringContaining('no route to host') as string,
    });
  });

  it('needs no Maven once the jars are there', async () => {
    await onlyOnPath({ java: java('17') });
    if (missing === undefined) expect(await missingForKafka()).toBeUndefined();
  });
});
