import { CuttingProxy } from '@estafette/test-kit';
import { fault } from './fault.js';

let proxy: CuttingProxy | undefined;

fault({
  name: 'answer-lost',
  promise:
    'a connection that is cut between a statement and its answer changes nothing: the same key gives the same result',
  chain: {
    databaseVia: async (service, url) => {
      if (service !== 'challenges') return url;
      proxy = await CuttingProxy.before(url);
      return proxy.url;
    },
  },
  run: async (run) => {
    const cutting = proxy;
    if (!cutting) throw new Error('there is no proxy');
    const traffic = await run.traffic({ commands: run.scaled(200, 1_000) });
    const cuts = run.scaled(10, 60);
    for (let done = 0; done < cuts; done++) {
      cutting.arm('after', ['append', 'append-one', 'append-group']);
      await traffic.until(() => cutting.met > done);
    }
    const faults = await run.judge(traffic);
    const again = traffic.ledger.entries.filter(
      ({ attempts, wish }) => attempts > 1 && wish.leaves.type === 'ProgressNoted',
    );
    const others = again.filter(({ acknowledged }) => acknowledged !== 201);
    await cutting.close();
    return [
      ...faults,
      ...(cutting.met < cuts ? [`cuts: only ${cutting.met} connections were cut`] : []),
      ...others.map(({ wish, acknowledged }) => `repeat: ${wish.path} was answered ${String(acknowledged)}, not 201`),
    ];
  },
  breaks: [
    {
      what: 'what was written is not looked for, and answers are not kept',
      inside: {
        edits: [
          { file: 'event-store/dist/append.js', find: 'if (!none.sent) throw none.cause;', put: 'throw none.cause;' },
          {
            file: 'event-store/dist/once.js',
            find: 'return {\n        answer: row.answer\n    };',
            put: 'return null;',
          },
        ],
      },
      seenAs: /^(repeat|unanswered)/m,
    },
  ],
});
