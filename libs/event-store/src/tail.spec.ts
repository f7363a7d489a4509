import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Cursor } from './cursor.js';
import { compareCursors, START } from './cursor.js';
import type { Recorded } from './events.js';
import { Tail } from './tail.js';

const at = (nth: number): Cursor => ({ incarnation: 1, transactionId: BigInt(nth), position: nth });

function recorded(nth: number): Recorded {
  const metadata = { at: '2026-11-21T09:00:00.000Z', by: 'someone', for: null };
  return { id: `${nth}`, streamId: 's', revision: nth, cursor: at(nth), type: 'Happened', data: {}, metadata };
}

/** A log that grows, counts how often it is read, and answers what it holds when it is asked, some turns later. */
class Growing {
  readonly events: Recorded[] = [];
  reads = 0;
  readonly tail = new Tail(async (after, limit) => {
    const past = this.events.filter(({ cursor }) => compareCursors(cursor, after) > 0).slice(0, limit);
    await turns(this.delays[this.reads++ % this.delays.length] ?? 0);
    return past;
  });

  constructor(private readonly delays: readonly number[] = [0]) {}

  grow(by: number): void {
    for (let left = by; left > 0; left--) this.events.push(recorded(this.events.length + 1));
  }
}

async function turns(many: number): Promise<void> {
  for (let left = many; left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
}

it('gives every reader every event once, in order, whatever the others read meanwhile', async () => {
  const limits = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(limits, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(300), { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat(6), { minLength: 1, maxLength: 8 }),
      async (readers, growth, delays) => {
        const log = new Growing(delays);
        let grows = true;
        const reader = async (most: readonly number[]): Promise<Recorded[]> => {
          const mine: Recorded[] = [];
          for (let nth = 0; ; nth++) {
            const last = !grows;
            const events = await log.tail.read(mine.at(-1)?.cursor ?? START, most[nth % most.length] ?? 1);
            mine.push(...events);
            if (last && events.length === 0) return mine;
            await turns(1);
          }
        };
        const reading = readers.map(reader);
        for (const by of growth) {
          log.grow(by);
          await turns(2);
        }
        grows = false;
        for (const mine of await Promise.all(reading))
          expect(mine.map(({ revision }) => revision)).toEqual(log.events.map(({ revision }) => revision));
      },
    ),
  );
});

it('reads the log once for readers that stand at the same place', async () => {
  const log = new Growing();
  log.grow(10);
  const all = await Promise.all([1, 2, 3].map(() => log.tail.read(START, 500)));
  expect(all.map((events) => events.length)).toEqual([10, 10, 10]);
  expect(await log.tail.read(at(4), 500)).toEqual(log.events.slice(4));
  expect(log.reads).toBe(1);
});

it('keeps what it holds while somebody reads far behind', async () => {
  const log = new Growing();
  log.grow(1_000);
  await log.tail.read(at(990), 500);
  await log.tail.read(START, 100);
  expect(await log.tail.read(at(995), 500)).toHaveLength(5);
  expect(log.reads).toBe(2);
});

it('lets nobody join a read that began before they asked', async () => {
  const answers: PromiseWithResolvers<readonly Recorded[]>[] = [];
  const tail = new Tail(() => {
    const answer = Promise.withResolvers<readonly Recorded[]>();
    answers.push(answer);
    return answer.promise;
  });
  const first = tail.read(START, 500);
  await new Promise((resolve) => setImmediate(resolve));
  const second = tail.read(START, 500);
  await new Promise((resolve) => setImmediate(resolve));
  answers[0]?.resolve([]);
  answers[1]?.resolve([recorded(1)]);
  expect(await first).toEqual([]);
  expect(await second).toEqual([recorded(1)]);
});
