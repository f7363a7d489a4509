import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Cursor, Recorded } from './index.js';
import { START } from './index.js';
import type { RunnerSurroundings } from './runner.js';
import { Runner } from './runner.js';
import { Signal } from './signal.js';
import type { Subscription } from './subscription.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

const at = (nth: number): Cursor => ({ incarnation: 1, transactionId: BigInt(nth), position: nth });

/** A log that never ends, of which each read gives one event more. */
function surroundings(): { readonly around: RunnerSurroundings; readonly reads: number[] } {
  const reads: number[] = [];
  const read = (after: Cursor): Promise<readonly Recorded[]> => {
    reads.push(performance.now());
    const nth = after.position + 1;
    const metadata = { at: '', by: '', for: null };
    const event = { id: `${nth}`, streamId: 's', revision: nth, cursor: at(nth), type: 'Happened', data: {}, metadata };
    return Promise.resolve([event]);
  };
  const around: RunnerSurroundings = {
    // It connects to nothing: the subscriptions here ask it nothing.
    log: { read, pool: new pg.Pool() },
    cursors: { find: () => Promise.resolve(START), move: () => Promise.resolve(true) },
    direct: { tryLock: () => Promise.resolve(true), unlock: () => Promise.resolve() },
    wake: new Signal(),
    head: () => at(1_000_000),
    idleMs: 1_000,
    stalledMs: 1_000,
    failed: () => undefined,
  };
  return { around, reads };
}

async function readsWithin(ms: number, subscription: Subscription): Promise<number[]> {
  const { around, reads } = surroundings();
  const began = performance.now();
  const runner = new Runner(subscription, around);
  runner.start();
  await vi.advanceTimersByTimeAsync(ms);
  const stopped = runner.stop();
  await vi.advanceTimersByTimeAsync(ms);
  await stopped;
  return reads.map((time) => time - began).filter((time) => time <= ms);
}

it.each<[string, Subscription]>([
  ['a view', { name: 'quick', folded: () => Promise.resolve(true) }],
  ['a publisher', { name: 'quick', before: () => Promise.resolve() }],
])('%s takes in together what is written within five milliseconds', async (_who, subscription) => {
  expect(await readsWithin(20, subscription)).toEqual([0, 5, 10, 15, 20]);
});

it('a view that takes longer for a batch goes on at once', async () => {
  const slow = (): Promise<boolean> => new Promise((resolve) => setTimeout(() => resolve(true), 8));
  expect(await readsWithin(20, { name: 'slow', folded: slow })).toEqual([0, 8, 16]);
});

describe('a view whose database is away', () => {
  /** The log cannot be read until it is back. */
  function away(): { readonly runner: Runner; readonly tries: number[]; readonly comeBack: () => void } {
    const { around } = surroundings();
    const tries: number[] = [];
    let back = false;
    const read: RunnerSurroundings['log']['read'] = (after, most) => {
      tries.push(performance.now());
      return back ? around.log.read(after, most) : Promise.reject(new Error('away'));
    };
    const runner = new Runner(
      { name: 'view', folded: () => Promise.resolve(true) },
      { ...around, log: { ...around.log, read } },
    );
    return { runner, tries, comeBack: () => (back = true) };
  }

  it('is tried at growing intervals, five seconds at most, and at once when it may be back', async () => {
    const { runner, tries, comeBack } = away();
    runner.start();
    await vi.advanceTimersByTimeAsync(20_000);
    const waits = tries.slice(1).map((time, nth) => time - (tries[nth] ?? 0));
    expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    comeBack();
    runner.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(runner.cursor).toEqual(at(1));
    await Promise.all([runner.stop(), vi.advanceTimersByTimeAsync(10)]);
  });

  it('that is away again after that is tried at growing intervals from the first', async () => {
    const { runner, tries } = away();
    runner.start();
    await vi.advanceTimersByTimeAsync(20_000);
    const before = tries.length;
    runner.retry();
    await vi.advanceTimersByTimeAsync(700);
    const since = tries.slice(before);
    expect(since.map((time) => time - (since[0] ?? 0))).toEqual([0, 100, 300, 700]);
    await Promise.all([runner.stop(), vi.advanceTimersByTimeAsync(10)]);
  });

  it('stops at once, however long the pause', async () => {
    const { runner } = away();
    runner.start();
    await vi.advanceTimersByTimeAsync(12_000);
    const stopping = performance.now();
    await Promise.all([runner.stop(), vi.advanceTimersByTimeAsync(0)]);
    expect(performance.now()).toBe(stopping);
  });
});
