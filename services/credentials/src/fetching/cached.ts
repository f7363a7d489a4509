import type { Asked, Fetched, GuardedGet } from './guarded-fetch.js';

export interface CacheOptions {
  /** How many answers are kept; 256 unless said otherwise. */
  readonly mostEntries?: number;
  /** How large all kept bodies are together; 16 MiB unless said otherwise. */
  readonly mostBytes?: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

interface Kept {
  readonly fetched: Fetched;
  readonly until: number;
}

/**
 * Gives an answer again for as long as it says it keeps, and fetches once for all who ask the same at the same time.
 * Refusals and answers other than 200 are not kept: what is put right is seen at once.
 */
export function cached(get: GuardedGet, options: CacheOptions = {}): GuardedGet {
  const { now = () => performance.now() } = options;
  const shelf = new Shelf(options);
  const underway = new Map<string, Promise<Fetched>>();

  const fetchAndKeep = async (key: string, url: string, asked: Asked): Promise<Fetched> => {
    // From before it was asked: the answer was already growing old on its way.
    const began = now();
    const fetched = await get(url, asked);
    const until = began + fetched.secondsFresh * 1_000;
    if (fetched.status === 200 && until > now()) shelf.put(key, { fetched, until });
    return fetched;
  };

  return async (url, asked) => {
    // The limits are part of what is asked: nobody gets more than they take, or waits by another's patience.
    const key = JSON.stringify([url, asked.accept, asked.maxBytes, asked.timeoutMs]);
    const kept = shelf.take(key, now());
    if (kept) return ownCopy(kept);
    let fetching = underway.get(key);
    if (!fetching) {
      fetching = fetchAndKeep(key, url, asked).finally(() => underway.delete(key));
      underway.set(key, fetching);
    }
    return ownCopy(await fetching);
  };
}

/** Whoever alters their bytes alters nobody else's. */
function ownCopy(fetched: Fetched): Fetched {
  return { ...fetched, body: fetched.body.slice() };
}

/** What is kept, the longest unused first: that goes when there is no more room. */
class Shelf {
  readonly #kept = new Map<string, Kept>();
  readonly #mostEntries: number;
  readonly #mostBytes: number;
  #bytes = 0;

  constructor({ mostEntries = 256, mostBytes = 16 * 1_048_576 }: CacheOptions) {
    this.#mostEntries = mostEntries;
    this.#mostBytes = mostBytes;
  }

  take(key: string, at: number): Fetched | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    this.#drop(key, kept);
    if (kept.until <= at) return undefined;
    this.#add(key, kept);
    return kept.fetched;
  }

  put(key: string, kept: Kept): void {
    // Alone too large: it would drive out all else, and then itself.
    if (kept.fetched.body.length > this.#mostBytes) return;
    this.#add(key, kept);
    for (const [oldest, each] of this.#kept) {
      if (this.#kept.size <= this.#mostEntries && this.#bytes <= this.#mostBytes) return;
      this.#drop(oldest, each);
    }
  }

  #add(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    this.#bytes += kept.fetched.body.length;
  }

  #drop(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#bytes -= kept.fetched.body.length;
  }
}
