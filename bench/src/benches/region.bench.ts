import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.js';
import type { Figure } from '../measure/ratio.js';
import { median, spreadOf } from '../measure/ratio.js';
import { Region } from '../place/region.js';

const LOOKS = 20;
const LOOK_EVERY_MS = 1_000;
/** What the demo left to do is done by then. */
const SETTLED_MS = 10_000;
const WINDOWS = 3;
const WINDOW_MS = 20_000;

async function looked(times: number, look: () => Promise<number>, details: readonly string[]): Promise<Figure> {
  const values: number[] = [];
  for (let nth = 0; nth < times; nth++) values.push(await look());
  return { ratio: median(values), spread: spreadOf(values), details };
}

export const memoryAfterDemo: Bench = {
  name: 'memory-after-demo',
  what: 'memory (RSS) of the process of `npm start` after the demo, npm and PostgreSQL apart',
  against: null,
  goal: 450,
  atMost: true,
  unit: ' MB',
  run: async (stage) => {
    const region = await Region.start(stage);
    const look = async (): Promise<number> => {
      await delay(LOOK_EVERY_MS);
      return region.memory;
    };
    return looked(LOOKS, look, [`${LOOKS} looks, one a second, from the end of the demo on`]);
  },
};

export const idleCpu: Bench = {
  name: 'idle-cpu',
  what: 'processor time of the process of `npm start` while nobody asks anything',
  against: null,
  goal: 0.02,
  atMost: true,
  unit: ' of a core',
  run: async (stage) => {
    const region = await Region.start(stage);
    await delay(SETTLED_MS);
    const look = async (): Promise<number> => {
      const [before, began] = [region.processorTime, performance.now()];
      await delay(WINDOW_MS);
      return (region.processorTime - before) / ((performance.now() - began) / 1_000);
    };
    return looked(WINDOWS, look, [`${WINDOWS} times ${WINDOW_MS / 1_000} s`]);
  },
};
