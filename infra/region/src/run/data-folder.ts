import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  claimFile,
  claimFolder,
  endOrphanedKafka,
  endOrphanedPostgres,
  inspectFolder,
  LocalServerError,
  makeFolder,
  markerFile,
  markFolder,
} from '@estafette/local-servers';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { endOrphanedServices } from './process-list.js';

const regionSchema = z.object({
  url: z.string(),
  /** The person who is region-admin by configuration. */
  firstAdmin: z.uuid(),
  /** `due` in a new folder, `playing` from its first step on; `left-out` where the folder was meant to stay empty. */
  demo: z.enum(['due', 'playing', 'played', 'left-out']),
});
export type RegionFile = z.infer<typeof regionSchema>;

const secretsSchema = z.object({
  vaultKeys: z.record(z.string(), z.string()),
  databasePasswords: z.record(z.string(), z.string()),
  clientSecrets: z.record(z.string(), z.string()),
});
type Secrets = z.infer<typeof secretsSchema>;

export interface OpenOptions {
  /** Empties the folder first. */
  readonly fresh: boolean;
  readonly say: (line: string) => void;
  /** Rejects when this start cannot be; asked before anything is made or emptied. */
  readonly possible: () => Promise<void>;
}

/** What is thrown away lies here until it is gone, so that an emptying that was killed is finished by the next start. */
const RUBBISH = 'thrown-away';

/** Where a region keeps its data between starts: databases, broker, secrets, logs, and what it is. */
export class DataFolder {
  #saving: Promise<void> = Promise.resolve();

  private constructor(
    readonly path: string,
    readonly region: RegionFile,
    private readonly secrets: Secrets,
    /** Lets another start use the folder. */
    readonly release: () => Promise<void>,
  ) {}

  /**
   * Opens a data folder for this process alone, or makes one where there is nothing. What a killed start left running
   * on it is ended first.
   * @throws LocalServerError when something else lives there, a newer Estafette made it, or another start uses it
   */
  static async open(folder: string, { fresh, say, possible }: OpenOptions): Promise<DataFolder> {
    const path = resolve(folder);
    if (!(await inspectFolder(path))) await possible();
    await makeFolder(path);
    const release = await claimFolder(path).catch(async (error: unknown) => {
      throw await withAddress(error, path);
    });
    try {
      if (!(await inspectFolder(path))) await markFolder(path);
      await endOrphanedServices(path, say);
      await Promise.all([endOrphanedPostgres(join(path, 'postgres'), say), endOrphanedKafka(join(path, 'kafka'), say)]);
      await possible();
      if (fresh || existsSync(join(path, RUBBISH))) await empty(path);
      const { region, secrets } = await read(path);
      await mkdir(join(path, 'logs'), { recursive: true });
      const opened = new DataFolder(path, region, secrets, release);
      await opened.save();
      return opened;
    } catch (error) {
      await release();
      throw error;
    }
  }

  get postgres(): string {
    return join(this.path, 'postgres');
  }

  get kafka(): string {
    return join(this.path, 'kafka');
  }

  /** The file for a log, made when it is not there; for the starting user alone, whoever writes it. */
  log(name: string): string {
    const file = join(this.path, 'logs', `${name}.log`);
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    return file;
  }

  /** A secret of that kind and name, made at first use; `save` keeps it. */
  secret(kind: keyof Secrets, name: string): string {
    const bytes = randomBytes(32);
    return (this.secrets[kind][name] ??= kind === 'vaultKeys' ? bytes.toString('base64') : bytes.toString('hex'));
  }

  /** Keeps what changed; secrets for the starting user alone. */
  save(change: Partial<RegionFile> = {}): Promise<void> {
    Object.assign(this.region, change);
    // One after another: parts of a start that run side by side all save.
    this.#saving = this.#saving.then(async () => {
      await writeWhole(join(this.path, 'secrets.json'), this.secrets);
      await writeWhole(join(this.path, 'region.json'), this.region);
    });
    return this.#saving;
  }
}

async function read(path: string): Promise<{ region: RegionFile; secrets: Secrets }> {
  const region = await readJson(join(path, 'region.json'), regionSchema);
  const secrets = await readJson(join(path, 'secrets.json'), secretsSchema);
  if (region && secrets) return { region, secrets };
  // With other secrets, nobody could read the personal data any more.
  if (existsSync(join(path, 'postgres'))) {
    throw unusable(join(path, region ? 'secrets.json' : 'region.json'), 'is missing, though there is a database');
  }
  return {
    region: region ?? { url: '', firstAdmin: uuidv7(), demo: 'due' },
    secrets: secrets ?? { vaultKeys: {}, databasePasswords: {}, clientSecrets: {} },
  };
}

/** First out of the way, then gone: what a region reads is there whole or not at all. */
async function empty(path: string): Promise<void> {
  const rubbish = join(path, RUBBISH);
  await mkdir(rubbish, { recursive: true });
  const kept = [markerFile, claimFile, RUBBISH];
  for (const name of await readdir(path)) {
    if (kept.includes(name)) continue;
    await rm(join(rubbish, name), { recursive: true, force: true });
    await rename(join(path, name), join(rubbish, name));
  }
  await rm(rubbish, { recursive: true });
}

async function readJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema> | null> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw unusable(file, code === undefined ? 'does not say what a region keeps there' : `cannot be read (${code})`);
  }
}

function unusable(file: string, what: string): LocalServerError {
  return new LocalServerError(
    'foreign-folder',
    `${file} ${what}. Put it back as it was, or throw the data away and start afresh: npm start -- --fresh`,
  );
}

/** Whoever starts a second time may only have lost sight of the first. */
async function withAddress(error: unknown, path: string): Promise<unknown> {
  if (!(error instanceof LocalServerError && error.code === 'folder-in-use')) return error;
  const region = await readJson(join(path, 'region.json'), regionSchema).catch(() => null);
  if (!region?.url) return error;
  return new LocalServerError(error.code, `${error.message} A region runs there, at ${region.url}`, { cause: error });
}

/** A crash leaves the old file or the new one, never half of one. */
async function writeWhole(file: string, value: object): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
