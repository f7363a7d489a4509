import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyFileError, keepKeys } from './keys.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-keys-'));
  file = join(folder, 'new', 'keys.json');
});

afterEach(() => rm(folder, { recursive: true }));

describe('keepKeys', () => {
  it('makes a key that only its owner may read, and keeps it', async () => {
    const made = await keepKeys(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await keepKeys(file)).toEqual(made);
  });

  it('gives two that start at once the same key, and leaves no draft behind', async () => {
    const [one, other] = await Promise.all([keepKeys(file), keepKeys(file)]);
    expect(one).toEqual(other);
    expect(await readdir(join(folder, 'new'))).toEqual(['keys.json']);
  });

  it('refuses a file that others may read', async () => {
    await keepKeys(file);
    await chmod(file, 0o640);
    await expect(keepKeys(file)).rejects.toThrow(`run chmod 600 ${file}`);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -20)],
    ['empty', () => ''],
    ['something else', () => '{"keys":[]}'],
  ])('leaves a file that is %s as it is, and says so without its contents', async (_what, spoil) => {
    await keepKeys(file);
    const spoiled = spoil(await readFile(file, 'utf8'));
    await writeFile(file, spoiled);
    const error: unknown = await keepKeys(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(KeyFileError);
    expect(String(error)).toContain('Put the right file back');
    expect(String(error)).not.toContain('"d"');
    expect(await readFile(file, 'utf8')).toBe(spoiled);
  });

  it('names the file and the variable when the place cannot be reached', async () => {
    await writeFile(join(folder, 'new'), 'a file where a folder is needed');
    await expect(keepKeys(file)).rejects.toThrow(/cannot be kept in .*keys\.json \(IDENTITY_KEY_FILE\)/);
  });
});
