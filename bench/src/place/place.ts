import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresServer } from '@estafette/local-servers';
import { removePostgres, runFolder, startPostgres } from '@estafette/local-servers';
import type { GrownLogs } from './grown-logs.js';
import { growLogs } from './grown-logs.js';
import { Stage } from './stage.js';

export interface PlaceOptions {
  /** Where each process writes its CPU profile; null: nowhere. */
  readonly profiles: string | null;
  /** Events in the large log of the growth benches. */
  readonly events: number;
  /** What is under way, line by line. */
  readonly say: (line: string) => void;
}

/** Where a run's servers and data are: a folder below the system's for temporary files, gone afterwards. */
export class Place {
  #postgres: Promise<PostgresServer> | undefined;
  #stage: Stage | undefined;
  #grown: Promise<GrownLogs> | undefined;

  private constructor(
    readonly folder: string,
    readonly options: PlaceOptions,
  ) {}

  static async make(options: PlaceOptions): Promise<Place> {
    return new Place(await runFolder('bench', options.say), options);
  }

  /** One PostgreSQL for all benches of a run, as it comes: durable, and tuned by nobody. */
  async postgres(): Promise<PostgresServer> {
    this.#postgres ??= startPostgres({ dataDir: this.#dataDir });
    return this.#postgres;
  }

  /** The logs of the growth benches, filled when they are first asked for and kept to the end of the run. */
  async grownLogs(): Promise<GrownLogs> {
    this.#grown ??= growLogs(new Stage(this), this.options.events);
    return this.#grown;
  }

  /** Where the next bench runs; all that it starts is gone before the one after it. */
  async on<Result>(work: (stage: Stage) => Promise<Result>): Promise<Result> {
    const stage = new Stage(this);
    this.#stage = stage;
    try {
      return await work(stage);
    } finally {
      await stage.clear();
    }
  }

  async clear(): Promise<void> {
    await this.#stage?.clear();
    const server = await this.#postgres?.catch(() => undefined);
    await server?.stop();
    await removePostgres(this.#dataDir);
    await rm(this.folder, { recursive: true, force: true });
  }

  get #dataDir(): string {
    return join(this.folder, 'postgres');
  }
}
