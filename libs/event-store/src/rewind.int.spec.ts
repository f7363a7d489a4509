import { createTestDatabase, eventually, type TestDatabase } from '@estafette/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AN_HOUR_MS, migrated, Replica } from './fixtures/replica.js';
import type { Recorded, Subscription } from './index.js';
import { Cursors } from './index.js';

const NAME = 'sender';

/** A reader that sends elsewhere: keeps what it was given, and can be held in the middle of a batch. */
class Sender {
  readonly given: number[] = [];
  /** How many batches have begun. */
  batches = 0;
  held: PromiseWithResolvers<undefined> | null = null;

  readonly subscription: Subscription = { name: NAME, batch: 10, before: (events) => this.#take(events) };

  async #take(events: readonly Recorded[]): Promise<void> {
    this.batches++;
    await this.held?.promise;
    this.given.push(...events.map((event) => event.revision));
  }
}

let database: TestDatabase;
let open: Replica[] = [];

beforeEach(async () => {
  database = await createTestDatabase('rewind');
  await migrated(database);
});
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
  await database.drop();
});

async function started(): Promise<{ replica: Replica; sender: Sender }> {
  const [replica, sender] = [new Replica(database, { idleMs: AN_HOUR_MS }), new Sender()];
  replica.subscriptions.add(sender.subscription);
  open.push(replica);
  await replica.subscriptions.start();
  return { replica, sender };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const count = async (replica: Replica, times: number): Promise<void> => {
  await replica.count('x', 'an', ...numbers(times).map((n) => `${n}-${performance.now()}`));
};
const rewind = async (replica: Replica, nth: number): Promise<void> => {
  await new Cursors(replica.pool).rewind(NAME, nth);
  await replica.subscriptions.recheck();
};
const gets = (sender: Sender, all: readonly number[]): Promise<unknown> =>
  eventually(() => {
    expect(sender.given).toEqual(all);
    return Promise.resolve();
  });

describe('a reader whose cursor is moved back', () => {
  it('is given everything again, in order, though nothing new is written', async () => {
    const { replica, sender } = await started();
    await count(replica, 25);
    await gets(sender, numbers(25));
    await rewind(replica, 1);
    await gets(sender, [...numbers(25), ...numbers(25)]);
    await rewind(replica, 2);
    await gets(sender, [...numbers(25), ...numbers(25), ...numbers(25)]);
    await count(replica, 1);
    await gets(sender, [...numbers(25), ...numbers(25), ...numbers(26)]);
    expect(replica.failures).toEqual([]);
  });

  it('also when another replica runs it, and nobody polls', async () => {
    const first = await started();
    await eventually(() => first.replica.subscriptions.runners[0]?.leads === true);
    const other = await started();
    await count(other.replica, 5);
    await gets(first.sender, numbers(5));
    await rewind(other.replica, 1);
    await gets(first.sender, [...numbers(5), ...numbers(5)]);
    expect(other.sender.given).toEqual([]);
  });

  it('in the middle of a batch, which then does not count; and in the middle of the first batch again', async () => {
    const { replica, sender } = await started();
    const hold = (): PromiseWithResolvers<undefined> => (sender.held = Promise.withResolvers<undefined>());
    const go = (held: PromiseWithResolvers<undefined>): void => {
      sender.held = null;
      held.resolve(undefined);
    };
    let held = hold();
    await count(replica, 25);
    await eventually(() => sender.batches === 1);
    await rewind(replica, 1);
    // From here on the batch stands before the first event as the cursor does, but was read before the second moving back.
    go(held);
    held = hold();
    await eventually(() => sender.batches === 2);
    expect(sender.given).toEqual(numbers(10));
    await rewind(replica, 2);
    go(held);
    await gets(sender, [...numbers(10), ...numbers(10), ...numbers(25)]);
    expect(replica.failures).toEqual([]);
  });
});
