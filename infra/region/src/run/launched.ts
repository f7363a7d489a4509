/** A service that was launched, here or in a process of its own. */
export interface Launched {
  readonly name: string;
  readonly port: number;
  /** Its process, when it has its own; another one after it was started again. */
  readonly pid?: number | undefined;
  /** Whether it takes requests at this moment, as far as we know. */
  readonly up: boolean;
  stop(): Promise<void>;
}

/** What a service is told, by environment variables. */
export type Environment = Readonly<Record<string, string>>;

export interface LaunchOptions {
  readonly name: string;
  readonly port: number;
  readonly environment: Environment;
  /** The file that takes its log. */
  readonly log: string;
}

/** A service that did not come up. */
export class LaunchFailed extends Error {
  override readonly name = 'LaunchFailed';

  constructor(service: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${service} did not start, so everything was stopped.\n${why}`, { cause });
  }
}
