import { eventually } from '@estafette/test-kit';
import type { Chain } from './chain/chain.js';
import { holding } from './chain/cluster.js';
import { asOperator } from './chain/operator.js';
import { fault } from './fault.js';
import type { Traffic } from './traffic/traffic.js';

const STORY = 'challenge-story';

fault({
  name: 'rebuilt',
  promise:
    'a view is rebuilt while commands are written; killed in the middle, or held up by a long reader, it stands as it was; a new version is built beside the old',
  longOnly: true,
  chain: { replicas: { challenges: 2 } },
  run: async (run) => {
    const { chain } = run;
    const faults: string[] = [];
    const traffic = await run.traffic({ commands: run.scaled(300, 2_000) });
    const service = chain.one('challenges');
    for (let rounds = run.scaled(1, 5); rounds > 0; rounds--) {
      await service.end('SIGKILL');
      await service.start({ at: { point: 'in-rebuild', nth: 1 } });
      // It dies while it is asked.
      await asOperator(chain, 'challenges', 'POST', `views/${STORY}/rebuilds`, {}).catch(() => undefined);
      await service.ended;
      await service.start();
      faults.push(...(await rebuilt(chain, null)));
      const reader = await holding(databaseOf(chain), 'begin', 'select count(*) from app.challenge_story_v3');
      faults.push(...(await rebuilt(chain, /run the rebuild again/)));
      await reader.end();
      faults.push(...(await rebuilt(chain, null)));
    }
    await newVersion(chain, traffic);
    return [...faults, ...(await run.judge(traffic)), ...(await sameRows(chain))];
  },
  breaks: [
    {
      what: 'a swap that leaves out what was written since',
      inside: {
        edits: [
          {
            file: 'event-store/dist/rebuild.js',
            find: 'const place = await foldTo(log, client, writer, from, options);',
            put: 'const place = { cursor: live, events: 0 };',
          },
          {
            file: 'event-store/dist/rebuild.js',
            find: 'const events = await swap(',
            put: 'await new Promise((later) => setTimeout(later, 500)); const events = await swap(',
          },
        ],
      },
      seenAs: /^view:/m,
    },
  ],
});

function databaseOf(chain: Chain): string {
  return chain.databases.get('challenges')?.runtimeUrl ?? '';
}

interface Listed {
  readonly views: readonly {
    readonly view: string;
    readonly state: string;
    readonly lastRebuild: { readonly running: boolean; readonly fault: string | null } | null;
  }[];
}

/** Has the view rebuilt, and looks how it ended: well, or with a fault that says so. */
async function rebuilt(chain: Chain, expected: RegExp | null): Promise<string[]> {
  const { status } = await asOperator(chain, 'challenges', 'POST', `views/${STORY}/rebuilds`, {});
  if (status !== 202) return [`rebuild: it was answered ${status}, not 202`];
  const last = await eventually(
    async () => {
      const { json } = await asOperator(chain, 'challenges', 'GET', 'views');
      const { lastRebuild = null } = (json as Listed).views.find(({ view }) => view === STORY) ?? {};
      return lastRebuild && !lastRebuild.running ? lastRebuild : false;
    },
    { timeoutMs: 60_000 },
  );
  if (expected === null) return last.fault === null ? [] : [`rebuild: ${last.fault}`];
  return expected.test(last.fault ?? '')
    ? []
    : [`rebuild: held up by a reader it should have failed, but: ${last.fault ?? 'no fault'}`];
}

/** One replica is deployed with a new version of the view: it builds its table while the other goes on with the old one. */
async function newVersion(chain: Chain, traffic: Traffic): Promise<void> {
  const [, replica] = chain.of('challenges');
  if (!replica) throw new Error('this takes two replicas');
  await chain
    .pool('challenges')
    .query('create table app.challenge_story_v4 (like app.challenge_story_v3 including all)');
  await replica.end();
  const edit = { file: 'challenge-story/challenge-story.view.js', find: 'version: 3', put: 'version: 4' };
  await replica.start({ edits: [edit] });
  await traffic.until(async () => {
    const { rows } = await chain
      .pool('challenges')
      .query(`select 1 from app.cursors where name = 'view:challenge_story_v4' and position > 0`);
    return rows.length === 1;
  }, 60_000);
}

/** The new table holds what the old one holds, row for row. */
async function sameRows(chain: Chain): Promise<string[]> {
  const { rows } = await chain.pool('challenges').query<{ row: string }>(
    `(select 'view: only the old version holds ' || to_jsonb(o)::text as row from app.challenge_story_v3 o except
      select 'view: only the old version holds ' || to_jsonb(n)::text from app.challenge_story_v4 n) union all
     (select 'view: only the new version holds ' || to_jsonb(n)::text from app.challenge_story_v4 n except
      select 'view: only the new version holds ' || to_jsonb(o)::text from app.challenge_story_v3 o)`,
  );
  return rows.map(({ row }) => row.slice(0, 300));
}
