import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.js';
import type { TestFeeds, ToldEvent } from '../test-feeds.js';
import { messageId, startTestFeeds } from '../test-feeds.js';
import type { TestService } from '../test-service.js';
import { startTestService } from '../test-service.js';
import type { ConsumingService, Effect } from './effect.js';
import { delivered, effectOf, settled } from './effect.js';
import { holdUp, Operator } from './poison.js';
import { chunks, shuffledRepeats } from './shuffling.js';

type Environment = Readonly<Record<string, string>>;
type Message = ToldEvent & { readonly id: string };

/** What must be there before a story makes sense to the service: facts of others, and what people do here. */
export interface Setting<Running extends ConsumingService> {
  readonly told: readonly ToldEvent[];
  /** With the same ids each time; the facts are on their way by then. */
  readonly done: (service: TestService<Running>) => Promise<void>;
}

export interface ConsumerOptions<Running extends ConsumingService> {
  readonly name: string;
  readonly boot: (environment: Environment) => Promise<Running>;
  /** Every contract type that it follows or reacts to. */
  readonly takes: readonly string[];
  /**
   * What others tell, in the order in which it happened: every type, and two keys of each kind, as one is held up while
   * the other flows. What comes of it must not depend on the order of keys among each other.
   */
  readonly story: readonly ToldEvent[];
  /** Left out: nothing of the story can come too early. */
  readonly setting?: Setting<Running>;
  /** Members that differ from one run to the next (keys, salts, signatures), and kinds of streams whose ids do. */
  readonly random?: readonly string[];
}

const SEED = 7;
/** Parked messages try again by themselves after one second, then two: healing takes that long. */
const HEALED = { timeoutMs: 30_000 };

/**
 * Registers the tests that every consumer must pass, on a booted service that follows feeds: messages told ten times and
 * shuffled across keys, poison in front of a key, messages that came too early, and a new consumer that finds all of
 * history. Each is compared, row for row, with the story told once in order.
 */
export function consumerSpec<Running extends ConsumingService>(given: ConsumerOptions<Running>): void {
  const options = named(given);
  describe('messages of other services', () => {
    let feeds: TestFeeds;
    let once: Effect;
    beforeAll(async () => {
      feeds = await startTestFeeds(upstreamsOf(options));
      once = await inOrder(options, feeds);
    });
    afterAll(() => feeds.close());

    it('are told of in every type that it takes, by keys of each kind', () => {
      expect(faultsOfStory(options)).toEqual([]);
      expect(once.log.length).toBeGreaterThan(0);
    });

    it('ten times each and shuffled across keys leave what they leave once and in order', async () => {
      expect(await shuffled(options)).toEqual(once);
    });

    it('behind a poison one wait, parked with its cause, while other keys flow; mended and replayed all is in order', async () => {
      const keys = headsOf(options.story);
      await running(options, async (service) => {
        await set(service, options);
        const heads = keys.map((key) => options.story.filter((one) => keyOf(one) === key));
        const mend = await holdUp(
          service.database.ownerUrl,
          heads.flatMap(([first]) => first?.id ?? []),
        );
        for (const [first] of heads) if (first) service.feeds.tell({ ...first, id: messageId(first.type), data: {} });
        for (const message of options.story) service.feeds.tell(message);
        await delivered(service);
        const operator = await Operator.of(service);
        // Between two tries a message in front shows no cause yet.
        const waits = (cause: string, more: number): Promise<void> =>
          eventually(async () => {
            const messages = heads.map(({ length }) => length + more);
            expect(await operator.parked(keys)).toEqual({ keys, causes: keys.map(() => cause), messages });
          });
        await waits('FaultyMessage', 1);
        const others = new Set(options.story.filter((one) => !keys.includes(keyOf(one))).map(({ id }) => id));
        const flown = await effectOf(service.running, options.random);
        expect(causedBy(flown, others)).toEqual(causedBy(once, others));
        for (const key of keys) await operator.discardFirst(key);
        await waits('poison', 0);
        await operator.keepFromTrying(keys);
        await mend();
        for (const key of keys) await operator.replay(key);
        expect(await afterAllOf(service, options)).toEqual(once);
      });
    });

    if (options.setting) {
      it('that came too early are parked, and heal by themselves', async () => {
        await running(options, async (service) => {
          for (const message of options.story) service.feeds.tell(message);
          await delivered(service);
          const operator = await Operator.of(service);
          expect(await operator.causes()).toMatch(/-not-known-yet/);
          await set(service, options);
          expect(await afterAllOf(service, options)).toEqual(once);
        });
      });
    }

    it('reach a new consumer from the first on, and change nothing when they are read again', async () => {
      await running(
        options,
        async (service) => {
          await options.setting?.done(service);
          expect(await afterAllOf(service, options)).toEqual(once);
          await service.running.held.pool.query('delete from app.feed_cursors');
          await service.running.close();
          const again = await options.boot(service.environment);
          try {
            expect(await afterAllOf({ ...service, running: again }, options)).toEqual(once);
          } finally {
            await again.close();
          }
        },
        feeds,
      );
    });
  });
}

/** What the story leaves when it is told once, in its order. */
async function inOrder<Running extends ConsumingService>(
  options: ConsumerOptions<Running>,
  feeds?: TestFeeds,
): Promise<Effect> {
  return running(
    options,
    async (service) => {
      await set(service, options);
      for (const message of options.story) service.feeds.tell(message);
      await delivered(service);
      expect(await (await Operator.of(service)).causes()).toBe('');
      return afterAllOf(service, options);
    },
    feeds,
  );
}

/** What it leaves when each message is told ten times, keys shuffled, in several batches. */
async function shuffled<Running extends ConsumingService>(options: ConsumerOptions<Running>): Promise<Effect> {
  return running(options, async (service) => {
    await set(service, options);
    for (const some of chunks(shuffledRepeats(options.story, keyOf, SEED), 5)) {
      for (const message of some) service.feeds.tell(message);
      await delivered(service);
    }
    return afterAllOf(service, options);
  });
}

/** Whether repeats and another order of keys leave what the story leaves otherwise; for showing that the spec sees it. */
export async function bearsRepeats<Running extends ConsumingService>(
  given: ConsumerOptions<Running>,
): Promise<boolean> {
  const options = named(given);
  return isDeepStrictEqual(await shuffled(options), await inOrder(options));
}

/** What a story lacks. */
export function faultsOfStory<Running extends ConsumingService>(options: ConsumerOptions<Running>): string[] {
  const { takes, story, setting } = options;
  const told = new Set([...(setting?.told ?? []), ...story].map(({ type }) => type));
  const first = new Map(story.toReversed().map((one) => [keyOf(one), one.type]));
  const kinds = [...first.values()];
  return [
    ...takes.flatMap((type) => (told.has(type) ? [] : [`${type}: is not told`])),
    ...[...told].flatMap((type) => (takes.includes(type) ? [] : [`${type}: is not taken`])),
    ...headsOf(story).flatMap((key) => {
      const kind = first.get(key) ?? '';
      return kinds.filter((one) => one === kind).length > 1 ? [] : [`${kind}: only one key begins with it`];
    }),
    ...(story.length > first.size ? [] : ['no key has two messages']),
  ];
}

/** Ids that stay the same however often the story is told. */
function named<Running extends ConsumingService>(
  options: ConsumerOptions<Running>,
): Omit<ConsumerOptions<Running>, 'story'> & { readonly story: readonly Message[] } {
  const withId = (one: ToldEvent): Message => ({ id: messageId(one.type), ...one });
  const { setting } = options;
  return {
    ...options,
    story: options.story.map(withId),
    ...(setting ? { setting: { ...setting, told: setting.told.map(withId) } } : {}),
  };
}

async function running<Running extends ConsumingService, Result>(
  options: ConsumerOptions<Running>,
  use: (service: TestService<Running>) => Promise<Result>,
  feeds: TestFeeds | readonly string[] = upstreamsOf(options),
): Promise<Result> {
  const service = await startTestService(options.name, feeds, options.boot, { FIRST_ADMIN: randomUUID() });
  try {
    return await use(service);
  } finally {
    await service.close();
  }
}

async function set<Running extends ConsumingService>(
  service: TestService<Running>,
  { setting }: ConsumerOptions<Running>,
): Promise<void> {
  for (const message of setting?.told ?? []) service.feeds.tell(message);
  await setting?.done(service);
}

async function afterAllOf<Running extends ConsumingService>(
  service: TestService<Running>,
  { random }: ConsumerOptions<Running>,
): Promise<Effect> {
  await eventually(() => settled(service), HEALED);
  return effectOf(service.running, random);
}

function causedBy({ log }: Effect, messages: ReadonlySet<string>): Effect['log'] {
  return log.filter(({ cause }) => cause !== null && messages.has(cause));
}

/** `organisations/person-<id>`, as parked keys are called. */
function keyOf({ type, subject }: ToldEvent): string {
  return `${type.split('.')[2] ?? ''}/${subject}`;
}

/** One key of each kind: the first that begins with a type. */
function headsOf(story: readonly ToldEvent[]): string[] {
  const first = new Map(story.toReversed().map((one) => [keyOf(one), one.type]));
  const perKind = new Map([...first].map(([key, type]) => [type, key]));
  return [...perKind.values()].sort();
}

function upstreamsOf<Running extends ConsumingService>({ takes }: ConsumerOptions<Running>): string[] {
  return [...new Set(takes.map((type) => type.split('.')[2] ?? ''))];
}
