import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIdentity } from '@estafette/local-servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolder } from './data-folder.js';
import { ProcessList } from './process-list.js';

let parent: string;
let path: string;
let said: string[];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'estafette-folder-'));
  path = join(parent, 'data');
  said = [];
});
afterEach(async () => {
  await rm(parent, { recursive: true });
});

const open = (fresh = false): Promise<DataFolder> =>
  DataFolder.open(path, { fresh, say: (line) => said.push(line), possible: () => Promise.resolve() });

describe('a data folder', () => {
  it('keeps logs for the starting user alone, also those of earlier starts', async () => {
    const folder = await open();
    const before = join(path, 'logs/postgres.log');
    await writeFile(before, 'of an earlier start\n', { mode: 0o644 });
    for (const log of [folder.log('postgres'), folder.log('challenges')]) {
      expect((await stat(log)).mode & 0o777).toBe(0o600);
    }
    expect(await readFile(before, 'utf8')).toBe('of an earlier start\n');
    await folder.release();
  });

  it('keeps secrets and who administers between starts, for the starting user alone', async () => {
    const first = await open();
    const key = first.secret('vaultKeys', 'challenges');
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    await Promise.all([first.save({ url: 'http://127.0.0.1:1' }), first.save({ demo: 'played' })]);
    await expect(open()).rejects.toMatchObject({ code: 'folder-in-use' });
    await first.release();
    const second = await open();
    expect(second.region).toEqual({ ...first.region, url: 'http://127.0.0.1:1', demo: 'played' });
    expect(second.secret('vaultKeys', 'challenges')).toBe(key);
    expect((await stat(join(path, 'secrets.json'))).mode & 0o777).toBe(0o600);
    await second.release();
  });

  it('is another one after --fresh, also when the emptying was killed half way', async () => {
    const first = await open();
    await first.release();
    // As a kill leaves it: some of it is out of the way, the rest still in its place.
    await mkdir(join(path, 'thrown-away', 'postgres'), { recursive: true });
    await writeFile(join(path, 'thrown-away', 'postgres', 'half'), '');
    const second = await open();
    expect(second.region.firstAdmin).not.toBe(first.region.firstAdmin);
    expect(existsSync(join(path, 'thrown-away'))).toBe(false);
    await second.release();
    const third = await open(true);
    expect(third.region.firstAdmin).not.toBe(second.region.firstAdmin);
    await third.release();
    expect((await readdir(path)).toSorted()).toEqual(['estafette.json', 'logs', 'region.json', 'secrets.json']);
  });

  it('is made anew where a start was killed before it had written anything but its claim', async () => {
    await mkdir(path);
    await writeFile(join(path, 'in-use-by.json'), JSON.stringify({ pid: 1, identity: 'of another boot' }));
    const folder = await open();
    await folder.release();
    expect(JSON.parse(await readFile(join(path, 'region.json'), 'utf8'))).toMatchObject({ demo: 'due' });
  });
});

describe('service processes that a killed start left', () => {
  it('are ended in order, and nobody else who got their number later', async () => {
    await (await open()).release();
    const main = join(parent, 'main.js');
    await writeFile(main, 'setInterval(() => undefined, 1e6); console.log("runs")');
    const [left, stranger] = [main, main].map((file) => spawn(process.execPath, [file]));
    if (!left?.pid || !stranger?.pid) throw new Error('no process');
    await Promise.all([once(left.stdout, 'data'), once(stranger.stdout, 'data')]);
    const list = new ProcessList(path);
    list.add('challenges', left.pid);
    list.add('validation', stranger.pid);
    const file = join(path, 'service-processes.json');
    // The number is the same, the process is not.
    const listed = JSON.parse(await readFile(file, 'utf8')) as { name: string; identity: string }[];
    for (const one of listed) if (one.name === 'validation') one.identity = 'of another boot';
    await writeFile(file, JSON.stringify(listed));
    const folder = await open();
    await folder.release();
    expect(said).toEqual([
      `a start that was killed left services running here: stopping challenges (process ${left.pid})`,
    ]);
    expect(left.signalCode ?? (await once(left, 'exit'))[1]).toBe('SIGTERM');
    expect(processIdentity(stranger.pid)).toBeDefined();
    stranger.kill();
    await once(stranger, 'exit');
  });
});
