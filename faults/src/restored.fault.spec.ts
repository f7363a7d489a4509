import { restoreElsewhere, waysToRestore } from './chain/restore.js';
import { drained } from './checks/drained.js';
import { fault } from './fault.js';

fault({
  name: 'restored',
  promise:
    'a region whose logs were copied into a fresh cluster goes on: views are made anew, nothing is skipped or repeated',
  longOnly: true,
  run: async (run) => {
    const { chain } = run;
    const faults: string[] = [];
    let traffic = await run.traffic({ commands: run.scaled(200, 2_000) });
    for (const [nth, way] of (await waysToRestore(chain)).entries()) {
      faults.push(...(await traffic.finish()), ...(await drained(chain, 60_000)));
      await Promise.all(chain.processes.map((service) => service.end()));
      await restoreElsewhere(chain, way);
      await Promise.all(chain.processes.map((service) => service.start()));
      const { rows } = await chain.pool('challenges').query<{ number: number }>('select number from log.incarnation');
      if (rows[0]?.number !== nth + 2)
        faults.push(`incarnation: ${way} it is ${String(rows[0]?.number)}, not ${nth + 2}`);
      const answer = await fetch(`${chain.one('challenges').url}/v1/feed?after=99.1.1`, {
        headers: { authorization: `Bearer ${await chain.issuer.serviceToken('somebody', 'feed:read')}` },
      });
      if (answer.status !== 409) faults.push(`feed: a cursor ahead of the log was answered ${answer.status}, not 409`);
      traffic = await run.traffic({ commands: run.scaled(100, 1_000), after: traffic });
    }
    return [...faults, ...(await run.judge(traffic))];
  },
  breaks: [
    {
      what: 'a log that does not notice that it was moved',
      inside: {
        edits: [
          {
            file: 'event-store/dist/incarnation.js',
            find: 'if (found?.number && found.same)',
            put: 'if (found?.number)',
          },
        ],
      },
      seenAs: /^(incarnation|behind|untaken|unanswered|threw: Error: \S+ is not ready \(0\))/m,
    },
  ],
});
