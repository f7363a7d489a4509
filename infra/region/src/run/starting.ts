import type { DataFolder } from './data-folder.js';
import type { Ports } from './ports.js';
import type { ProcessList } from './process-list.js';
import type { Stops } from './stops.js';

/** What the parts of one start share. */
export interface Starting {
  readonly folder: DataFolder;
  readonly ports: Ports;
  /** Where services' processes are written down; null when they all live in this one. */
  readonly processes: ProcessList | null;
  readonly stops: Stops;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Breaks off what is started side by side. */
  readonly breakOff: AbortController;
  /** Says that something ended on which all else stands. */
  readonly broken: (why: Error) => void;
}
