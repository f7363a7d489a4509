import type { Bench } from '../bench.js';
import { inTurns } from '../measure/rounds.js';
import { Writer } from '../place/writer.js';

function appendBench(writers: number, goal: number): Bench {
  return {
    name: `append-${writers}`,
    what: `append of one event with its once-key, ${writers === 1 ? 'one writer' : `${writers} writers on own streams`}`,
    against: 'a bare prepared single-row INSERT, same columns and indexes',
    goal,
    run: async (stage) => {
      const database = await stage.log('append');
      const ours = await Writer.appending(stage, database, { writers });
      const raw = await Writer.raw(stage, database, { writers });
      const figure = await inTurns({ ours: ours.side, other: raw.side, unit: '/s' });
      await Promise.all([ours.check(), raw.check()]);
      return figure;
    },
  };
}

export const append1 = appendBench(1, 0.8);
export const append8 = appendBench(8, 1);
export const append32 = appendBench(32, 1.5);
