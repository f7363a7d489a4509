import { GroupCommit } from '@estafette/event-store';
import type { Pool } from 'pg';
import type { Noted, Notes } from './noted.js';

/** Writes one event with its once-key, by what the event store writes with. */
export type AppendOne = (event: Noted, once: ReturnType<Notes['once']>) => Promise<unknown>;

export function appending(pool: Pool): AppendOne {
  const group = new GroupCommit(pool);
  return (event, once) => group.append({ events: [event], onces: [once] });
}
