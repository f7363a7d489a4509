import { FetchRefused } from './fetch-refused.js';

/**
 * So many at once, and so many of one host. What finds no place is refused instead of waiting in line: a line would grow
 * at the will of strangers.
 */
export class Places {
  #taken = 0;
  readonly #ofHost = new Map<string, number>();

  constructor(
    private readonly most: number,
    private readonly mostPerHost: number,
  ) {}

  /** Takes a place; the answer gives it back, once. */
  take(host: string): () => void {
    const ofHost = this.#ofHost.get(host) ?? 0;
    if (this.#taken >= this.most || ofHost >= this.mostPerHost) {
      throw new FetchRefused('too-many-at-once', 'Too much is being fetched at this moment: try again in a minute.');
    }
    this.#taken += 1;
    this.#ofHost.set(host, ofHost + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#taken -= 1;
      const left = (this.#ofHost.get(host) ?? 1) - 1;
      // Forgotten when nobody is left, or every host ever asked would be kept.
      if (left === 0) this.#ofHost.delete(host);
      else this.#ofHost.set(host, left);
    };
  }
}
