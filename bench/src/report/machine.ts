import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

export interface Machine {
  readonly cores: number;
  readonly model: string;
  /** In GB. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
}

export function thisMachine(): Machine {
  return {
    cores: availableParallelism(),
    model: cpus()[0]?.model.trim() ?? 'unknown',
    memory: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
  };
}
