import pg from 'pg';
import { appending } from '../given/append-one.js';
import type { Noted } from '../given/noted.js';
import { Notes } from '../given/noted.js';
import { insertRaw } from '../given/raw-events.js';
import type { Done } from '../measure/pace.js';
import { forMs } from '../measure/pace.js';
import { serve } from './serve.js';

// Writers, each on streams of its own: by our append, or by the bare statement.

type Write = (event: Noted, notes: Notes) => Promise<unknown>;
let write: Write | undefined;
const writers: Notes[] = [];

const tasks = {
  open: ({ url, connections, how }: { url: string; connections: number; how: 'append' | 'raw' }): void => {
    const pool = new pg.Pool({ connectionString: url, max: connections });
    const append = appending(pool);
    write = how === 'append' ? (event, notes) => append(event, notes.once(event)) : (event) => insertRaw(pool, event);
  },
  round: ({ ms, writers: wanted }: { ms: number; writers: number }): Promise<Done> => {
    while (writers.length < wanted) writers.push(new Notes());
    return forMs(ms, wanted, (nth) => {
      const notes = writers[nth];
      if (!write || !notes) throw new Error('open first');
      return write(notes.next(), notes);
    });
  },
};

export type Writing = typeof tasks;
serve(tasks);
