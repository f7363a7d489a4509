/** What a program of the benches can be asked to do, by name. What goes in and comes out travels as JSON. */
export type Tasks = Readonly<Record<string, (given: never) => unknown>>;

export interface Asked {
  readonly id: number;
  readonly task: string;
  readonly given: unknown;
}

export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly fault: string }
  | { readonly ready: true };

/** Does what the parent asks, one thing after another or side by side, until the parent is gone. */
export function serve(tasks: Tasks): void {
  process.on('message', (asked: Asked) => void answer(tasks, asked));
  process.once('disconnect', () => process.exit(0));
  say({ ready: true });
}

async function answer(tasks: Tasks, { id, task, given }: Asked): Promise<void> {
  try {
    const work = tasks[task];
    if (!work) throw new Error(`this program has no task ${task}`);
    say({ id, result: await work(given as never) });
  } catch (error) {
    say({ id, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function say(answer: Answer): void {
  if (!process.send) throw new Error('this program is started by a bench, not by hand');
  process.send(answer);
}
