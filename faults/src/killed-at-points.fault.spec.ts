import type { Point } from './chain/service-process.js';
import { fault } from './fault.js';
import { SHORT_SESSIONS } from './short-sessions.js';
import { KNOWN_BY_NOTHING } from './breaks.js';

/** Where each service is killed: every step between a request or a message and what it leads to. */
const POINTS: Readonly<Record<'feed' | 'kafka', Readonly<Record<string, readonly Point[]>>>> = {
  feed: {
    challenges: ['before-append', 'after-append', 'before-facts', 'after-facts', 'after-view-batch'],
    validation: ['before-append', 'after-append', 'before-feed-cursor'],
    credentials: ['after-append', 'before-feed-cursor'],
  },
  kafka: {
    challenges: ['before-append', 'after-append', 'before-facts', 'after-facts', 'before-publish', 'after-publish'],
    validation: ['before-append', 'after-append', 'before-offset-commit', 'before-publish'],
    credentials: ['after-append', 'before-offset-commit'],
  },
};

fault({
  name: 'killed-at-points',
  promise: 'a service that is killed between any two steps goes on where it was, without loss or repetition',
  always: SHORT_SESSIONS,
  run: async (run) => {
    const { chain, transport, random } = run;
    const traffic = await run.traffic({ commands: run.scaled(300, 2_000) });
    // Each dies at its points one after the other, as soon as it is back; the services do so side by side.
    const deaths = Object.entries(POINTS[transport]).map(async ([service, points]) => {
      const victim = chain.one(service);
      await victim.end('SIGKILL');
      for (const point of Array.from({ length: run.scaled(1, 4) }, () => points).flat()) {
        victim.spawn({ at: { point, nth: 1 + random.below(3) } });
        await Promise.race([victim.ended, traffic.over]);
        await victim.end('SIGKILL');
      }
      await victim.start();
    });
    await Promise.all(deaths);
    return run.judge(traffic);
  },
  breaks: [
    KNOWN_BY_NOTHING,
    {
      what: 'a feed cursor that moves before the messages have had their effect',
      inside: {
        edits: [
          {
            file: 'messaging/dist/feed/feed-reader.js',
            find: 'await this.delivery.deliver(',
            put: 'await this.#cursors.move(name, cursor, next); await this.delivery.deliver(',
          },
        ],
      },
      seenAs: /^untaken/m,
    },
    {
      what: 'offsets that are committed before the messages have had their effect',
      on: 'kafka',
      inside: {
        edits: [
          {
            file: 'messaging/dist/kafka/upstream-consumer.js',
            find: 'await this.#delivery.deliver(',
            put: `await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: String(BigInt(batch.lastOffset()) + 1n) }] }] }); await this.#delivery.deliver(`,
          },
        ],
      },
      seenAs: /^untaken/m,
    },
  ],
});
