/** Lets waiters sleep until something changed, a time-out, or the end. A change while nobody waits is not lost. */
export class Signal {
  #version = 0;
  #waiting = new Set<() => void>();

  get version(): number {
    return this.#version;
  }

  notify(): void {
    this.#version++;
    for (const wake of this.#waiting) wake();
  }

  /** Resolves once the version is beyond `seen`, or after `ms`. */
  async past(seen: number, ms: number): Promise<void> {
    if (this.#version !== seen) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#waiting.add(wake);
    });
  }
}
