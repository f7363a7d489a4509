import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LocalServerError, removeKafka, removePostgres } from '@estafette/local-servers';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';

const LAYOUT = 1;

const regionSchema = z.object({
  layout: z.number().int(),
  url: z.string(),
  /** The person who is region-admin by configuration. */
  firstAdmin: z.uuid(),
  /** Whether the demo was played in this folder. */
  played: z.boolean(),
});
export type RegionFile = z.infer<typeof regionSchema>;

const secretsSchema = z.object({
  vaultKeys: z.record(z.string(), z.string()),
  databasePasswords: z.record(z.string(), z.string()),
  clientSecrets: z.record(z.string(), z.string()),
});
type Secrets = z.infer<typeof secretsSchema>;

/** Where a region keeps its data between starts: databases, broker, secrets, logs, and what it is. */
export class DataFolder {
  private constructor(
    readonly path: string,
    readonly region: RegionFile,
    private readonly secrets: Secrets,
  ) {}

  /**
   * Opens a data folder, or makes one where there is nothing.
   * @throws LocalServerError when something else lives there, or a newer Estafette made it
   */
  static async open(folder: string, { fresh }: { readonly fresh: boolean }): Promise<DataFolder> {
    const path = resolve(folder);
    const there = existsSync(path) ? await readdir(path) : [];
    if (there.length > 0) await assertOurs(path);
    if (fresh && there.length > 0) await empty(path);
    await mkdir(join(path, 'logs'), { recursive: true });
    const region = (await readJson(join(path, 'region.json'), regionSchema)) ?? {
      layout: LAYOUT,
      url: '',
      firstAdmin: uuidv7(),
      played: false,
    };
    const secrets = (await readJson(join(path, 'secrets.json'), secretsSchema)) ?? {
      vaultKeys: {},
      databasePasswords: {},
      clientSecrets: {},
    };
    return new DataFolder(path, region, secrets);
  }

  get postgres(): string {
    return join(this.path, 'postgres');
  }

  get kafka(): string {
    return join(this.path, 'kafka');
  }

  log(name: string): string {
    return join(this.path, 'logs', `${name}.log`);
  }

  /** A secret of that kind and name, made at first use and kept. */
  secret(kind: keyof Secrets, name: string): string {
    const bytes = randomBytes(32);
    return (this.secrets[kind][name] ??= kind === 'vaultKeys' ? bytes.toString('base64') : bytes.toString('hex'));
  }

  /** Keeps what changed; secrets for the starting user alone. */
  async save(change: Partial<RegionFile> = {}): Promise<void> {
    Object.assign(this.region, change);
    await writeWhole(join(this.path, 'secrets.json'), this.secrets);
    await writeWhole(join(this.path, 'region.json'), this.region);
  }
}

async function assertOurs(path: string): Promise<void> {
  const region = await readJson(join(path, 'region.json'), z.object({ layout: z.number() }));
  if (!region) {
    throw new LocalServerError(
      'foreign-folder',
      `${path} holds other things than a region's data. Name another folder: ESTAFETTE_DATA=<folder> npm start`,
    );
  }
  if (region.layout > LAYOUT) {
    throw new LocalServerError(
      'newer-folder',
      `${path} was made by a newer Estafette (layout ${region.layout}, this one knows ${LAYOUT}). Update, or name another folder: ESTAFETTE_DATA=<folder> npm start`,
    );
  }
}

async function empty(path: string): Promise<void> {
  await removePostgres(join(path, 'postgres'));
  await removeKafka(join(path, 'kafka'));
  for (const name of await readdir(path)) await rm(join(path, name), { recursive: true });
}

async function readJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema> | null> {
  if (!existsSync(file)) return null;
  const read = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (read.success) return read.data;
  throw new LocalServerError(
    'foreign-folder',
    `${file} is not what a region keeps there. Mend it, or start afresh: npm start -- --fresh`,
  );
}

/** A crash leaves the old file or the new one, never half of one. */
async function writeWhole(file: string, value: object): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
