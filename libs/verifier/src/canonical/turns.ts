import { rest } from '#platform';

/** Lets one piece of work in at a time, in the order of asking; between two of them everything else has its turn. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as `work` does; what one does, fails or not, is nothing to the next. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.then(rest, rest);
    return turn;
  }
}
