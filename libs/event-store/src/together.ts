/** While one statement is under way the next can be filled; a third wins nothing, and makes them smaller. */
const MOST_UNDER_WAY = 2;
const MOST_KEYS = 32;

interface Waiting<Answer> {
  readonly key: string;
  readonly resolve: (answer: Promise<Answer> | Answer) => void;
}

/**
 * Looks that wait at the same moment share a statement; each gets its own answer. Who meets nothing under way does not
 * wait for company. A look always sees what was written before it was asked for: it never joins a statement that began.
 */
export class Together<Answer> {
  #waiting: Waiting<Answer>[] = [];
  #underWay = 0;
  #called = false;

  /** @param many looks several keys up in one statement; each key is named once. The answers are in the order of the keys */
  constructor(private readonly many: (keys: readonly string[]) => Promise<readonly Answer[]>) {}

  look(key: string): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#waiting.push({ key, resolve });
    this.#call();
    return promise;
  }

  // At the end of this turn of the event loop, when all who come in this turn are there.
  #call(): void {
    if (this.#called) return;
    this.#called = true;
    setImmediate(() => {
      this.#called = false;
      while (this.#underWay < MOST_UNDER_WAY && this.#waiting.length > 0) {
        this.#underWay += 1;
        void this.#run(this.#waiting.splice(0, MOST_KEYS));
      }
    });
  }

  async #run(group: readonly Waiting<Answer>[]): Promise<void> {
    await this.#answer(Map.groupBy(group, ({ key }) => key));
    this.#underWay -= 1;
    this.#call();
  }

  async #answer(asking: ReadonlyMap<string, readonly Waiting<Answer>[]>): Promise<void> {
    const keys = [...asking.keys()];
    const answer = (key: string, by: Promise<Answer> | Answer): void => {
      for (const { resolve } of asking.get(key) ?? []) resolve(by);
    };
    try {
      const answers = await this.many(keys);
      for (const [nth, key] of keys.entries()) answer(key, answers[nth] as Answer);
    } catch (error) {
      // What fails them all may be about one of them: alone, each gets its own answer.
      const alone = async (key: string): Promise<Answer> => {
        if (keys.length === 1) throw error;
        return (await this.many([key]))[0] as Answer;
      };
      const answers = keys.map((key) => {
        const own = alone(key);
        answer(key, own);
        return own;
      });
      await Promise.allSettled(answers);
    }
  }
}
