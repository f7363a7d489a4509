import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@estafette/test-kit';
import type { Point } from './chain/service-process.js';
import { Topics } from './chain/topics.js';
import { KNOWN_BY_NOTHING } from './breaks.js';
import { fault } from './fault.js';
import { SHORT_SESSIONS } from './short-sessions.js';

const SERVICE = 'validation';
const UPSTREAM = 'organisations';
const POINTS: readonly Point[] = ['before-facts', 'after-facts', 'before-offset-commit'];
const WITHIN_MS = 120_000;

fault({
  name: 'fenced',
  promise:
    'a consumer of Kafka that stands still beyond its session is stood in for; when it goes on it has no effect, and moves no offset back',
  longOnly: true,
  transports: ['kafka'],
  chain: { replicas: { [SERVICE]: 2 } },
  always: SHORT_SESSIONS,
  run: async (run) => {
    const { chain } = run;
    const faults: string[] = [];
    const [sleeper, standby] = chain.of(SERVICE);
    if (!sleeper || !standby) throw new Error('this takes two replicas');
    const traffic = await run.traffic({ commands: run.scaled(200, 1_000), answerWithinMs: 3_000 });
    const topics = await Topics.of(chain);
    try {
      const group = await topics.groupOf(SERVICE, UPSTREAM);
      for (const point of run.scaled(POINTS.slice(0, 1), POINTS)) {
        await sleeper.end('SIGKILL');
        sleeper.spawn({ at: { point, nth: 1, signal: 'SIGSTOP' } });
        await eventually(() => sleeper.stopped, { timeoutMs: WITHIN_MS });
        await eventually(async () => (await topics.membersOf(group)) === 1, { timeoutMs: WITHIN_MS });
        const stood = await topics.offsetsOf(group);
        const movedOn = async (): Promise<boolean> =>
          [...(await topics.offsetsOf(group))].every(([partition, offset]) => offset > (stood.get(partition) ?? 0));
        await eventually(movedOn, { timeoutMs: WITHIN_MS });
        sleeper.signal('SIGCONT');
        faults.push(...(await goingBack(topics, group)));
      }
      return [...faults, ...(await run.judge(traffic))];
    } finally {
      await topics.close();
    }
  },
  breaks: [KNOWN_BY_NOTHING],
});

/** Looks at the offsets of a group until it has two members again. */
async function goingBack(topics: Topics, group: string): Promise<string[]> {
  const faults: string[] = [];
  let before = await topics.offsetsOf(group);
  for (const until = performance.now() + WITHIN_MS; performance.now() < until;) {
    const now = await topics.offsetsOf(group);
    for (const [partition, offset] of now)
      if (offset < (before.get(partition) ?? 0))
        faults.push(`back: partition ${partition} went from ${before.get(partition)} to ${offset}`);
    before = now;
    if ((await topics.membersOf(group)) === 2) return faults;
    await delay(10);
  }
  return [...faults, 'alone: whoever stood still never joined its group again'];
}
