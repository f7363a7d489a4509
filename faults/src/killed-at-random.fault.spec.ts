import { setTimeout as delay } from 'node:timers/promises';
import { fault } from './fault.js';
import { SHORT_SESSIONS } from './short-sessions.js';

fault({
  name: 'killed-at-random',
  promise: 'services that are killed at any moment lose nothing that was acknowledged and do nothing twice',
  longOnly: true,
  chain: { replicas: { challenges: 2, validation: 2 } },
  always: SHORT_SESSIONS,
  run: async (run) => {
    const { chain, random } = run;
    const traffic = await run.traffic({ commands: run.scaled(300, 10_000) });
    for (let rounds = run.scaled(2, 15); rounds > 0; rounds--) {
      for (const victim of random.shuffled(chain.processes)) {
        // Not a wait for anything: the plug is pulled at an arbitrary moment.
        await delay(random.below(run.scaled(300, 1_000)));
        await victim.end('SIGKILL');
        await victim.start();
      }
    }
    return run.judge(traffic);
  },
  breaks: [
    {
      what: 'a view whose cursor is committed before its rows',
      inside: {
        edits: [
          {
            file: 'event-store/dist/view-writer.js',
            find: 'await this.fold(pool, events, rows);',
            put: `await pool.query({ text: MOVE, values: [...stepValues(step)] });
              await new Promise((later) => setTimeout(later, 100));
              await this.fold(pool, events, rows);
              await this.write(pool, rows);
              return true;`,
          },
        ],
      },
      seenAs: /^view/m,
    },
  ],
});
