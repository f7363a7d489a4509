import type { Bench } from '../bench.js';
import type { Figure } from '../measure/ratio.js';
import { inTurns } from '../measure/rounds.js';
import { countOf } from '../place/database.js';
import { SMALL } from '../place/grown-logs.js';
import { Noting } from '../place/noting.js';
import type { Stage } from '../place/stage.js';
import { Writer } from '../place/writer.js';

const WRITERS = 32;

function growthBench(name: string, what: string, run: (stage: Stage) => Promise<Figure>): Bench {
  return {
    name,
    what: `${what} with 10 million events in the log (--events)`,
    against: `the same with ${SMALL} events`,
    goal: 0.8,
    run: async (stage) => {
      const figure = await run(stage);
      const { events } = stage.place.options;
      return { ...figure, details: [...figure.details, `the large log had ${events} events and once-keys at first`] };
    },
  };
}

export const growthAppend = growthBench('growth-append', `append by ${WRITERS} writers`, async (stage) => {
  const { small, large } = await stage.place.grownLogs();
  const there = [await countOf(small.ownerUrl, 'log.events'), await countOf(large.ownerUrl, 'log.events')] as const;
  const options = { writers: WRITERS };
  const ours = await Writer.appending(stage, large, { ...options, name: 'append to the large log' }, there[1]);
  const other = await Writer.appending(stage, small, { ...options, name: 'append to the small log' }, there[0]);
  const figure = await inTurns({ ours: ours.side, other: other.side, unit: '/s' });
  await Promise.all([ours.check(), other.check()]);
  return figure;
});

export const growthCommand = growthBench('growth-command', 'note progress over HTTP', async (stage) => {
  const { small, large } = await stage.place.grownLogs();
  const ours = await Noting.challenges(stage, large, 'command on the large log');
  const other = await Noting.challenges(stage, small, 'command on the small log');
  const figure = await inTurns({ ours: ours.side, other: other.side, rounds: 7, warmUps: 2, unit: '/s' });
  await Promise.all([ours.check(), other.check()]);
  return figure;
});
