import { challenges } from '@estafette/challenges';
import type { Bench } from '../bench.js';
import type { Done } from '../measure/pace.js';
import { perSecond } from '../measure/pace.js';
import { inTurns } from '../measure/rounds.js';
import type { Child } from '../place/child.js';
import { connected, countOf } from '../place/database.js';
import type { Stage } from '../place/stage.js';
import type { Viewing } from '../programs/viewing.js';

const VIEW = 'challenge-board';
const RELAYS = 2_000;

interface Filled {
  readonly child: Child<Viewing>;
  readonly events: number;
}

async function filled(stage: Stage): Promise<Filled> {
  const database = await stage.log('view', [new URL('migrations/', challenges.root)]);
  const child = await stage.child<Viewing>('viewing');
  await child.ask('open', { url: database.runtimeUrl, view: VIEW });
  const events = await child.ask('fill', { challenges: RELAYS });
  await connected(database.ownerUrl, (client) => client.query('analyze'));
  const found = await countOf(database.ownerUrl, 'log.events');
  if (found !== events) throw new Error(`${events} events were written, but ${found} are there`);
  return { child, events };
}

function viewBench(how: 'live' | 'rebuild', what: string, goal: number): Bench {
  return {
    name: `view-${how}`,
    what: `${what}: ${VIEW}`,
    against: 'a read-only scan of the same events, in pieces of the same size',
    goal,
    run: async (stage) => {
      const { child, events } = await filled(stage);
      const whole = (done: Done): number => {
        if (done.operations !== events) throw new Error(`${done.operations} events were read instead of ${events}`);
        return perSecond(done);
      };
      const digests = new Set<string>();
      const fold = async (as: typeof how): Promise<number> => {
        const done = await child.ask(as, { events });
        if (done.rows !== RELAYS) throw new Error(`the view has ${done.rows} rows instead of ${RELAYS}`);
        digests.add(done.digest);
        return whole(done);
      };
      const figure = await inTurns({
        ours: { name: how === 'live' ? 'live' : 'rebuild', round: () => fold(how) },
        other: { name: 'scan', round: async () => whole(await child.ask('scan', { as: how })) },
        rounds: 5,
        unit: ' events/s',
      });
      // The other way to the same rows: what was measured must have folded everything, and rightly.
      await fold(how === 'live' ? 'rebuild' : 'live');
      if (digests.size !== 1) throw new Error('live and rebuilt rows are not the same');
      return { ...figure, details: [...figure.details, `${events} events of ${RELAYS} challenges, 200 at once`] };
    },
  };
}

export const viewLive = viewBench('live', 'a view that catches up with its log', 0.15);
export const viewRebuild = viewBench('rebuild', 'a view that is rebuilt', 0.4);
