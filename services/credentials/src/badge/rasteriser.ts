import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { refuse } from '@estafette/decider';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';

const LONGEST_MS = 10_000;
const KEPT_BYTES = 8 * 1024 * 1024;

/** As source it is run by Node, which strips its types. */
const WORKER = new URL(`./rasterise.worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** So long a drawing may take that somebody wants to upload; once it is taken it has more, for when the machine is busy. */
const LONGEST_TRIAL_MS = 4_000;
/** More than so many wait for nothing good. */
const MOST_TRIALS = 8;

/**
 * Draws SVG as PNG. What a drawing asks for can take any time, so each is drawn in a thread that is ended when it takes too long; one
 * at a time, since the processor is for those who issue and verify. Whoever tries a drawing out waits for others who do, and nobody else does.
 */
export class Rasteriser {
  readonly #drawn = new LRUCache<string, Uint8Array>({ maxSize: KEPT_BYTES, sizeCalculation: ({ length }) => length });
  readonly #wanted = pLimit(1);
  readonly #trials = pLimit(1);

  constructor(
    private readonly longestMs = LONGEST_MS,
    private readonly longestTrialMs = LONGEST_TRIAL_MS,
  ) {}

  /** @returns a PNG of 512 pixels across; undefined where it cannot be drawn, or not soon enough */
  toPng(svg: string): Promise<Uint8Array | undefined> {
    return this.#known(svg) ?? this.#wanted(() => this.#known(svg) ?? this.#draw(svg, this.longestMs));
  }

  /**
   * Whether a drawing that nobody has seen yet can be drawn soon.
   *
   * @throws DomainError `drawing-busy`
   */
  async isDrawable(svg: string): Promise<boolean> {
    if (this.#known(svg)) return true;
    if (this.#trials.pendingCount >= MOST_TRIALS) {
      refuse('drawing-busy', 'Many drawings are being tried out at this moment: send it again in a minute.');
    }
    return (await this.#trials(() => this.#draw(svg, this.longestTrialMs))) !== undefined;
  }

  #known(svg: string): Promise<Uint8Array> | undefined {
    const png = this.#drawn.get(digestOf(svg));
    return png && Promise.resolve(png);
  }

  async #draw(svg: string, longestMs: number): Promise<Uint8Array | undefined> {
    const png = await draw(svg, longestMs);
    if (png) this.#drawn.set(digestOf(svg), png);
    return png;
  }
}

const digestOf = (svg: string): string => createHash('sha256').update(svg).digest('base64');

async function draw(svg: string, longestMs: number): Promise<Uint8Array | undefined> {
  const worker = new Worker(WORKER, { workerData: svg, execArgv: [], env: {} });
  const drawn = new Promise<Uint8Array | undefined>((resolve) => {
    worker.once('message', resolve);
    // What cannot be drawn is an error of its thread, which then ends.
    worker.once('error', () => resolve(undefined));
    worker.once('exit', () => resolve(undefined));
  });
  const late = setTimeout(() => void worker.terminate(), longestMs);
  try {
    return await drawn;
  } finally {
    clearTimeout(late);
    await worker.terminate();
  }
}
