import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';

interface Child {
  readonly url: string;
  readonly process: ChildProcess;
  readonly lines: string[];
  close(): Promise<void>;
}

const serve = fileURLToPath(new URL('fixtures/serve.mjs', import.meta.url));

/** A real process, until the first line with this message. */
async function launch(environment: Readonly<Record<string, string>>, until: string): Promise<Child> {
  const child = spawn(process.execPath, [serve], {
    env: { PATH: process.env['PATH'], ...environment, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  child.stderr.on('data', (data: Buffer) => lines.push(data.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => {
      reject(new Error(`ended at start: ${lines.join('\n')}`));
    });
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const { msg, url: told = '' } = JSON.parse(line) as { msg: string; url?: string };
      if (msg === until) resolve(told);
    });
  });
  return {
    url,
    process: child,
    lines,
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    },
  };
}

async function ended(child: ChildProcess): Promise<{ code: number | null; ms: number }> {
  const from = performance.now();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child.exitCode, ms: performance.now() - from };
}

let service: TestService<Child> | undefined;
afterEach(async () => {
  await service?.close();
});

describe('a process that is told to stop', () => {
  it('answers every request that it accepted, ends long polls, drops idle connections, and is gone in time', async () => {
    service = await startTestService('lamps', ['organisations'], (env) => launch(env, 'ready'));
    const { running, database } = service;
    const home = randomUUID();
    const baker = await service.person(randomUUID(), home);
    service.grant(baker.personId, home, 'employer');
    await eventually(async () => (await baker.get(`/v1/lamps/${randomUUID()}`)).status === 404);

    const idle = connect(Number(new URL(running.url).port), '127.0.0.1');
    idle.on('error', () => undefined);
    await once(idle, 'connect');
    idle.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(idle, 'data');
    const token = await service.issuer.serviceToken('insights', 'feed:read');
    const head = await fetch(`${running.url}/v1/feed`, { headers: { authorization: `Bearer ${token}` } });
    const cursor = head.headers.get('estafette-next-cursor') ?? '';

    const answered: string[] = [];
    const others: number[] = [];
    let refused = 0;
    const load = Array.from({ length: 16 }, async () => {
      while (refused < 16) {
        const lampId = randomUUID();
        try {
          const { status } = await baker.post('/v1/lamps', { lampId, name: 'Hall' });
          if (status === 201) answered.push(lampId);
          else others.push(status);
        } catch {
          refused++;
        }
      }
    });
    await eventually(() => answered.length > 100);
    // Nothing leaves this service past here but lamps, and the poll asks beyond them all.
    const poll = fetch(`${running.url}/v1/feed?wait=60&after=${cursor}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await eventually(() => answered.length > 150);
    running.process.kill('SIGTERM');
    const again = setTimeout(() => running.process.kill('SIGTERM'), 20);
    const { code, ms } = await ended(running.process);
    clearTimeout(again);
    await Promise.all(load);

    expect(code, running.lines.join('\n')).toBe(0);
    expect(ms).toBeLessThan(5_000);
    expect(others).toEqual([]);
    expect((await poll).status).toBe(200);
    expect(idle.readableEnded || idle.destroyed || idle.readyState !== 'open').toBe(true);
    // What was written is exactly what was answered: nobody was cut off.
    const client = new Client({ connectionString: database.runtimeUrl });
    await client.connect();
    const { rows } = await client.query<{ id: string }>(
      "select data->>'lampId' as id from log.events where type = 'LampHung'",
    );
    await client.end();
    expect(rows.map((row) => row.id).toSorted()).toEqual(answered.toSorted());
  });

  it('ends a long poll at once', async () => {
    service = await startTestService('lamps', ['organisations'], (env) => launch(env, 'ready'));
    const token = await service.issuer.serviceToken('insights', 'feed:read');
    const poll = fetch(`${service.running.url}/v1/feed?wait=60`, { headers: { authorization: `Bearer ${token}` } });
    // A request that was sent later is answered, so the poll is there.
    await fetch(`${service.running.url}/v1/feed`, { headers: { authorization: `Bearer ${token}` } });
    service.running.process.kill('SIGINT');
    expect(await (await poll).json()).toEqual([]);
    expect(await ended(service.running.process)).toMatchObject({ code: 0 });
  });

  it('stops in order when it was still starting', async () => {
    service = await startTestService('lamps', ['organisations'], (env) => launch(env, 'starting'));
    service.running.process.kill('SIGTERM');
    const { code, ms } = await ended(service.running.process);
    expect([code, ms < 7_000], service.running.lines.join('\n')).toEqual([0, true]);
  });
});
