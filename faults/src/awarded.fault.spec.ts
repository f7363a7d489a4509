import { setTimeout as delay } from 'node:timers/promises';
import type { Point } from './chain/service-process.js';
import { progressFaults } from './checks/progress.js';
import { fault } from './fault.js';
import { SHORT_SESSIONS } from './short-sessions.js';
import { awardInBulk, classOf } from './traffic/awards.js';

/** Where the service is killed: among the awards of a part, and when all of a part are written and it is not noted yet. */
const POINTS: readonly Point[] = ['after-issue', 'before-issue', 'before-part-done'];
/** What is broken may never come there. */
const THERE_WITHIN_MS = 60_000;

fault({
  name: 'awarded',
  promise:
    'a service that is killed again and again while a school awards in bulk awards everybody once, and says how far it is',
  longOnly: true,
  always: SHORT_SESSIONS,
  run: async (run) => {
    const { chain, random } = run;
    const traffic = await run.traffic({ commands: run.scaled(50, 2_000), atOnce: run.either(2, 8) });
    const { client, cast } = traffic;
    const victim = chain.one('credentials');
    const learners = classOf(run.scaled(200, 4_000));
    // An office that sees nothing happen sends half of it again, as another file.
    for (const from of [0, learners.length / 2]) await awardInBulk(client, cast, learners.slice(from));
    await victim.end('SIGKILL');
    for (const point of Array.from({ length: run.scaled(1, 6) }, () => POINTS).flat()) {
      victim.spawn({ at: { point, nth: point === 'before-part-done' ? 1 : 1 + random.below(3) } });
      await Promise.race([victim.ended, traffic.over, delay(THERE_WITHIN_MS)]);
      await victim.end('SIGKILL');
    }
    await victim.start();
    const faults = await run.judge(traffic);
    return [...faults, ...(await progressFaults(client, cast))];
  },
  breaks: [
    {
      what: 'an award that is known again by nothing',
      inside: {
        edits: [
          {
            file: 'credentials/dist/bulk-award/award-plans.js',
            find: 'const credentialId = awardedCredentialIdOf(achievementId, learnerId, awardedOn, nth);',
            put: 'const credentialId = crypto.randomUUID();',
          },
          {
            file: 'credentials/dist/bulk-award/awarding.js',
            find: 'key: String(line)',
            put: 'key: crypto.randomUUID()',
          },
        ],
      },
      seenAs: /^credential: the award to \S+ has [2-9] credentials/m,
    },
    {
      what: 'a part of a file that is noted as done before it is',
      inside: {
        edits: [
          {
            file: 'credentials/dist/bulk-award/awarding.js',
            find: 'const refused = [];',
            put: `const early = { type: 'FinishPart', bulkAwardId, organisationId, part: number, ...counts, issued: rows.length };
              await given.store.handle(part(bulkAwardPart, partId, { ...early, refused: [] }), { metadata: madeNow() });
              const refused = [];`,
          },
        ],
      },
      seenAs: /^credential: the award to \S+ has 0 credentials/m,
    },
  ],
});
