import { eventually } from '@estafette/test-kit';
import type { Chain } from './chain/chain.js';
import { cursorsBack, watchCursors } from './checks/cursors-back.js';
import type { Run } from './fault.js';
import { fault } from './fault.js';

const BOARD = 'view:challenge_board_v2';

fault({
  name: 'stalled',
  promise:
    'a runner that stands still in the middle of a batch is stood in for, and has no effect when it goes on; nor does it matter that its lock connection is cut',
  chain: { replicas: { challenges: 2, validation: 2 } },
  run: async (run) => {
    const { chain } = run;
    await watchCursors(chain, 'challenges');
    const traffic = await run.traffic({ commands: run.scaled(200, 1_000), answerWithinMs: 3_000 });
    for (let rounds = run.scaled(1, 5); rounds > 0; rounds--) {
      await stallsAt(run, 'before-board-moves');
      await stallsAt(run, 'after-view-batch');
      await chain.cluster.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'estafette-direct' and datname in ('challenges', 'validation')`,
      );
    }
    return [...(await run.judge(traffic)), ...(await cursorsBack(chain, 'challenges'))];
  },
  breaks: [
    {
      what: 'a cursor that moves without being compared',
      inside: {
        edits: [
          {
            file: 'event-store/dist/cursors.js',
            find: 'where name = $1 and (incarnation, transaction_id, position) = ($5::int, $6::text::xid8, $7::bigint)',
            put: 'where name = $1 and ($5::int, $6::text::xid8, $7::bigint) is not null',
          },
          {
            file: 'event-store/dist/view-writer.js',
            find: 'moved_at = coalesce($10::timestamptz, moved_at)',
            put: '$10::timestamptz is not distinct from $10',
          },
        ],
      },
      seenAs: new RegExp(`^cursor: ${BOARD}`, 'm'),
    },
  ],
});

/** The one that runs the views stands still at a point until the other has moved the cursor, then goes on. */
async function stallsAt(run: Run, point: 'before-board-moves' | 'after-view-batch'): Promise<void> {
  const { chain } = run;
  const [runner, standby] = chain.of('challenges');
  if (!runner || !standby) throw new Error('this takes two replicas');
  await Promise.all([runner.end('SIGKILL'), standby.end('SIGKILL')]);
  // The one that is there first is the runner.
  await runner.start({ at: { point, nth: 10 + run.random.below(10), signal: 'SIGSTOP' } });
  await standby.start();
  await eventually(() => runner.stopped, { timeoutMs: 60_000 });
  const stood = await cursorOf(chain);
  await eventually(async () => (await cursorOf(chain)) !== stood, { timeoutMs: 60_000 });
  runner.signal('SIGCONT');
  await runner.untilReady();
}

async function cursorOf(chain: Chain): Promise<string> {
  const { rows } = await chain
    .pool('challenges')
    .query<{ cursor: string }>(
      `select concat_ws('.', incarnation, transaction_id, position) as cursor from app.cursors where name = $1`,
      [BOARD],
    );
  return rows[0]?.cursor ?? '';
}
