import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';

const LONGEST_MS = 10_000;
const KEPT_BYTES = 8 * 1024 * 1024;

/** As source it is run by Node, which strips its types. */
const WORKER = new URL(`./rasterise.worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/**
 * Draws SVG as PNG. What a drawing asks for can take any time, so each is drawn in a thread that is ended when it takes too long; one
 * at a time, since the processor is for those who issue and verify.
 */
export class Rasteriser {
  readonly #drawn = new LRUCache<string, Uint8Array>({ maxSize: KEPT_BYTES, sizeCalculation: ({ length }) => length });
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly longestMs = LONGEST_MS) {}

  /** @returns a PNG of 512 pixels across; undefined where it cannot be drawn, or not soon enough */
  async toPng(svg: string): Promise<Uint8Array | undefined> {
    const digest = createHash('sha256').update(svg).digest('base64');
    const turn = this.#last.then(() => this.#drawn.get(digest) ?? draw(svg, this.longestMs));
    // Whoever comes next has their turn, whatever came of this one.
    this.#last = turn.catch(() => undefined);
    const png = await turn;
    if (png) this.#drawn.set(digest, png);
    return png;
  }
}

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
