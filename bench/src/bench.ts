import type { Figure, Goal } from './measure/ratio.js';
import type { Stage } from './place/stage.js';

/** One figure that we promise, and how it is found. */
export interface Bench extends Goal {
  /** How it is asked for: `--only <name>`. */
  readonly name: string;
  readonly what: string;
  /** What it is held against; null where the goal is absolute. */
  readonly against: string | null;
  /** What the figure is, where it is no ratio: ` MB`. */
  readonly unit?: string;
  /** @throws Error when it could not be found, or one of the two did not do what it claims */
  run(stage: Stage): Promise<Figure>;
}
