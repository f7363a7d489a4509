import { fault } from './fault.js';

fault({
  name: 'replicas',
  promise: 'with two replicas of a service a caller reads what they wrote, whichever replica answers',
  transports: ['kafka'],
  chain: { replicas: { challenges: 2, validation: 2 } },
  run: async (run) => run.judge(await run.traffic({ commands: run.scaled(400, 4_000), atOnce: 16 })),
  breaks: [
    {
      what: 'answers that do not wait for the views',
      inside: {
        edits: [
          {
            file: 'service-host/dist/http/commands.js',
            find: 'return passing.catch(()=>false);',
            put: 'return true;',
          },
        ],
      },
      seenAs: /could not be read by who wrote it/,
    },
  ],
});
