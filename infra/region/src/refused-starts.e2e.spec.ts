import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Place } from './fixtures/place.js';
import { Program } from './fixtures/program.js';

let place: Place;

beforeAll(async () => {
  place = await Place.make();
});
afterAll(async () => {
  await place.clear();
});

/** All that lies in a folder: names, content, when it was changed. */
async function contentOf(folder: string): Promise<unknown[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))].toSorted();
  return Promise.all(
    paths.map(async (path) => {
      const { mtimeMs, mode, size } = await stat(path);
      return { path, mtimeMs, mode, size };
    }),
  );
}

async function refusal(data: string, ...args: string[]): Promise<string> {
  const program = Program.node(['tools/start.mjs', ...args], place.environment(data));
  expect(await program.isGone()).toEqual({ code: 1, signal: null, left: [] });
  expect(program.errors).not.toMatch(/^ +at /m);
  return program.errors;
}

const ours = JSON.stringify({ layout: 1 });

describe('a start is refused, says what to do, and touches nothing', () => {
  it.concurrent.each([
    ['a foreign folder', { 'thesis.txt': 'mine' }, [], 'is not a data folder of Estafette', 'ESTAFETTE_DATA'],
    ['a foreign folder, with --fresh', { 'thesis.txt': 'mine' }, ['--fresh'], 'Nothing was changed', 'ESTAFETTE_DATA'],
    [
      'a newer folder',
      { 'estafette.json': '{"layout":2}' },
      [],
      'made by a newer Estafette',
      'Start the newer version',
    ],
    ['a newer folder, with --fresh', { 'estafette.json': '{"layout":2}' }, ['--fresh'], 'newer Estafette', 'layout 2'],
    ['a torn marker', { 'estafette.json': '{"layo' }, [], 'estafette.json cannot be read', 'ESTAFETTE_DATA'],
    ['a marker that cannot be read', { 'estafette.json/x': '' }, [], 'cannot be read (EISDIR)', 'ESTAFETTE_DATA'],
    [
      'a torn region.json',
      { 'estafette.json': ours, 'region.json': '{"url"' },
      [],
      'region.json does not say',
      '--fresh',
    ],
    [
      'lost secrets',
      { 'estafette.json': ours, 'postgres/estafette.json': ours },
      [],
      'is missing, though there is a database',
      '--fresh',
    ],
  ])('%s', async (name, files, args, what, todo) => {
    const data = join(place.folder, name.replaceAll(/\W+/g, '-'));
    for (const [file, text] of Object.entries(files)) {
      await mkdir(join(data, file, '..'), { recursive: true });
      await writeFile(join(data, file), text);
    }
    const before = await contentOf(data);
    const said = await refusal(data, ...args);
    expect(said).toContain(what);
    expect(said).toContain(todo);
    // The folder itself was opened for a moment: its claim came and went.
    const withoutTimes = (found: unknown[]) => found.map((one) => ({ ...(one as object), path: '', mtimeMs: 0 }));
    expect((await contentOf(data)).slice(1)).toEqual(before.slice(1));
    expect(withoutTimes(await contentOf(data))).toEqual(withoutTimes(before));
  });

  it('a folder that cannot be made', async () => {
    await writeFile(join(place.folder, 'a-file'), '');
    expect(await refusal(join(place.folder, 'a-file/data'))).toMatch(/cannot be (made|read) \(ENOTDIR\)|is a file/);
  });

  describe('taken ports', () => {
    const servers: Server[] = [];
    const offsets = [0, 3, 20] as const;
    beforeAll(async () => {
      for (const offset of offsets) {
        const server = createServer().listen(place.base + offset, '127.0.0.1');
        servers.push(server);
        // Somebody else's will do as well.
        await Promise.race([once(server, 'listening'), once(server, 'error')]);
      }
    });
    afterAll(() => {
      for (const server of servers) server.close();
    });

    it('all of them at once, each with what it is for', async () => {
      const data = join(place.folder, 'never-made');
      const said = await refusal(data);
      expect(said).toContain(`${place.base} for the front address: taken`);
      expect(said).toContain(`${place.base + 3} for education-partners: taken`);
      expect(said).toContain(`${place.base + 20} for PostgreSQL: taken`);
      expect(said).toContain('choose other ports (ESTAFETTE_PORT)');
      await expect(stat(data)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('before --fresh empties anything', async () => {
      const data = join(place.folder, 'full');
      await mkdir(data);
      await writeFile(join(data, 'estafette.json'), ours);
      await writeFile(join(data, 'kept.txt'), 'kept');
      expect(await refusal(data, '--fresh')).toContain('for PostgreSQL: taken');
      expect(await readFile(join(data, 'kept.txt'), 'utf8')).toBe('kept');
    });
  });

  it('what is asked for cannot be: the usage is shown', async () => {
    const data = join(place.folder, 'never-made');
    const said = await Promise.all([
      refusal(data, '--quick'),
      refusal(data, '--replicas', 'challenges=2'),
      refusal(data, '--kafka', '--replicas', 'challenge=2', 'validation=0'),
    ]);
    expect(said[0]).toContain("Unknown option '--quick'");
    expect(said[1]).toContain('--replicas goes with --kafka');
    expect(said[2]).toContain('with a service of: organisations, education-partners');
    for (const one of said) expect(one).toContain('ESTAFETTE_PORT (4700)');
    await expect(stat(data)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('every program', () => {
  const nowhere = (): Record<string, string> => place.environment(join(place.folder, 'never-made'));

  it.concurrent.each(['start', 'demo', 'parked', 'rebuild', 'republish'])(
    'shows its usage when it is asked to: npm run %s',
    async (script) => {
      const program = Program.npm(script, ['--help'], nowhere());
      expect(await program.isGone()).toEqual({ code: 0, signal: null, left: [] });
      expect(program.output).toMatch(new RegExp(`^npm (run )?${script} `));
      expect(program.output).toContain('ESTAFETTE_DATA (.data)');
      expect(program.output).not.toContain('Starting');
    },
  );

  it.concurrent.each([
    ['demo', ['--quick'], "Unknown option '--quick'", true],
    ['demo', ['it'], "Unexpected argument 'it'", true],
    ['demo', [], 'region.json does not say where a region runs. Start one with: npm start', false],
    ['parked', ['--quick'], "Unknown option '--quick'", true],
    ['parked', ['replay', 'challenges'], 'Say which service and which key to replay.', true],
    ['parked', ['discard', 'challenges', 'x'], 'Say why: --reason', true],
    ['parked', ['list', 'challenges', 'x'], 'That is more than list takes: challenges x', true],
    ['rebuild', [], 'Say which service: organisations', true],
    ['rebuild', ['challenges', 'challenge-board', 'x'], 'One view, or all of a service', true],
    ['republish', ['challenge'], 'There is no service challenge; there are organisations', true],
    ['republish', ['challenges', 'validation'], 'One service at a time', true],
    ['republish', ['challenges'], 'region.json does not say where a region runs', false],
    ['parked', [], 'region.json does not say where a region runs. Start one with: npm start', false],
  ])('says what is wrong, with its usage only for wrong arguments: %s %j', async (script, args, what, usage) => {
    const program = Program.npm(script, args, nowhere());
    expect(await program.isGone()).toEqual({ code: 1, signal: null, left: [] });
    expect(program.errors).toContain(what);
    expect(program.errors).not.toMatch(/^ +at /m);
    expect(program.errors.includes('ESTAFETTE_DATA (.data)')).toBe(usage);
  });
});

describe('a signal while the build runs', () => {
  it('ends what the build started', async () => {
    // The project's own build, in a small project whose client is still to be generated.
    const copy = join(place.folder, 'project');
    const root = new URL('../../../', import.meta.url).pathname;
    await mkdir(join(copy, 'services/small/src'), { recursive: true });
    await cp(join(root, 'tools'), join(copy, 'tools'), { recursive: true });
    await cp(join(root, '.swcrc'), join(copy, '.swcrc'));
    await cp(join(root, 'services/challenges/prisma'), join(copy, 'services/small/prisma'), { recursive: true });
    await writeFile(join(copy, 'services/small/package.json'), '{"type":"module"}');
    await writeFile(join(copy, 'package.json'), '{"type":"module","workspaces":["services/*"]}');
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    const program = Program.node([join(copy, 'tools/start.mjs')], place.environment());
    try {
      await eventually(() => program.look().size > 1, { timeoutMs: 30_000 });
      program.kill('SIGTERM');
      expect(await program.isGone()).toEqual({ code: 143, signal: null, left: [] });
    } finally {
      await program.clear();
    }
  });
});
